"""Storing: the outcomes of one batch, in one transaction.

In: versions, removed blocks, failures and the evidence of copies, committed together. Out: captures, which were stored
before (`flows.intake`), and what depends on everything stored (`flows.settling`).
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from db import intake, outcomes
from db.connection import transaction
from db.faults import store_faults
from db.runs import Counts
from extractors.recipe import Recipe
from extractors.records import Failure
from flows.intake import Received
from flows.linking import NewText, link
from flows.work import Failed, Made, Outcome


@dataclass(frozen=True, slots=True)
class Clerk:
    """The one writer of a run's outcomes."""

    connection: sqlite3.Connection
    run: int
    recipe_of: Callable[[str], Recipe]  # source name -> what its articles are made with
    counts: Counts

    def store(self, received: Received, results: Iterable[Outcome]) -> None:
        """Store a batch: all of it, or nothing if the process is killed. Of a result that is stored little is kept."""
        stored = []
        new = []
        failed = []
        note_recipe = functools.cache(self.note_recipe)  # once a transaction: they are few, and the same all along
        with transaction(self.connection):
            for result in results:
                if isinstance(result, Failed):
                    failed.append((result.capture_id, result.failure))
                    continue
                place = self._store_made(result, note_recipe)
                stored.append(place)
                if place.new_version:
                    new.append(NewText(place.version, result.signature))
            link(self.connection, new)
            failures = self._store_failures(received, failed)
        self._count(received, stored, failures)

    def store_faults(self, faults: Mapping[str, str]) -> None:
        """Store what is wrong with the files of sources, by name."""
        store_faults(self.connection, self.run, faults)
        self.counts.failures += len(faults)

    def _store_made(self, made: Made, note_recipe: Callable[[str], str]) -> outcomes.Stored:
        source = intake.source_of_capture(self.connection, made.capture_id)
        return outcomes.store_extracted(
            self.connection,
            self.run,
            source,
            made.capture_id,
            made.extracted,
            made.published_at,
            note_recipe(source.name),
        )

    def _store_failures(self, received: Received, failed: list[tuple[int, Failure]]) -> int:
        new = [
            intake.store_failure(self.connection, self.run, failure, dump=received.dump)
            for failure in received.failures
        ]
        new += [
            intake.store_failure(self.connection, self.run, failure, dump=received.dump, capture=capture)
            for capture, failure in received.lost
        ]
        return sum(new) + sum(self._store_failed(received.dump, *item) for item in failed)

    def _store_failed(self, dump: int | None, capture: int, failure: Failure) -> bool:
        recipe = self.note_recipe(intake.source_of_capture(self.connection, capture).name)
        return intake.store_failure(self.connection, self.run, failure, dump=dump, capture=capture, recipe=recipe)

    def note_recipe(self, source: str) -> str:
        """Return the id of today's recipe for a source, noted in the open transaction."""
        recipe = self.recipe_of(source)
        outcomes.store_recipe(self.connection, recipe.id, dict(recipe.parts))
        return recipe.id

    def _count(self, received: Received, stored: list[outcomes.Stored], failures: int) -> None:
        self.counts.read += received.read
        self.counts.new_captures += received.new
        self.counts.new_articles += sum(item.new_article for item in stored)
        self.counts.new_versions += sum(item.new_version for item in stored)
        self.counts.failures += failures
