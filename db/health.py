"""What the store knows of a source's health: its history as rows, and the troubles that were told.

In: the SQL. Out: what the rows mean (`flows.watching.health`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The repeated lines of a source are counted as kept: which lines those are is found from its pages, and changes.
FURNITURE = "repeated"
# Three captures an address: an article is fetched again after an hour and after a day, if its source says so.
CAPTURES_A_PAGE = 3
FORBIDDEN = "robots"


@dataclass(frozen=True, slots=True)
class PageRow:
    """One capture, or one page that could not be fetched."""

    received: str
    page: str  # the article, else the address
    words: int  # 0: it gave no article
    text: str | None  # the digest of its text
    cluster: int | None
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed, as the last attempts to read it left it."""

    address: str
    failures: int
    succeeded: str | None
    error_kind: str | None
    error: str | None
    pages: int  # the last of its pages that were looked at
    pages_failing: int  # those of them that could not be fetched
    pages_forbidden: int  # those of them that robots.txt forbids


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """A standing trouble."""

    id: int
    source: str
    kind: str
    what: str
    began: str
    facts: Mapping[str, float]


CAPTURED = f"""
SELECT captures.captured_at, COALESCE(versions.article, captures.url, captures.locator), COALESCE(versions.words, 0),
       versions.digest, articles.cluster, COALESCE(LENGTH(COALESCE(versions.base_text, versions.text)), 0), COALESCE((
           SELECT SUM(LENGTH(removed_texts.text))
           FROM removed_blocks JOIN removed_texts ON removed_texts.id = removed_blocks.text
           WHERE removed_blocks.version = versions.id AND removed_blocks.reason <> '{FURNITURE}'
       ), 0)
FROM captures
LEFT JOIN versions ON versions.id = captures.version
LEFT JOIN articles ON articles.id = versions.article
WHERE captures.source = :source AND captures.captured_at IS NOT NULL
  AND (captures.version IS NOT NULL OR EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id))
ORDER BY captures.captured_at DESC, captures.id DESC
LIMIT :limit
"""  # noqa: S608 - put together from constants of this file

UNFETCHED = f"""
SELECT pages.checked, pages.address, 0, NULL, NULL, 0, 0
FROM feeds CROSS JOIN pages ON pages.feed = feeds.id
WHERE feeds.source = :source AND pages.fetched IS NULL AND pages.failures > 0 AND pages.checked IS NOT NULL
  AND pages.error_kind <> '{FORBIDDEN}'
  AND pages.id IN (SELECT id FROM pages WHERE feed = feeds.id ORDER BY id DESC LIMIT :limit)
"""  # noqa: S608 - put together from constants of this file

ARRIVALS = """
SELECT MIN(captures.captured_at)
FROM captures JOIN versions ON versions.id = captures.version
WHERE captures.source = ? AND captures.captured_at >= ?
GROUP BY versions.article
"""

FEEDS = f"""
SELECT feeds.address, feeds.failures, feeds.succeeded, feeds.error_kind, feeds.error, COUNT(pages.id),
       COUNT(CASE WHEN pages.fetched IS NULL AND pages.failures > 0 THEN 1 END),
       COUNT(CASE WHEN pages.error_kind = '{FORBIDDEN}' THEN 1 END)
FROM feeds
LEFT JOIN pages ON pages.id IN (SELECT id FROM pages WHERE feed = feeds.id ORDER BY id DESC LIMIT :limit)
WHERE feeds.source = :source AND feeds.parent IS NULL AND feeds.checked IS NOT NULL
GROUP BY feeds.id
ORDER BY feeds.address
"""  # noqa: S608 - put together from constants of this file


def source_ids(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the store's number of each of these sources that it knows."""
    statement = "SELECT name, id FROM sources WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name"
    return dict(connection.execute(statement, [json.dumps(sorted(names))]).fetchall())


def newest_capture(connection: sqlite3.Connection, source: int) -> tuple[str, int] | None:
    """Return when the source was captured last, and by which run; None when it never was."""
    row = connection.execute(
        "SELECT captured_at, run FROM captures WHERE source = ? AND captured_at IS NOT NULL"
        " ORDER BY captured_at DESC, id DESC LIMIT 1",
        [source],
    ).fetchone()
    return row if row is None else (str(row[0]), int(row[1]))


def read_pages(connection: sqlite3.Connection, source: int, limit: int) -> list[PageRow]:
    """Return what the latest attempt at each of the last `limit` addresses gave, the oldest first."""
    values = {"source": source, "limit": limit * CAPTURES_A_PAGE}
    rows = [PageRow(*row) for row in connection.execute(CAPTURED, values)]
    rows += [PageRow(*row) for row in connection.execute(UNFETCHED, values | {"limit": limit})]
    latest: dict[str, PageRow] = {}
    for row in sorted(rows, key=lambda row: (row.received, row.page), reverse=True):
        latest.setdefault(row.page, row)
    return list(latest.values())[:limit][::-1]


def read_arrivals(connection: sqlite3.Connection, source: int, since: str) -> list[str]:
    """Return when each article of the source was captured first, of those captured since then; in order."""
    return sorted(row[0] for row in connection.execute(ARRIVALS, [source, since]))


def read_feeds(connection: sqlite3.Connection, source: int, pages: int) -> list[FeedRow]:
    """Return the feeds of the source that were asked for, with a look at the last `pages` pages of each."""
    return [FeedRow(*row) for row in connection.execute(FEEDS, {"source": source, "limit": pages})]


def standing_troubles(connection: sqlite3.Connection) -> list[TroubleRow]:
    """Return the troubles that are not over, by source."""
    rows = connection.execute(
        "SELECT source_troubles.id, sources.name, kind, what, began, facts"
        " FROM source_troubles JOIN sources ON sources.id = source_troubles.source"
        " WHERE ended IS NULL ORDER BY sources.name, kind"
    )
    return [
        TroubleRow(number, source, kind, what, began, json.loads(facts))
        for number, source, kind, what, began, facts in rows
    ]


def past_troubles(
    connection: sqlite3.Connection, source: int, kinds: Iterable[str], since: str
) -> list[tuple[str, str]]:
    """Return from when to when the source was in trouble of these kinds, of troubles that were over after `since`."""
    return connection.execute(
        "SELECT began, ended FROM source_troubles"
        " WHERE source = ? AND ended >= ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY id",
        [source, since, json.dumps(sorted(kinds))],
    ).fetchall()


def begin_trouble(
    connection: sqlite3.Connection, source: int, kind: str, what: str, facts: Mapping[str, float], now: str
) -> None:
    """Note that a source is in trouble."""
    connection.execute(
        "INSERT INTO source_troubles (source, kind, what, facts, began) VALUES (?, ?, ?, ?, ?)",
        [source, kind, what, json.dumps(dict(facts)), now],
    )


def end_trouble(connection: sqlite3.Connection, trouble: int, ending: str, now: str) -> None:
    """Note that a trouble is over, and why."""
    connection.execute("UPDATE source_troubles SET ended = ?, ending = ? WHERE id = ?", [now, ending, trouble])
