"""A store filled without workers, settled when told: for what depends on many small texts.

Run in a process of its own, with a database and a seed, it settles and kills itself at a statement that furnishing
executes.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db import intake, outcomes, runs
from db.connection import open_store, transaction
from dedup.signature import sign
from extractors.records import Capture, Extracted, RemovedBlock
from flows.linking import NewText, link
from flows.settling import settle


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was captured at an address of a source."""

    source: str
    address: str
    text: str
    captured_at: str | None = None
    removed: tuple[RemovedBlock, ...] = ()
    title: str | None = None


class FurnishedStore:
    """A store with one run and one recipe."""

    def __init__(self, path: Path) -> None:
        self.connection = open_store(path)
        self.connection.execute("PRAGMA synchronous = OFF")
        if not self.rows("SELECT 1 FROM runs"):
            runs.begin_run(self.connection, "test", "2026-01-01T00:00:00Z")
            intake.store_dump(self.connection, 1, "fingerprint", "dump", "dump")
            with transaction(self.connection):
                outcomes.store_recipe(self.connection, "recipe", {"extractor": "1"})

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query).fetchall()

    def add(self, documents: Sequence[Document]) -> None:
        """Store and link the documents in one batch."""
        captures = [_capture(document) for document in documents]
        ids = intake.store_captures(self.connection, 1, 1, captures, [capture.payload for capture in captures])
        signatures = sign([document.text for document in documents])
        with transaction(self.connection):
            new = []
            for identity, document, signature in zip(ids, documents, signatures, strict=True):
                if identity is None:
                    continue
                stored = self._store(identity, document)
                if stored.new_version:
                    new.append(NewText(stored.version, signature))
            link(self.connection, new)

    def _store(self, capture: int, document: Document) -> outcomes.Stored:
        source = intake.source_of_capture(self.connection, capture)
        extracted = Extracted("payload", document.address, document.text, document.title, removed=document.removed)
        return outcomes.store_extracted(self.connection, 1, source, capture, extracted, None, "recipe")

    def settle(self) -> int | None:
        """Settle what was added."""
        return settle(self.connection, 1, "2026-01-01T00:00:00Z")

    def texts(self) -> dict[str, str]:
        """Return by address the newest text of each article."""
        return dict(self.connection.execute("SELECT address, text FROM current_articles"))

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all that furniture decides, in a form in which two stores can be compared."""
        self.connection.execute("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
        return {
            "texts": self.rows(
                "SELECT article, digest, text, words, base_text, base_words FROM versions ORDER BY article, digest"
            ),
            "removed": self.rows(
                "SELECT article, versions.digest, ordinal, position, reason, detail, removed_texts.text"
                " FROM removed_blocks JOIN versions ON versions.id = version"
                " JOIN removed_texts ON removed_texts.id = removed_blocks.text ORDER BY 1, 2, 3"
            ),
            "furniture": self.rows(
                "SELECT name, line, texts, example, taken FROM furniture JOIN sources ON sources.id = source"
                " ORDER BY 1, 2"
            ),
            "lines": self.rows(
                "SELECT line, article, digest FROM lines JOIN versions ON id = version ORDER BY 1, 2, 3"
            ),
            "unsettled": self.rows("SELECT version FROM unsettled_versions UNION SELECT 1 FROM unsettled_stories"),
        }


def _capture(document: Document) -> Capture:
    body = f"{document.address} {document.text}".encode()
    return Capture(body, "text/plain", document.address, document.captured_at, document.source, document.address, None)


def main(database: str, seed: str) -> None:
    """Settle, and die on the way."""
    store = FurnishedStore(Path(database))
    left = random.Random(seed).randint(1, 400)

    def executed(statement: str) -> None:
        nonlocal left
        left -= "lines" in statement or "furniture" in statement or "removed" in statement
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    store.connection.set_trace_callback(executed)
    store.settle()
