"""Lists: the SQL of posting lists and of the buckets of LSH bands, inside the caller's transaction.

In: reading and writing rows of a key and a text, and moving what arrived to where it stays. Out: pairs, links and
stop-shingles (`db.copies`), and what texts do to the lists they arrive in (`dedup.candidates`).

Keys are hashes, so a batch of 500 articles puts its 17,000 rows into nearly as many pages of a large table, each of
which is written twice, for 16 bytes in 4,096. So what arrives goes to a small table beside each, every list is read
from both, and the small ones are moved in the order of their keys when they have some ten rows for each page of the
tables of a million articles: the memtable of a log-structured merge tree (O'Neil and others 1996).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from db.copies import TOGETHER, select_in
from dedup.candidates import Numbers, Rows, firsts_of_lists, in_order
from dedup.shingles import room_for_answers

LARGEST = (1 << 63) - 1  # the largest whole number that SQLite keeps

# Rows of `recent_postings`, those of 40,000 articles: 16 MB. A million articles have 25 million in 100,000 pages.
MOST_RECENT = 1 << 20

# Rows that are moved in one transaction: with ten rows a page they rewrite 26 MB, and no more stands in the log.
MOVED_AT_ONCE = 1 << 16

# Keys that are looked up twice, for where a list ends and for its texts: their pages, 4 MB, are still in the cache.
PROBED_TOGETHER = 1000

TABLES = ("postings", "bands")


def read_lists(connection: sqlite3.Connection, keys: Iterable[int], length: int) -> Rows:
    """Return the first `length` texts of each posting list: rows of a key and a text, ascending.

    Keys are probed in their order, all in one statement: a statement a key takes three times as long.
    """
    probed = sorted(keys)
    tables = [_first_texts(connection, table, probed, length) for table in _posting_tables(connection)]
    return firsts_of_lists(np.concatenate(tables), length)


def _posting_tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return where lists are to be looked for: nothing has been moved yet in a store of less than 40,000 articles."""
    moved = connection.execute("SELECT EXISTS (SELECT 1 FROM postings)").fetchone()[0]
    return ("postings", "recent_postings") if moved else ("recent_postings",)


def _first_texts(connection: sqlite3.Connection, table: str, keys: Sequence[int], length: int) -> Rows:
    statement = f"""
        SELECT probed.value, lists.text
        FROM json_each(?) AS probed JOIN {table} AS lists ON lists.key = probed.value
        WHERE lists.text <= COALESCE(
            (SELECT text FROM {table} WHERE key = probed.value ORDER BY text LIMIT 1 OFFSET ?), ?)
    """  # noqa: S608 - one of two names
    return _rows(connection.execute(statement, [json.dumps(keys), length - 1, LARGEST]))


def _all_texts(connection: sqlite3.Connection, table: str, keys: Sequence[int]) -> Rows:
    statement = f"SELECT value, text FROM json_each(?) AS probed JOIN {table} AS lists ON lists.key = value"  # noqa: S608
    return _rows(connection.execute(statement, [json.dumps(keys)]))


def _rows(found: Iterable[tuple[int, int]]) -> Rows:
    return np.fromiter(chain.from_iterable(found), dtype=np.int64).reshape(-1, 2)


def read_open_lists(connection: sqlite3.Connection, arriving: Rows, length: int) -> tuple[Rows, Numbers]:
    """Return the first `length` texts of the lists that texts arrive in, as `read_lists` does, and the closed lists.

    Closed ones are full, and nothing that arrives is smaller than their last. Their texts are not read: of the common
    phrases of a million texts nearly all lists are closed to a new one.
    """
    tables = _posting_tables(connection)
    found, closed = [arriving[:0]], [arriving[:0, 0]]
    probed = firsts_of_lists(arriving, 1)
    for start in range(0, len(probed), PROBED_TOGETHER):
        keys, least = probed[start : start + PROBED_TOGETHER].T
        lasts = [_last_texts(connection, table, keys.tolist(), length) for table in tables]
        is_open = np.less_equal(least, np.min(lasts, axis=0), out=room_for_answers(len(keys)))
        closed.append(keys[np.logical_not(is_open, out=room_for_answers(len(keys)))])
        for table, last in zip(tables, lasts, strict=True):
            short = np.equal(last, LARGEST, out=room_for_answers(len(keys)))  # so short: it is read without counting
            long = np.greater(is_open, short, out=room_for_answers(len(keys)))
            short &= is_open
            found.append(_all_texts(connection, table, keys[short].tolist()))
            found.append(_first_texts(connection, table, keys[long].tolist(), length))
    return firsts_of_lists(np.concatenate(found), length), np.concatenate(closed)


