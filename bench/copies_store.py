"""A store filled with texts for measuring copy detection: the path of an ingest from the stored version on.

In: versions and articles with nothing but what linking and settling read. Out: dumps, extraction, the archive.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.connection import open_store, transaction
from dedup.signature import sign
from flows.linking import NewText, link, settle_copies


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be stored, under its own article."""

    id: str
    source: str
    text: str


@dataclass(slots=True)
class Seconds:
    """CPU seconds of this process by step. Inserting the versions themselves is none of them; the commits are."""

    sign: float = 0.0
    link: float = 0.0
    settle: float = 0.0

    @property
    def total(self) -> float:
        """Return the seconds of all steps."""
        return self.sign + self.link + self.settle


def new_store(path: Path) -> sqlite3.Connection:
    """Return a connection to a new store with one run and one recipe."""
    connection = open_store(path)
    with transaction(connection):
        connection.execute("INSERT INTO runs (id, command, state, started) VALUES (1, 'bench', 'running', '')")
        connection.execute("INSERT INTO recipes (id, parts) VALUES ('bench', '{}')")
    return connection


def store_versions(connection: sqlite3.Connection, documents: Sequence[Document]) -> list[int]:
    """Store each document as the newest version of an article of its own. Return the versions."""
    sources = sorted({(document.source,) for document in documents})
    connection.executemany("INSERT OR IGNORE INTO sources (name) VALUES (?)", sources)
    connection.executemany(
        "INSERT INTO articles (id, source, address, run) SELECT ?, id, ?, 1 FROM sources WHERE name = ?",
        [(document.id, document.id, document.source) for document in documents],
    )
    first = int(connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM versions").fetchone()[0])
    versions = list(range(first, first + len(documents)))
    connection.executemany(
        "INSERT INTO versions (id, article, digest, origins, text, words, recipe, run)"
        " VALUES (?, ?, ?, '{}', ?, ?, 'bench', 1)",
        [
            (version, document.id, document.id, document.text, len(document.text.split()))
            for version, document in zip(versions, documents, strict=True)
        ],
    )
    connection.executemany(
        "UPDATE articles SET newest = ? WHERE id = ?",
        [(version, document.id) for version, document in zip(versions, documents, strict=True)],
    )
    return versions


def ingest(connection: sqlite3.Connection, documents: Sequence[Document], batch: int = 500) -> Seconds:
    """Store, link and settle the documents; return what copy detection cost."""
    seconds = Seconds()
    for start in range(0, len(documents), batch):
        some = documents[start : start + batch]
        at = time.process_time()
        signatures = sign([document.text for document in some])
        seconds.sign += time.process_time() - at
        with transaction(connection):
            versions = store_versions(connection, some)
            new = [NewText(*pair) for pair in zip(versions, signatures, strict=True)]
            at = time.process_time()
            link(connection, new)
        seconds.link += time.process_time() - at  # with the commit
    at = time.process_time()
    with transaction(connection):
        settle_copies(connection)
    seconds.settle = time.process_time() - at
    return seconds


def clusters(connection: sqlite3.Connection) -> dict[str, int]:
    """Return by article its cluster."""
    return dict(connection.execute("SELECT id, cluster FROM articles"))


INDEX_TABLES = ("schemes", "signatures", "bands", "postings", "recent_bands", "recent_postings")
EVIDENCE_TABLES = ("pairs", "links", "round_ups", "stop_shingles", "clusters")


def bytes_of(connection: sqlite3.Connection, tables: Sequence[str]) -> int:
    """Return the bytes of the pages that these tables and their indexes take."""
    names = [
        row[0]
        for table in tables
        for row in connection.execute("SELECT name FROM sqlite_master WHERE tbl_name = ?", [table])
    ]
    marks = ", ".join("?" * len(names))
    statement = f"SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name IN ({marks})"  # noqa: S608 - only marks
    return int(connection.execute(statement, names).fetchone()[0])
