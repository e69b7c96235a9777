"""What the store knows of pages, for all the visits of a round.

In: one connection, asked by one thread at a time: opening one takes a millisecond, as SQLite reads the schema. Out:
what is new of what a feed tells (`entries`), and writing, which the round's own thread does.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from db import pages
from db.connection import open_reader
from db.pages import PageRow


class KnownPages:
    """The pages of a store. Any number of threads may share one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def among(self, source: str, addresses: Sequence[str]) -> dict[str, PageRow]:
        """Return the state of those addresses of a source that are known."""
        with self._lock:
            return pages.known_pages(self._connection, source, addresses)

    def due(self, source: str, now: str) -> list[PageRow]:
        """Return the pages of a source that are due at `now`, as `db.pages.due_pages` does."""
        with self._lock:
            return pages.due_pages(self._connection, source, now)


@contextmanager
def known_pages(database: Path) -> Iterator[KnownPages]:
    """Give what a store knows of pages during the block."""
    with closing(open_reader(database, threads=True)) as connection:
        yield KnownPages(connection)