def _last_texts(connection: sqlite3.Connection, table: str, keys: Sequence[int], length: int) -> Numbers:
    """Return of each list, in the order of the keys, the last text that counts, a larger one when the list is open."""
    statement = f"""
        SELECT COALESCE((SELECT text FROM {table} WHERE key = value ORDER BY text LIMIT 1 OFFSET ?), ?)
        FROM json_each(?)
    """  # noqa: S608 - one of two names
    found = connection.execute(statement, [length - 1, LARGEST, json.dumps(keys)])
    return np.fromiter(chain.from_iterable(found), dtype=np.int64)


def texts_in_lists(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Return every text that stands in one of the posting lists."""
    wanted = list(keys)
    found = select_in(connection, "SELECT DISTINCT text FROM postings WHERE key IN ({})", wanted)
    recent = select_in(connection, "SELECT DISTINCT text FROM recent_postings WHERE key IN ({})", wanted)
    return {row[0] for row in chain(found, recent)}


def long_lists(connection: sqlite3.Connection, length: int) -> Iterator[int]:
    """Yield the posting lists of `length` texts or more."""
    statement = """
        SELECT key FROM (SELECT key FROM postings UNION ALL SELECT key FROM recent_postings)
        GROUP BY key HAVING COUNT(*) >= ?
    """
    return (row[0] for row in connection.execute(statement, [length]))


def store_postings(connection: sqlite3.Connection, rows: Rows) -> None:
    """Store (key, text) rows in the order of their keys."""
    connection.executemany("INSERT INTO recent_postings (key, text) VALUES (?, ?)", _in_order(rows))


def firsts_of_buckets(connection: sqlite3.Connection, bands: Iterable[int]) -> dict[int, int]:
    """Return by band the smallest text that has it; bands that no text has are left out."""
    statement = """
        SELECT value, COALESCE(MIN(stored, recent), stored, recent)
        FROM (SELECT value, (SELECT MIN(text) FROM bands WHERE key = value) AS stored,
                     (SELECT MIN(text) FROM recent_bands WHERE key = value) AS recent
              FROM json_each(?))
    """
    found = connection.execute(statement, [json.dumps(sorted(bands))])
    return {band: text for band, text in found if text is not None}


def texts_in_bucket(connection: sqlite3.Connection, band: int) -> list[int]:
    """Return every text that has this band, ascending."""
    statement = "SELECT text FROM bands WHERE key = ? UNION ALL SELECT text FROM recent_bands WHERE key = ? ORDER BY 1"
    return [row[0] for row in connection.execute(statement, [band, band])]


def store_bands(connection: sqlite3.Connection, rows: Rows) -> None:
    """Store (band, text) rows in the order of their bands."""
    connection.executemany("INSERT INTO recent_bands (key, text) VALUES (?, ?)", _in_order(rows))


def _in_order(rows: Rows) -> Iterator[tuple[int, int]]:
    """Yield the rows, ascending: some at a time, as those of a batch take 0.6 MB as whole numbers of Python."""
    ascending = in_order(rows)
    for start in range(0, len(ascending), TOGETHER):
        keys, texts = ascending[start : start + TOGETHER].T.tolist()
        yield from zip(keys, texts, strict=True)


def has_much_recent(connection: sqlite3.Connection) -> bool:
    """Return whether so much has arrived that moving it to where it stays pays."""
    return bool(connection.execute("SELECT COUNT(*) >= ? FROM recent_postings", [MOST_RECENT]).fetchone()[0])


def move_some_recent(connection: sqlite3.Connection, table: str) -> bool:
    """Move the recent rows with the smallest keys to the table, one of `TABLES`. Return whether some are left.

    A row is in one of the two whenever a transaction ends, so a run that is killed between two moves has lost nothing.
    """
    statement = f"SELECT key FROM recent_{table} ORDER BY key LIMIT 1 OFFSET ?"  # noqa: S608 - one of two names
    row = connection.execute(statement, [MOVED_AT_ONCE]).fetchone()
    last = row[0] if row else LARGEST
    some = f"FROM recent_{table} WHERE key <= ?"
    connection.execute(f"INSERT INTO {table} (key, text) SELECT key, text {some} ORDER BY key, text", [last])
    connection.execute(f"DELETE {some}", [last])
    return row is not None
