"""The newest articles with their texts, as a feed tells them.

In: which articles, newest first. Out: how a feed looks (`db.atom`), searching with snippets (`db.reading.search`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields

from db.reading.full_text import full_text_expression
from db.reading.scope import check_source

# Walked from the newest until there are enough, as a search is: what is not shown is not read.
NEWEST = """
SELECT articles.id, articles.address, sources.name, sources.title, sources.homepage, versions.title, versions.authors,
       versions.published_at, versions.language, versions.standfirst, versions.text,
       (SELECT MIN(captured_at) FROM captures WHERE captures.version = versions.id), settlements.settled
FROM versions INDEXED BY versions_by_publication
CROSS JOIN articles ON articles.newest = versions.id
CROSS JOIN sources ON sources.id = articles.source
CROSS JOIN settlements ON settlements.id = articles.changed
LEFT JOIN clusters ON clusters.id = articles.cluster
WHERE articles.changed > :cursor
  AND (:copies OR clusters.canonical = articles.id)
  AND (:sources = '[]' OR sources.name IN (SELECT value FROM json_each(:sources)))
  AND (:languages = '[]' OR EXISTS (
      SELECT 1 FROM json_each(:languages) WHERE versions.language LIKE value OR versions.language LIKE value || '-%'
  ))
  AND (:query IS NULL OR +versions.id IN (SELECT rowid FROM article_search WHERE article_search MATCH :query))
ORDER BY versions.published_at DESC, versions.id DESC
LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles. Empty is no restriction."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # "en" also takes "en-GB"
    query: str | None = None
    copies: bool = False  # canonical articles only, or their copies as well
    cursor: int = 0  # only what changed in a later settlement


@dataclass(frozen=True, slots=True)
class NewestArticle:
    """An article with its newest version."""

    id: str
    address: str
    source: str
    source_title: str | None
    homepage: str | None
    title: str | None
    authors: tuple[str, ...]
    published_at: str | None
    language: str | None
    standfirst: str | None
    text: str
    captured_at: str | None  # the version, first
    settled: str

    @property
    def updated(self) -> str:
        """When this version came: captured first, but not before it was published; else settled."""
        return max(filter(None, (self.captured_at, self.published_at)), default=self.settled)


AUTHORS = [field.name for field in fields(NewestArticle)].index("authors")


def newest_articles(connection: sqlite3.Connection, choice: Choice, limit: int) -> Iterator[NewestArticle]:
    """Yield at most `limit` articles by publication, newest first; those of unknown day come last.

    Raise `StoreError` when there is no source of a name in `choice`.
    """
    for source in choice.sources:
        check_source(connection, source)
    values = {
        "sources": json.dumps(choice.sources),
        "languages": json.dumps(choice.languages),
        "query": None if choice.query is None else full_text_expression(choice.query) or '""',
        "copies": choice.copies,
        "cursor": choice.cursor,
        "limit": limit,
    }
    for row in map(list, connection.execute(NEWEST, values)):
        row[AUTHORS] = tuple(json.loads(row[AUTHORS]))
        yield NewestArticle(*row)


def last_settled(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """Return number and time of the last settlement; 0 and None before the first."""
    row = connection.execute("SELECT id, settled FROM settlements ORDER BY id DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, None)
