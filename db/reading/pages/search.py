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

# A word of the title is worth five of the text: few articles name their subject elsewhere first.
RANK = "bm25(article_search, 5.0, 1.0)"

COLUMNS = """
hits.article, hits.source, hits.canonical, hits.cluster, versions.id, versions.title, versions.published,
versions.published_at, (SELECT finished FROM runs WHERE id = versions.run), versions.language, versions.authors,
versions.words
"""

FROM = """
CROSS JOIN articles ON articles.newest = versions.id
CROSS JOIN sources ON sources.id = articles.source
LEFT JOIN clusters ON clusters.id = articles.cluster
"""

HIT = """
SELECT versions.id AS version, articles.id AS article, sources.name AS source, articles.cluster,
       COALESCE(clusters.canonical = articles.id, 0) AS canonical
"""

# The words found are gathered first, then the articles are walked from the newest until there are enough. So a word
# that stands in every article costs no sort, and a rare one a walk over an index without texts.
BY_TIME = f"""
WITH hits AS MATERIALIZED (
    {HIT}
    FROM versions INDEXED BY versions_by_publication {FROM}
    WHERE +versions.id IN (SELECT rowid FROM article_search WHERE article_search MATCH :query) {{filters}}
    ORDER BY versions.published_at DESC, versions.id DESC
    LIMIT :limit OFFSET :offset
)
SELECT {COLUMNS}, snippet(article_search, 1, :mark_begin, :mark_end, '…', :words)
FROM article_search
CROSS JOIN hits ON hits.version = +article_search.rowid
CROSS JOIN versions ON versions.id = hits.version
WHERE article_search MATCH :query
ORDER BY versions.published_at DESC, versions.id DESC
"""  # noqa: S608 - constants of this file

BY_RANK = f"""
WITH hits AS MATERIALIZED (
    {HIT}, {RANK} AS score
    FROM article_search
    CROSS JOIN versions ON versions.id = article_search.rowid {FROM}
    WHERE article_search MATCH :query {{filters}}
    ORDER BY score, versions.id DESC
    LIMIT :limit OFFSET :offset
)
SELECT {COLUMNS}, snippet(article_search, 1, :mark_begin, :mark_end, '…', :words)
FROM article_search
CROSS JOIN hits ON hits.version = +article_search.rowid
CROSS JOIN versions ON versions.id = hits.version
WHERE article_search MATCH :query
ORDER BY hits.score, versions.id DESC
"""  # noqa: S608

WITHOUT_WORDS = f"""
WITH hits AS MATERIALIZED (
    {HIT}
    FROM versions INDEXED BY versions_by_publication {FROM}
    WHERE 1 {{filters}}
    ORDER BY versions.published_at DESC, versions.id DESC
    LIMIT :limit OFFSET :offset
)
SELECT {COLUMNS}, SUBSTR(versions.text, 1, 300)
FROM hits JOIN versions ON versions.id = hits.version
ORDER BY versions.published_at DESC, versions.id DESC
"""  # noqa: S608

# Each is part of the statement only when it is asked for, so that a day is a range of the index.
FILTERS = {
    "source": "AND sources.name = :source",
    "language": "AND (versions.language = :language OR versions.language LIKE :language || '-%')",
    "since": "AND versions.published_at >= :since",
    "until": "AND versions.published_at < DATE(:until, '+1 day')",
}
CANONICAL = "AND clusters.canonical = articles.id"

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
    best_first: bool = False  # else newest first
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
    with_words = BY_RANK if question.best_first else BY_TIME
    statement = WITHOUT_WORDS if expression is None else with_words
    return statement.format(filters=" ".join(filters))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can choose from when searching."""

    sources: tuple[str, ...]
    languages: tuple[str, ...]


def read_choices(connection: sqlite3.Connection) -> Choices:
    """Return the names of the sources and the languages that are common in the store."""
    sources = connection.execute("SELECT name FROM sources ORDER BY name LIMIT 1000").fetchall()
    return Choices(tuple(row[0] for row in sources), tuple(row[0] for row in connection.execute(LANGUAGES)))
