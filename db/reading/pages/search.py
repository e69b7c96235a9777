"""Articles found: by words, source, language, days, newest first or best first, a page at a time.

In: the choice, its SQL and its rows. Out: what a person types as an FTS5 expression (`db.reading.full_text`), and the
command's search (`db.reading.search`), which has no pages and no rank.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.full_text import full_text_expression
from db.reading.search import MARK_BEGIN, MARK_END

PAGE = 20
LAST_PAGE = 50  # whoever has turned fifty pages needs another question, and each page costs the walk over those before
SNIPPET_WORDS = 40

# Only the newest are ranked: all 200,000 articles that have a common word take 2.2 s, 5,000 of them a tenth of that;
# and what is older is seldom what somebody means who looks for a common word.
RANKED = 5000

# A word of the title is worth five of the text: few articles name their subject elsewhere first.
RANK = "bm25(article_search, 5.0, 1.0)"

# An index has all that is filtered by, in the order of time: what is found by words is gathered first, then that index
# is walked from the newest until there are enough. So a word that stands in every article costs no sort, and a filter
# that fits few articles no look at each of them.
NEWEST = """
SELECT version, article, source, copy
FROM article_figures INDEXED BY article_figures_by_time
WHERE {filters}
ORDER BY published_at DESC, version DESC
"""
MATCHING = "+version IN (SELECT rowid FROM article_search WHERE article_search MATCH :query)"

BY_TIME = f"WITH hits AS MATERIALIZED (SELECT *, 0 AS score FROM ({NEWEST} LIMIT :limit OFFSET :offset))"  # noqa: S608

BY_RANK = f"""
WITH newest AS MATERIALIZED ({NEWEST} LIMIT {RANKED}), hits AS MATERIALIZED (
    SELECT newest.*, {RANK} AS score
    FROM article_search
    CROSS JOIN newest ON newest.version = +article_search.rowid
    WHERE article_search MATCH :query
    ORDER BY score, newest.version DESC
    LIMIT :limit OFFSET :offset
)
"""  # noqa: S608 - constants of this file

COLUMNS = """
hits.article, sources.name, NOT hits.copy, articles.cluster, versions.id, versions.title, versions.published,
versions.published_at, (SELECT finished FROM runs WHERE id = versions.run), versions.language, versions.authors,
versions.words
"""
FROM_HITS = """
CROSS JOIN versions ON versions.id = hits.version
CROSS JOIN articles ON articles.id = hits.article
CROSS JOIN sources ON sources.id = hits.source
"""

WITH_WORDS = f"""
SELECT {COLUMNS}, snippet(article_search, 1, :mark_begin, :mark_end, '…', :words)
FROM article_search
CROSS JOIN hits ON hits.version = +article_search.rowid
{FROM_HITS}
WHERE article_search MATCH :query
ORDER BY hits.score, versions.published_at DESC, versions.id DESC
"""  # noqa: S608

WITHOUT_WORDS = f"""
SELECT {COLUMNS}, SUBSTR(versions.text, 1, 300)
FROM hits {FROM_HITS}
ORDER BY versions.published_at DESC, versions.id DESC
"""  # noqa: S608

# Each is part of the statement only when it is asked for, so that a day is a range of the index.
FILTERS = {
    "source": "source = (SELECT id FROM sources WHERE name = :source)",
    "language": "(language = :language OR language LIKE :language || '-%')",
    "since": "published_at >= :since",
    "until": "published_at < DATE(:until, '+1 day')",
}
CANONICAL = "copy = 0"

LANGUAGES = "SELECT DISTINCT language FROM sources WHERE language IS NOT NULL ORDER BY language LIMIT 100"


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for. Empty is no restriction; days are as in 2026-01-14."""

    words: str = ""
    source: str = ""
    language: str = ""
    since: str = ""
    until: str = ""  # that day included
    canonical: bool = False  # without the copies
    best_first: bool = False  # of the newest `RANKED`; else newest first
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One article found."""

    article: str
    source: str
    canonical: bool
    story: int | None
    version: int
    title: str | None
    published: str | None
    published_at: str | None
    stored: str | None  # when the run that brought it ended
    language: str | None
    authors: str  # a JSON list
    words: int
    snippet: str  # the words found stand between MARK_BEGIN and MARK_END


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, and if there is another."""

    hits: tuple[Found, ...]
    more: bool


def find_articles(connection: sqlite3.Connection, question: Question, size: int = PAGE) -> Results:
    """Return one page of the articles that match; those of unknown day come last. A question of signs finds nothing."""
    expression = full_text_expression(question.words)
    if question.words.strip() and expression is None:
        return Results((), False)
    values = {
        "query": expression,
        "source": question.source,
        "language": question.language,
        "since": question.since,
        "until": question.until,
        "limit": size + 1,
        "offset": size * (question.page - 1),
        "mark_begin": MARK_BEGIN,
        "mark_end": MARK_END,
        "words": SNIPPET_WORDS,
    }
    rows = connection.execute(_statement(question, expression), values).fetchall()
    hits = tuple(Found(row[0], row[1], bool(row[2]), *row[3:]) for row in rows[:size])
    return Results(hits, len(rows) > size and question.page < LAST_PAGE)


def _statement(question: Question, expression: str | None) -> str:
    filters = [condition for name, condition in FILTERS.items() if getattr(question, name)]
    filters += [CANONICAL] if question.canonical else []
    filters += [MATCHING] if expression else []
    gathered = BY_RANK if expression and question.best_first else BY_TIME
    shown = WITH_WORDS if expression else WITHOUT_WORDS
    return gathered.format(filters=" AND ".join(filters) or "1") + shown


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can choose from when searching."""

    sources: tuple[str, ...]
    languages: tuple[str, ...]


def read_choices(connection: sqlite3.Connection) -> Choices:
    """Return the names of the sources and the languages that are common in the store."""
    sources = connection.execute("SELECT name FROM sources ORDER BY name LIMIT 1000").fetchall()
    return Choices(tuple(row[0] for row in sources), tuple(row[0] for row in connection.execute(LANGUAGES)))
