"""Extracting again: every capture whose article was made with another recipe than today's, through the same workers.

In: which captures, comparing, storing, and what happens to the versions that were. Out: the wording of the report
(`flows.present_reextract`).

A capture keeps its article: ids are known outside. A text that is new is a new version of it; the old one, when no
capture gives it any more, is superseded and stays readable. A capture that gives no article any more becomes a failure,
and one that failed is tried too. What is to be done is noted first; every batch takes what it did off the list in its
own transaction. So a killed run is gone on with by the next, and signatures, links and stories follow when it settles.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from db import intake, outcomes, reextracting, settled
from db.connection import archive_path, open_archive_reader, open_reader, transaction
from db.reading.scope import check_source
from db.reextracting import Before, Choice
from extractors.recipe import Recipe
from extractors.records import Extracted, count_words
from flows.furnishing import forget_title
from flows.intake import Desk, Received
from flows.linking import NewText, link
from flows.pipeline import Order, Tools, limits_of, load_seeds, open_pool, recipes_of, run_and_settle
from flows.progress import Progress
from flows.reextract_report import Change, Kind, Report, Tally, compare_texts, report
from flows.storing import Clerk
from flows.work import Failed, Made, Outcome


@dataclass(frozen=True, slots=True)
class ReextractOptions:
    """What is to be extracted again. None: no restriction, or as the settings say."""

    database: Path
    seeds: Path
    source: str | None = None
    since: str | None = None  # the earliest time of capture
    limit: int | None = None  # captures
    workers: int | None = None
    dry_run: bool = False


def reextract(options: ReextractOptions, progress: Progress) -> Report:
    """Extract again what today's recipe may change, store it unless it is a dry run, and return what that changed.

    Raise `StoreError` or `SettingsError` for what a person must mend first. With nothing to do and nothing left to
    settle there is no run.
    """
    settings, sources = load_seeds(options.seeds)
    archived = archive_path(options.database).is_file()
    order = Order("reextract", options.database, settings, sources, options.workers, archived)
    recipe_of = recipes_of({source.name: source.profile for source in sources})
    tally = Tally()
    started = time.monotonic()
    with closing(open_reader(options.database)) as reader:
        chosen = _choose(reader, options, recipe_of, tally)
        if options.dry_run or not (chosen or settled.is_unsettled(reader)):
            _compare_only(reader, order, progress, tally, chosen)
            return report(tally, run=None, seconds=time.monotonic() - started)

    def work(tools: Tools) -> None:
        again = _Again(tools.clerk, tally)
        again.take(tools, options)

    summary = run_and_settle(order, progress, work)
    return report(tally, run=summary.run, seconds=summary.seconds)


def _choose(
    connection: sqlite3.Connection, options: ReextractOptions, recipe_of: Callable[[str], Recipe], tally: Tally
) -> list[int]:
    """Return the captures to extract again, at most as many as the limit says."""
    check_source(connection, options.source)
    recipes = {identity: recipe_of(name).id for identity, name in reextracting.source_names(connection).items()}
    chosen = reextracting.choose_captures(connection, Choice(recipes, options.source, options.since))
    tally.chosen = len(chosen)
    tally.left = max(0, len(chosen) - (options.limit or len(chosen)))
    return chosen


def _compare_only(
    reader: sqlite3.Connection, order: Order, progress: Progress, tally: Tally, chosen: list[int]
) -> None:
    """Extract the captures again and count what would change. Nothing is written."""
    wanted = chosen[: len(chosen) - tally.left]
    if not wanted:
        return
    profiles = {source.name: source.profile for source in order.sources}
    with _archive_reader(order) as archive, open_pool(order) as pool:
        desk = Desk(reader, archive, 0, profiles, order.settings.run, limits_of(order.settings.limits))
        for received, results in pool.run(desk.again(reextracting.read_captures(reader, wanted))):
            for capture, outcome in _outcomes(received, results):
                tally.add(_change(reextracting.read_before(reader, capture), outcome))
            progress.advance(len(results) + len(received.lost))


@contextmanager
def _archive_reader(order: Order) -> Iterator[sqlite3.Connection | None]:
    path = archive_path(order.database)
    with ExitStack() as stack:
        yield stack.enter_context(closing(open_archive_reader(path))) if path.is_file() else None


def _outcomes(received: Received, results: Sequence[Outcome]) -> Iterator[tuple[int, Outcome | None]]:
    """Yield what each capture gives; None: its bytes could not be had again."""
    yield from ((result.capture_id, result) for result in results)
    yield from ((capture, None) for capture, _ in received.lost)


def _change(before: Before, outcome: Outcome | None, article: str | None = None) -> Change:
    """Return how what a capture gives is different from what it gave."""
    after = outcome.extracted.text if isinstance(outcome, Made) else ""
    kind = _kind(before, outcome)
    old = before.text if kind is not Kind.GONE else ""
    gained, lost, gained_lines, lost_lines = compare_texts(old, after)
    title = outcome.extracted.title if isinstance(outcome, Made) else None
    return Change(
        kind=kind,
        article=article or before.article,
        source=before.source,
        title=title or before.title,
        locator=before.locator,
        words_before=count_words(old),
        words_after=count_words(after),
        words_gained=gained,
        words_lost=lost,
        gained=gained_lines,
        lost=lost_lines,
        error=outcome.failure.error if isinstance(outcome, Failed) else None,
    )


def _kind(before: Before, outcome: Outcome | None) -> Kind:
    if outcome is None:
        return Kind.GONE
    if isinstance(outcome, Failed):
        return Kind.STILL_FAILED if before.version is None else Kind.FAILED
    if before.version is None:
        return Kind.FOUND
    if before.text != outcome.extracted.text:
        return Kind.TEXT
    extracted = outcome.extracted
    published = extracted.published.edtf if extracted.published else None
    fields = (extracted.title, extracted.authors, published, extracted.language, extracted.standfirst)
    return Kind.SAME if fields == before.fields else Kind.FIELDS


@dataclass(frozen=True, slots=True)
class _Again:
    """The writer of what is extracted again."""

    clerk: Clerk
    tally: Tally

    def take(self, tools: Tools, options: ReextractOptions) -> None:
        """Extract again and store, batch by batch; the captures are chosen anew, now that the lock is held."""
        with transaction(self.clerk.connection):
            chosen = _choose(self.clerk.connection, options, self.clerk.recipe_of, self.tally)
            reextracting.note_captures(self.clerk.connection, chosen)
        wanted = chosen[: len(chosen) - self.tally.left]
        batches = tools.desk.again(reextracting.read_captures(self.clerk.connection, wanted))
        for received, results in tools.pool.run(batches):
            self.store(received, results)
            self.clerk.counts.read += len(results)
            tools.progress.advance(len(results) + len(received.lost))

    def store(self, received: Received, results: Sequence[Outcome]) -> None:
        """Store a batch: all of it, or nothing if the process is killed."""
        changes: list[Change] = []
        with transaction(self.clerk.connection):
            new: list[NewText] = []
            for capture, outcome in _outcomes(received, results):
                before = reextracting.read_before(self.clerk.connection, capture)
                if isinstance(outcome, Made):
                    changes.append(self._store_made(before, outcome, new))
                else:
                    changes.append(_change(before, outcome))
                if isinstance(outcome, Failed):
                    self._store_failed(before, outcome, received.dump)
                if outcome is not None:
                    reextracting.forget_capture(self.clerk.connection, capture)
            link(self.clerk.connection, new)
        for change in changes:
            self.tally.add(change)

    def _store_made(self, before: Before, made: Made, new: list[NewText]) -> Change:
        recipe = self.clerk.note_recipe(before.source)
        source = intake.source_of_capture(self.clerk.connection, made.capture_id)
        extracted = replace(made.extracted, address=before.address or made.extracted.address)
        stored = outcomes.store_extracted(
            self.clerk.connection, self.clerk.run, source, made.capture_id, extracted, made.published_at, recipe
        )
        self.clerk.counts.new_articles += stored.new_article
        self.clerk.counts.new_versions += stored.new_version
        if stored.new_version:
            new.append(NewText(stored.version, made.signature))
        else:
            self._renew(before.source, stored.version, extracted, made.published_at)
        if before.version not in (None, stored.version):
            reextracting.supersede(self.clerk.connection, int(before.version), stored.version)
        return _change(before, made, stored.article)

    def _renew(self, source: str, version: int, extracted: Extracted, published_at: str | None) -> None:
        title = reextracting.title_of(self.clerk.connection, version)
        recipe = self.clerk.note_recipe(source)
        if outcomes.renew_version(self.clerk.connection, version, extracted, published_at, recipe):
            forget_title(self.clerk.connection, source, title, version)

    def _store_failed(self, before: Before, failed: Failed, dump: int | None) -> None:
        capture, recipe = failed.capture_id, self.clerk.note_recipe(before.source)
        reextracting.withdraw(self.clerk.connection, capture, before)
        new = intake.store_failure(
            self.clerk.connection, self.clerk.run, failed.failure, dump=dump, capture=capture, recipe=recipe
        )
        self.clerk.counts.failures += new and before.version is not None
