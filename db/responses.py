"""Responses: the documents that servers sent and that are kept, with what HTTP said of them.

In: noting them, and reading them in the order in which they came. Out: the bytes (`db.archive`), and writing them for
others (`flows.publishing_warc`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

AT_ONCE = 500  # rows read at a time


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One document that was received."""

    source: str  # its name
    locator: str
    kind: str  # feed or page
    address: str
    final_address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    received: str  # UTC, ISO 8601 with Z
    digest: str  # sha256 of the decompressed body, in hexadecimal


def store_responses(connection: sqlite3.Connection, run: int, dump: int, rows: Iterable[ResponseRow]) -> None:
    """Note responses of a dump's source, in the open transaction. What is known is left as it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO responses"
        " (run, source, dump, locator, kind, address, final_address, status, headers, received, digest)"
        " VALUES (?, (SELECT id FROM sources WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run,
                row.source,
                dump,
                row.locator,
                row.kind,
                row.address,
                row.final_address,
                row.status,
                json.dumps(row.headers, ensure_ascii=False),
                row.received,
                row.digest,
            )
            for row in rows
        ],
    )


def read_responses(
    connection: sqlite3.Connection, source: str | None, cursor: int
) -> Iterator[tuple[int, ResponseRow]]:
    """Yield the responses after the cursor, each with its number, which is the cursor to go on from."""
    while rows := connection.execute(_READ, {"cursor": cursor, "source": source, "limit": AT_ONCE}).fetchall():
        for number, name, locator, kind, address, final_address, status, headers, received, digest in rows:
            pairs = tuple((str(key), str(value)) for key, value in json.loads(headers))
            yield (
                number,
                ResponseRow(name, locator, kind, address, final_address, status, pairs, received, digest),
            )
        cursor = rows[-1][0]


_READ = """
SELECT responses.id, sources.name, locator, kind, address, final_address, status, headers, received, digest
FROM responses
JOIN sources ON sources.id = responses.source
WHERE responses.id > :cursor AND (:source IS NULL OR sources.name = :source)
ORDER BY responses.id
LIMIT :limit
"""
