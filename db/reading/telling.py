"""What an alert says of an article and of its story.

In: SELECT statements and the frozen rows they give. Out: which articles are told (`db.watches`), and how an alert
looks.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

EXCERPT_WORDS = 40  # tokens of FTS5's snippet, at most 64: about two sentences
SOURCES_NAMED = 20  # of a story that many have; the count beside them is of all

ARTICLE = """
SELECT articles.id, articles.address, sources.name, sources.title, versions.title, versions.authors,
       versions.published, versions.published_at, versions.language, versions.standfirst, versions.text, versions.digest
FROM versions
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
WHERE versions.id = ?
"""

EXCERPT = """
SELECT snippet(article_search, 1, '', '', '...', ?) FROM article_search WHERE article_search MATCH ? AND rowid = ?
"""

STORY = """
SELECT COUNT(*), (
    SELECT json_group_array(name) FROM (
        SELECT DISTINCT sources.name FROM articles JOIN sources ON sources.id = articles.source
        WHERE articles.cluster = :cluster ORDER BY sources.name LIMIT :limit
    )
)
FROM articles WHERE cluster = :cluster
"""


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """One version of an article, as it is told."""

    id: str
    address: str
    source: str
    source_title: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    published_at: str | None
    language: str | None
    standfirst: str | None
    text: str
    digest: str

    @property
    def url(self) -> str | None:
        """Where it can be read; None where no address of it is known."""
        return self.address if self.address.startswith(("http://", "https://")) else None


@dataclass(frozen=True, slots=True)
class ToldStory:
    """How many articles a story has, and of which sources; of very many only the first by name."""

    cluster: int
    articles: int
    sources: tuple[str, ...]


def told_article(connection: sqlite3.Connection, version: int) -> ToldArticle:
    """Return what there is to tell of a version."""
    row = list(connection.execute(ARTICLE, [version]).fetchone())
    row[5] = tuple(json.loads(row[5]))
    return ToldArticle(*row)


def told_story(connection: sqlite3.Connection, cluster: int) -> ToldStory:
    """Return what there is to tell of a story."""
    count, names = connection.execute(STORY, {"cluster": cluster, "limit": SOURCES_NAMED}).fetchone()
    return ToldStory(cluster, count, tuple(json.loads(names)))


def excerpt(connection: sqlite3.Connection, version: int, expression: str) -> str | None:
    """Return where the words of an FTS5 expression stand in a newest version; None where they do not."""
    row = connection.execute(EXCERPT, [EXCERPT_WORDS, expression, version]).fetchone()
    return row[0] if row else None


def cluster_of(connection: sqlite3.Connection, article: str) -> int | None:
    """Return the story that an article is in."""
    return connection.execute("SELECT cluster FROM articles WHERE id = ?", [article]).fetchone()[0]  # type: ignore[no-any-return]
