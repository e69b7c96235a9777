"""Articles as a person knows them: by title and source.

In: what a command says of the articles that it changed. Out: everything else of an article (`db.reading.article`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

NAMED = """
SELECT articles.id, sources.name, versions.title, articles.cluster
FROM articles
JOIN sources ON sources.id = articles.source
LEFT JOIN versions ON versions.id = articles.newest
WHERE articles.id = ?
"""


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article, and the story it is in now."""

    id: str
    source: str
    title: str | None
    cluster: int | None


def named_article(connection: sqlite3.Connection, article: str) -> NamedArticle:
    """Return the article with the id `article`, which is in the store."""
    return NamedArticle(*connection.execute(NAMED, [article]).fetchone())
