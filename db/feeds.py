"""Feeds and hosts: what is known of them from one round to the next.

In: reading and writing their state. Out: what follows from it (`flows.fetching.due`), pages (`db.pages`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class FeedRow:
    """The state of a feed of a source. Times are UTC, ISO 8601 with Z."""

    source: str  # its name
    address: str  # as it stands in the source's file, or in the sitemap index
    parent: str | None = None  # the address of the sitemap index
    told: str | None = None  # when it was modified, as the sitemap index says
    moved_to: str | None = None
    kind: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    entries: int = 0
    checked: str | None = None
    succeeded: str | None = None
    changed: str | None = None
    due: str | None = None
    failures: int = 0
    error_kind: str | None = None
    error: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class HostRow:
    """The state of a host."""

    name: str
    free: str
    robots: str | None = None
    robots_checked: str | None = None


COLUMNS = [field.name for field in fields(FeedRow)]
STATE = COLUMNS[2:]  # what can change

READ = f"""
SELECT sources.name, feeds.address, parents.address, {", ".join(f"feeds.{name}" for name in COLUMNS[3:])}
FROM feeds
JOIN sources ON sources.id = feeds.source
LEFT JOIN feeds AS parents ON parents.id = feeds.parent
ORDER BY feeds.id
"""  # noqa: S608 - put together from constants of this file

STORE = f"""
INSERT INTO feeds (source, {", ".join(COLUMNS[1:])}, run)
VALUES (
    (SELECT id FROM sources WHERE name = :source), :address,
    (SELECT feeds.id FROM feeds JOIN sources ON sources.id = feeds.source
      WHERE sources.name = :source AND feeds.address = :parent),
    {", ".join(f":{name}" for name in COLUMNS[3:])}, :run
)
ON CONFLICT (source, address) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in STATE)},
    run = excluded.run
"""  # noqa: S608 - put together from constants of this file


def read_feeds(connection: sqlite3.Connection) -> list[FeedRow]:
    """Return the state of every feed that was ever asked."""
    return [FeedRow(*row) for row in connection.execute(READ)]


def store_feeds(connection: sqlite3.Connection, run: int, rows: Iterable[FeedRow]) -> None:
    """Store the state of feeds in the open transaction. A parent must be stored before its children."""
    for row in rows:
        know_source(connection, row.source)
        connection.execute(STORE, {"run": run, **{name: getattr(row, name) for name in COLUMNS}})


def rename_feed(connection: sqlite3.Connection, source: str, old: str, new: str) -> None:
    """Take over the state of a feed whose address was changed in its source's file, in the open transaction."""
    connection.execute(
        "UPDATE OR IGNORE feeds SET address = ?, moved_to = NULL"
        " WHERE address = ? AND source = (SELECT id FROM sources WHERE name = ?)",
        [new, old, source],
    )


def know_source(connection: sqlite3.Connection, name: str) -> None:
    """Make sure that a source has a row, in the open transaction."""
    connection.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", [name])


def read_hosts(connection: sqlite3.Connection) -> list[HostRow]:
    """Return the state of every host that was ever asked."""
    rows = connection.execute("SELECT name, free, robots, robots_checked FROM hosts ORDER BY name")
    return [HostRow(*row) for row in rows]


def store_hosts(connection: sqlite3.Connection, rows: Iterable[HostRow]) -> None:
    """Store the state of hosts in the open transaction."""
    connection.executemany(
        "INSERT INTO hosts (name, free, robots, robots_checked) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET free = excluded.free, robots = excluded.robots,"
        " robots_checked = excluded.robots_checked",
        [(row.name, row.free, row.robots, row.robots_checked) for row in rows],
    )
