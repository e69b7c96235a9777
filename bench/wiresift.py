"""Wiresift from outside: ingest a file into a new store and export it, through the command line.

In: the two commands and what they cost. Out: scoring.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from bench.measure import Cost, measure

WIRESIFT = [sys.executable, "-m", "flows.cli"]


def ingest(dump: Path, database: Path, workers: int = 2) -> Cost:
    """Ingest `dump` directly into a new store, and return what that took."""
    for old in database.parent.glob(f"{database.stem}.*"):
        old.unlink()
    return measure([*WIRESIFT, "ingest", str(dump), "--direct", "--db", str(database), "--workers", str(workers)])


def export(database: Path) -> Path:
    """Export all versions of the store as JSONL, and return the file."""
    path = database.with_suffix(".jsonl")
    measure([*WIRESIFT, "export", "--all", "--db", str(database), "--output", str(path)])
    return path


def failures(database: Path) -> list[tuple[str, str, int]]:
    """Return the store's failures: stage, error, how many."""
    store = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = store.execute(
        "SELECT stage, error, COUNT(*) FROM failures GROUP BY stage, error ORDER BY 3 DESC"
    ).fetchall()
    store.close()
    return found
