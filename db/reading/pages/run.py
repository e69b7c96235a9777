"""Runs, and one run: what it read, stored, removed, and where it failed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from db.reading.pages.cuts import removed_shares
from db.reading.pages.failures import CaptureFailure, failures_of_run
from db.reading.state import RemovedShare, Run

RUNS_SHOWN = 100
ARTICLES_SHOWN = 100
VERSIONS_MEASURED = 500  # of a run, the last, of which is told what was removed: all of 100,000 would take seconds

COLUMNS = """
SELECT id, command, state, started, finished, read, new_captures, new_articles, new_versions, failures, error FROM runs
"""
RUNS = f"{COLUMNS} WHERE id < ? ORDER BY id DESC LIMIT ?"
RUN = f"{COLUMNS} WHERE id = ?"
SETTLEMENTS = "SELECT COUNT(*), MAX(id) FROM settlements WHERE run = ?"
NEIGHBOURS = "SELECT (SELECT MAX(id) FROM runs WHERE id < :run), (SELECT MIN(id) FROM runs WHERE id > :run)"

VERSIONS = """
SELECT versions.id, articles.id, sources.name, versions.title, versions.published, versions.words,
       articles.run = versions.run
FROM versions INDEXED BY versions_by_run
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
WHERE versions.run = ? ORDER BY versions.id DESC LIMIT ?
"""

KEPT = """
SELECT COUNT(*), COALESCE(SUM(LENGTH(text)), 0)
FROM (SELECT text FROM versions INDEXED BY versions_by_run WHERE run = ? ORDER BY id DESC LIMIT ?)
"""
REMOVED = """
SELECT removed_blocks.reason, COUNT(*), SUM(LENGTH(removed_texts.text))
FROM (SELECT id FROM versions INDEXED BY versions_by_run WHERE run = ? ORDER BY id DESC LIMIT ?) AS measured
CROSS JOIN removed_blocks ON removed_blocks.version = measured.id
CROSS JOIN removed_texts ON removed_texts.id = removed_blocks.text
GROUP BY removed_blocks.reason ORDER BY 3 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class RunVersion:
    """A version that a run stored, of a new article or of a known one."""

    version: int
    article: str
    source: str
    title: str | None
    published: str | None
    words: int
    new_article: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """What the page of a run shows."""

    run: Run
    settlement: int | None  # the last of the run
    versions: tuple[RunVersion, ...]  # last first
    failures: tuple[CaptureFailure, ...]
    measured: int  # the last versions, which `cuts` is about
    cuts: tuple[RemovedShare, ...]
    before: int | None
    after: int | None


def read_runs(connection: sqlite3.Connection, before: int | None = None) -> tuple[Run, ...]:
    """Return runs, the latest first, beginning with the one before `before`."""
    return tuple(Run(*row) for row in connection.execute(RUNS, [before or (1 << 62), RUNS_SHOWN]))


def read_run(connection: sqlite3.Connection, run: int) -> RunPage | None:
    """Return what a run did; None when there is none of that number."""
    row = connection.execute(RUN, [run]).fetchone()
    if row is None:
        return None
    measured, cuts = _cuts(connection, run)
    before, after = connection.execute(NEIGHBOURS, {"run": run}).fetchone()
    return RunPage(
        run=Run(*row),
        settlement=connection.execute(SETTLEMENTS, [run]).fetchone()[1],
        versions=tuple(_version(version) for version in connection.execute(VERSIONS, [run, ARTICLES_SHOWN])),
        failures=failures_of_run(connection, run),
        measured=measured,
        cuts=cuts,
        before=before,
        after=after,
    )


def _version(row: tuple[Any, ...]) -> RunVersion:
    version, article, source, title, published, words, new_article = row
    return RunVersion(version, article, source, title, published, words, bool(new_article))


def _cuts(connection: sqlite3.Connection, run: int) -> tuple[int, tuple[RemovedShare, ...]]:
    measured, kept = connection.execute(KEPT, [run, VERSIONS_MEASURED]).fetchone()
    return measured, removed_shares(kept, connection.execute(REMOVED, [run, VERSIONS_MEASURED]))
