"""Opening the store: one way to write, one way to read.

In: connections, pragmas, migrations, transactions, and the errors a person can do something about. Out: what is in the
tables. Writers use `open_store` and `transaction`; everything that only shows uses `open_reader`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from db import migrations
from db.schema import ARCHIVES, MAIN

OLDEST_SQLITE = (3, 37)  # STRICT tables
BUSY_MILLISECONDS = 60_000  # a reader's checkpoint or a backup may hold the file; longer is somebody's open transaction

# The inner pages of the lists, one of some 200 pages; leaves are visited in their order. Of a million texts, 1 GB, that
# is 4 MiB: 3, 4, 8 and 16 take the same processor time, 2 take 7 % more. Of 5,000 pages, 145 MB, 2 have a sixth more
# read anew than 3, in 2 % of the time; they are full after some 70 documents, so that a larger dump takes no more.
CACHED_SHARE = 256
CACHE_KIBIBYTES = (2_048, 4_096)

# Of the archive only the index of the digests is read again, 100 bytes a payload.
ARCHIVE_CACHE_KIBIBYTES = (256, 256)

# SQLite's own page; the archive of a new store has twice as large ones, as each body lies in whole pages that are
# written one by one. Storing bodies of 65 kB takes 0.16 ms each instead of 0.20, the file is 1 % larger; with bodies
# of 8 kB it is 8 %. Four times: 0.13 ms, 4 % and 25 %.
PAGE_BYTES = 4_096
ARCHIVE_PAGE_BYTES = 8_192

# A batch takes 40. Python would keep 128, most of which ask for as many values as are never asked for again: 0.5 MB.
CACHED_STATEMENTS = 48


class StoreError(Exception):
    """The store cannot be used: what is wrong, where, and what to do, in one sentence."""


def archive_path(path: Path) -> Path:
    """Return the archive's file for the main database `path`: `news.db` has `news.archive.db` beside it."""
    return path.with_name(f"{path.stem}.archive.db")


def open_store(path: Path) -> sqlite3.Connection:
    """Return a writing connection to the main database, created and migrated as needed. Raise `StoreError`."""
    return _open_for_writing(path, MAIN, CACHE_KIBIBYTES, PAGE_BYTES)


def open_archive(path: Path) -> sqlite3.Connection:
    """Return a writing connection to an archive file, created and migrated as needed. Raise `StoreError`."""
    return _open_for_writing(path, ARCHIVES, ARCHIVE_CACHE_KIBIBYTES, ARCHIVE_PAGE_BYTES)


def open_reader(path: Path, *, threads: bool = False) -> sqlite3.Connection:
    """Return a read-only connection to an existing main database. Raise `StoreError` when there is none.

    `threads` is for a caller that hands it from thread to thread, and lets one use it at a time.
    """
    advice = "make one with `wiresift ingest PATH`, or name another with --db"
    return _open_for_reading(path, MAIN, advice, threads=threads)


def open_archive_reader(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to an existing archive file. Raise `StoreError` when there is none."""
    return _open_for_reading(path, ARCHIVES, "it stands beside the main database; move both together")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block in one writing transaction: all of it is committed, or none.

    BEGIN IMMEDIATE, because a transaction that begins by reading and then writes fails as locked when another process
    wrote in between, and waiting does not help it.
    """
    with translated_errors(_file_of(connection)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


@contextmanager
def translated_errors(path: str | Path) -> Iterator[None]:
    """Turn SQLite's errors that a person can do something about into `StoreError`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        advice = _advice(error)
        if advice is None:
            raise
        raise StoreError(f"{path}: {error}; {advice}") from error


def _advice(error: sqlite3.DatabaseError) -> str | None:
    text = str(error).lower()
    known = {
        "locked": "another program holds the database; end it or wait, then run again",
        "full": "the disk is full; make room, then run again: nothing that was stored is lost",
        "disk i/o": "the disk does not answer as it should; check it, then run again",
        "readonly": "the file or its folder cannot be written; check the permissions",
        "unable to open": "the folder must exist and be writable",
        "not a database": "the file is something else; name another with --db",
        "malformed": "the file is damaged; restore a copy of it",
        "too big": "one value is larger than SQLite takes (1 GB)",
    }
    return next((advice for sign, advice in known.items() if sign in text), None)


def _open_for_writing(
    path: Path, scripts: Mapping[str, str], cache_kibibytes: tuple[int, int], page_bytes: int
) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: Wiresift needs 3.37 or newer")
    with translated_errors(path):
        connection = sqlite3.connect(
            path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, cached_statements=CACHED_STATEMENTS
        )
        try:
            _prepare(connection, cache_kibibytes, page_bytes)
            _migrate(connection, scripts, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection, cache_kibibytes: tuple[int, int], page_bytes: int) -> None:
    connection.execute(f"PRAGMA page_size = {page_bytes}")  # of a new file; another keeps its own
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit is on the disk before the next begins, also in the other file: after a power cut no capture names bytes
    # that the archive has lost. Commits are one a batch, so that costs little.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_cache_for(connection, *cache_kibibytes)}")


def _cache_for(connection: sqlite3.Connection, least: int, most: int) -> int:
    """Return how much of the database to keep in memory, in KiB: more of a larger one, within these bounds."""
    size = "SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size"
    kibibytes: int = connection.execute(size).fetchone()[0]
    return min(max(kibibytes // CACHED_SHARE, least), most)


def _migrate(connection: sqlite3.Connection, scripts: Mapping[str, str], path: Path) -> None:
    # A run that was killed while it made the store may have left the table of migrations alone.
    other_tables = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name != '_sqlite_migrations'"
    applied = migrations.applied(connection)
    if not applied and connection.execute(other_tables).fetchone():
        raise StoreError(f"{path}: the file is a database, but not a Wiresift store; name another with --db")
    _refuse_newer(applied, scripts, path)
    if scripts.keys() - applied:
        migrations.apply(connection, scripts)


def _refuse_newer(applied: set[str], scripts: Mapping[str, str], path: Path) -> None:
    if applied - scripts.keys():
        raise StoreError(f"{path}: a newer Wiresift made this store; use that one")


def _open_for_reading(
    path: Path, scripts: Mapping[str, str], advice: str, *, threads: bool = False
) -> sqlite3.Connection:
    if not path.is_file():
        raise StoreError(f"{path}: there is no such database; {advice}")
    with translated_errors(path):
        address = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=not threads)
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        _check_current(connection, scripts, path)
        return connection


def _check_current(connection: sqlite3.Connection, scripts: Mapping[str, str], path: Path) -> None:
    applied = migrations.applied(connection)
    if not applied:
        raise StoreError(f"{path}: the file is a database, but not a Wiresift store; name another with --db")
    _refuse_newer(applied, scripts, path)
    if scripts.keys() - applied:
        raise StoreError(f"{path}: an older Wiresift made this store; `wiresift ingest` with it brings it up to date")


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2]) or ":memory:"
