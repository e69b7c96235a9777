"""Runs: one row for each time something wrote articles.

In: begin, finish, and sweeping what was killed. Out: the lock that makes `sweep` safe (`flows.lock`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.connection import transaction


@dataclass(slots=True)
class Counts:
    """What a run has read and stored so far. The one value here that changes as it travels: it is a tally."""

    read: int = 0
    new_captures: int = 0
    new_articles: int = 0
    new_versions: int = 0
    failures: int = 0


def begin_run(connection: sqlite3.Connection, command: str, now: str) -> int:
    """Return the id of a new run. Mark every other running one as killed: the caller holds the lock, so they are."""
    with transaction(connection):
        connection.execute("UPDATE runs SET state = 'killed' WHERE state = 'running'")
        row = connection.execute(
            "INSERT INTO runs (command, state, started) VALUES (?, 'running', ?) RETURNING id", [command, now]
        ).fetchone()
    return int(row[0])


def finish_run(connection: sqlite3.Connection, run: int, counts: Counts, now: str, error: str | None = None) -> None:
    """Write down what the run did and how it ended."""
    with transaction(connection):
        connection.execute(
            "UPDATE runs SET state = ?, finished = ?, error = ?, read = ?, new_captures = ?, new_articles = ?,"
            " new_versions = ?, failures = ? WHERE id = ?",
            [
                "failed" if error else "done",
                now,
                error,
                counts.read,
                counts.new_captures,
                counts.new_articles,
                counts.new_versions,
                counts.failures,
                run,
            ],
        )
