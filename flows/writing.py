"""Writing to a store: its lock, its connection, and the row that says how the run went.

In: what every command that changes articles does around its work. Out: the work itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from db import runs
from db.connection import StoreError, open_reader, open_store
from flows.lock import run_lock


def utc_now() -> str:
    """Return the time, UTC, as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@contextmanager
def locked_store(database: Path, wait_seconds: float, tell: Callable[[str], None]) -> Iterator[sqlite3.Connection]:
    """Give a writing connection to a store that is there, and hold its lock. Raise `StoreError` when there is none."""
    open_reader(database).close()  # opening for writing would make a new store
    with run_lock(database, wait_seconds, tell), closing(open_store(database)) as connection:
        yield connection


@contextmanager
def recorded_run(connection: sqlite3.Connection, command: str, counts: runs.Counts | None = None) -> Iterator[int]:
    """Give the id of a new run, and write down how it ended, however it ends."""
    tally = counts or runs.Counts()
    run = runs.begin_run(connection, command, utc_now())
    try:
        yield run
    except BaseException as error:
        with suppress(StoreError, sqlite3.Error):  # what broke the run may break this too; the next run sweeps it
            runs.finish_run(connection, run, tally, utc_now(), error=str(error) or type(error).__name__)
        raise
    runs.finish_run(connection, run, tally, utc_now())
