"""A story: its articles in the order of their publication, and how each is related to another of them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from db.reading.pages.comparison import Comparison, compare_texts

MEMBERS_SHOWN = 500
LINKS_READ = 20_000  # about four for each copy (docs/design.md): more than 500 members have

# The first one first; a day without a time counts as its end, as where it is decided who was first.
MEMBERS = """
SELECT articles.id, sources.name, versions.title, versions.published, versions.published_at,
       versions.published_precision, versions.words, articles.id = clusters.canonical, article_figures.delay,
       article_figures.article IS NOT NULL AND article_figures.first_source IS NULL
FROM clusters
JOIN articles ON articles.cluster = clusters.id
JOIN sources ON sources.id = articles.source
JOIN versions ON versions.id = articles.newest
LEFT JOIN article_figures ON article_figures.article = articles.id
WHERE clusters.id = ?
ORDER BY article_figures.first_source IS NOT NULL, versions.published_at IS NULL,
         CASE versions.published_precision
             WHEN 'day' THEN SUBSTR(versions.published_at, 1, 10) || 'T23:59:59Z' ELSE versions.published_at
         END, articles.id
LIMIT ?
"""

LINKS = """
SELECT mine.id, other.id, links.relation, links.jaccard, links.containment, links.numbers, links.passages
FROM articles AS mine
JOIN links ON links.a = mine.newest
JOIN articles AS other ON other.newest = links.b AND other.cluster = mine.cluster
WHERE mine.cluster = :story
UNION ALL
SELECT mine.id, other.id, links.relation, links.jaccard, links.containment, links.numbers, links.passages
FROM articles AS mine
JOIN links ON links.b = mine.newest
JOIN articles AS other ON other.newest = links.a AND other.cluster = mine.cluster
WHERE mine.cluster = :story
LIMIT :limit
"""

ARTICLE = """
SELECT articles.id, sources.name, versions.title, versions.published, versions.words, versions.text
FROM articles
JOIN sources ON sources.id = articles.source
JOIN versions ON versions.id = articles.newest
WHERE articles.id = ? AND articles.cluster = ?
"""


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins an article of a story to another one of it."""

    other: str
    relation: str
    jaccard: float
    containment: float
    numbers: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story. `tie` is None when a person joined it, or only its text of before is like another's."""

    article: str
    source: str
    title: str | None
    published: str | None
    published_at: str | None
    precision: str | None
    words: int
    canonical: bool
    delay: float | None  # hours after the first; None where either minute is not known
    first: bool
    tie: Tie | None


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story with its articles, the first one first; `size` counts those too that are not among `members`."""

    id: int
    size: int
    members: tuple[StoryMember, ...]

    @property
    def canonical(self) -> StoryMember:
        """Return the article that is shown first; of a story with too many to read, the first that was read."""
        return next((member for member in self.members if member.canonical), self.members[0])

    @property
    def outlets(self) -> int:
        """Return how many sources tell it."""
        return len({member.source for member in self.members})


def read_story(connection: sqlite3.Connection, story: int) -> StoryPage | None:
    """Return a story; None when there is none of that number."""
    rows = connection.execute(MEMBERS, [story, MEMBERS_SHOWN]).fetchall()
    if not rows:
        return None
    ties = _ties(connection, story, next((row[0] for row in rows if row[7]), None))
    members = tuple(_member(row, ties.get(row[0])) for row in rows)
    size = connection.execute("SELECT COUNT(*) FROM articles WHERE cluster = ?", [story]).fetchone()[0]
    return StoryPage(story, size, members)


def _member(row: tuple[Any, ...], tie: Tie | None) -> StoryMember:
    article, source, title, published, published_at, precision, words, canonical, delay, first = row
    return StoryMember(
        article, source, title, published, published_at, precision, words, bool(canonical), delay, bool(first), tie
    )


def _ties(connection: sqlite3.Connection, story: int, canonical: str | None) -> dict[str, Tie]:
    """Return by article what joins it best: a link to the canonical one before any other, then the most alike."""
    best: dict[str, Tie] = {}
    for mine, *values in connection.execute(LINKS, {"story": story, "limit": LINKS_READ}):
        tie = _tie(*values)
        if mine not in best or _strength(tie, canonical) > _strength(best[mine], canonical):
            best[mine] = tie
    return best


def _tie(other: str, relation: str, jaccard: float, containment: float, numbers: float, passages: str) -> Tie:
    return Tie(other, relation, jaccard, containment, numbers, tuple(json.loads(passages)))


def _strength(tie: Tie, canonical: str | None) -> tuple[bool, float, float]:
    return tie.other == canonical, tie.jaccard, tie.containment


@dataclass(frozen=True, slots=True)
class Side:
    """One of two articles that are compared."""

    article: str
    source: str
    title: str | None
    published: str | None
    words: int


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two articles of a story side by side, and all of its articles to choose from."""

    story: StoryPage
    left: Side
    right: Side
    comparison: Comparison


def read_comparison(
    connection: sqlite3.Connection, story: int, left: str | None, right: str | None
) -> ComparisonPage | None:
    """Return two articles of a story compared, by default the canonical one and the next; None where there are none."""
    page = read_story(connection, story)
    if page is None:
        return None
    a = left or page.canonical.article
    b = right or next((member.article for member in page.members if member.article != a), None)
    rows = [connection.execute(ARTICLE, [article, story]).fetchone() for article in (a, b)]
    if rows[0] is None or rows[1] is None:
        return None
    sides = [Side(*row[:5]) for row in rows]
    return ComparisonPage(page, sides[0], sides[1], compare_texts(rows[0][5], rows[1][5]))
