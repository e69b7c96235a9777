"""Full-text search over the newest version of each article, newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.full_text import full_text_expression
from db.reading.scope import Scope, check_source

MARK_BEGIN, MARK_END = "\ue000", "\ue001"  # around each word found in a snippet: private-use letters, in no text

# The words found are gathered first, then the articles are walked from the newest until there are enough. So a word
# that stands in every article costs no sort, and a rare one a walk over an index without texts.
SEARCH = """
WITH hits AS MATERIALIZED (
    SELECT versions.id AS version, articles.id AS article, sources.name AS source,
           COALESCE(clusters.canonical = articles.id, 0) AS canonical
    FROM versions INDEXED BY versions_by_publication
    CROSS JOIN articles ON articles.newest = versions.id
    CROSS JOIN sources ON sources.id = articles.source
    LEFT JOIN clusters ON clusters.id = articles.cluster
    WHERE +versions.id IN (SELECT rowid FROM article_search WHERE article_search MATCH :query)
      AND (:copies OR clusters.canonical = articles.id)
      AND (:source IS NULL OR sources.name = :source)
      AND (:language IS NULL OR versions.language LIKE :language OR versions.language LIKE :language || '-%')
      {since}
    ORDER BY versions.published_at DESC, versions.id DESC
    LIMIT :limit
)
SELECT hits.article, hits.source, hits.canonical, versions.title, versions.published, versions.language,
       snippet(article_search, 1, :mark_begin, :mark_end, '...', 24) AS snippet
FROM article_search
CROSS JOIN hits ON hits.version = +article_search.rowid
CROSS JOIN versions ON versions.id = hits.version
WHERE article_search MATCH :query
ORDER BY versions.published_at DESC, versions.id DESC
"""
SEARCH_ALL = SEARCH.format(since="")
SEARCH_SINCE = SEARCH.format(since="AND versions.published_at >= :since")


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found."""

    article: str
    source: str
    canonical: bool
    title: str | None
    published: str | None
    language: str | None
    snippet: str  # the words found stand between MARK_BEGIN and MARK_END


def search_articles(
    connection: sqlite3.Connection, query: str, scope: Scope, since: str | None = None, limit: int = 20
) -> tuple[Hit, ...]:
    """Return at most `limit` articles that match `query`, by publication, newest first; those of unknown day come last.

    `since` is a UTC time or a day; articles of unknown day are then left out. A query without a word finds nothing.
    Raises `StoreError` when there is no source of the name in `scope`.
    """
    check_source(connection, scope.source)
    expression = full_text_expression(query)
    if expression is None:
        return ()
    values = {
        "query": expression,
        "copies": scope.copies,
        "source": scope.source,
        "language": scope.language,
        "since": since,
        "limit": limit,
        "mark_begin": MARK_BEGIN,
        "mark_end": MARK_END,
    }
    rows = connection.execute(SEARCH_ALL if since is None else SEARCH_SINCE, values)
    return tuple(
        Hit(article, source, bool(canonical), title, published, language, snippet)
        for article, source, canonical, title, published, language, snippet in rows
    )
