"""Pages: the addresses that feeds told of, which are to be fetched, and when.

In: reading and writing their state. Out: what follows from it (`flows.fetching.due`), what was captured (`db.intake`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class PageRow:
    """The state of an address. Times are UTC, ISO 8601 with Z."""

    source: str  # its name
    address: str
    feed: str | None = None  # the address of the feed that told of it first
    hint_title: str | None = None
    hint_authors: tuple[str, ...] = ()
    hint_published: str | None = None
    hint_language: str | None = None
    found: str = ""
    fetched: str | None = None  # when it was first captured
    checked: str | None = None
    due: str | None = None  # None: never
    failures: int = 0
    error_kind: str | None = None
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


COLUMNS = [field.name for field in fields(PageRow)]
STATE = COLUMNS[COLUMNS.index("fetched") :]  # what can change
AT_ONCE = 500  # addresses looked up by one statement: SQLite takes 999 parameters where it is old

READ = f"""
SELECT sources.name, pages.address, feeds.address, {", ".join(f"pages.{name}" for name in COLUMNS[3:])}
FROM pages
JOIN sources ON sources.id = pages.source
LEFT JOIN feeds ON feeds.id = pages.feed
"""  # noqa: S608 - put together from constants of this file

STORE = f"""
INSERT INTO pages (source, {", ".join(COLUMNS[1:])})
VALUES (
    (SELECT id FROM sources WHERE name = :source), :address,
    (SELECT feeds.id FROM feeds JOIN sources ON sources.id = feeds.source
      WHERE sources.name = :source AND feeds.address = :feed),
    {", ".join(f":{name}" for name in COLUMNS[3:])}
)
ON CONFLICT (source, address) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in STATE)}
"""  # noqa: S608 - put together from constants of this file


def first_due(connection: sqlite3.Connection, now: str) -> dict[str, str]:
    """Return, for each source that has pages due at `now`, since when the first of them is."""
    rows = connection.execute(
        "SELECT sources.name, MIN(pages.due) FROM pages JOIN sources ON sources.id = pages.source"
        " WHERE pages.due <= ? GROUP BY sources.id",
        [now],
    )
    return dict(rows.fetchall())


def due_pages(connection: sqlite3.Connection, source: str, now: str) -> list[PageRow]:
    """Return the pages of a source that are due at `now`: the never fetched ones first, then the longest due."""
    query = f"{READ} WHERE sources.name = ? AND pages.due <= ? ORDER BY pages.fetched IS NOT NULL, pages.due, pages.id"
    return [_page(row) for row in connection.execute(query, [source, now])]


def known_pages(connection: sqlite3.Connection, source: str, addresses: Sequence[str]) -> dict[str, PageRow]:
    """Return the state of those addresses of a source that are known."""
    found = {}
    for start in range(0, len(addresses), AT_ONCE):
        some = addresses[start : start + AT_ONCE]
        query = f"{READ} WHERE sources.name = ? AND pages.address IN ({', '.join('?' * len(some))})"
        found.update({row[1]: _page(row) for row in connection.execute(query, [source, *some])})
    return found


def store_pages(connection: sqlite3.Connection, rows: Iterable[PageRow]) -> None:
    """Store the state of pages in the open transaction. Their sources and feeds must be known."""
    connection.executemany(STORE, [_values(row) for row in rows])


def _page(row: Sequence[Any]) -> PageRow:
    values = dict(zip(COLUMNS, row, strict=True))
    values["hint_authors"] = tuple(json.loads(values["hint_authors"]))
    return PageRow(**values)


def _values(row: PageRow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in COLUMNS}
    values["hint_authors"] = json.dumps(row.hint_authors, ensure_ascii=False)
    return values
