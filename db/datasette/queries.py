"""The usual questions, as canned queries: SQL that a person can read, run and change the parameters of.

In: title, description and statement of each. Out: the pages, which answer more (`db.reading.pages`). Each has a limit
and walks an index, so that it stays below Datasette's second on 200,000 articles. A column called article, story,
source or run becomes a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its answer."""

    title: str
    description: str
    sql: str

    @property
    def metadata(self) -> dict[str, Any]:
        """Return the query as Datasette takes it."""
        return {"title": self.title, "description": self.description, "sql": self.sql.strip(), "hide_sql": True}


QUERIES: Mapping[str, Query] = {
    "newest_articles": Query(
        "The newest articles",
        "The hundred that were published last, copies too.",
        """
SELECT articles.id AS article, sources.name AS source, versions.title, versions.published, versions.language,
       articles.cluster AS story
FROM article_figures INDEXED BY article_figures_by_time
JOIN versions ON versions.id = article_figures.version
JOIN articles ON articles.id = article_figures.article
JOIN sources ON sources.id = article_figures.source
ORDER BY article_figures.published_at DESC
LIMIT 100
""",
    ),
    "articles_of_a_day": Query(
        "What was published on a day",
        "A day is written as in 2026-01-14. Two hundred are shown; the search has pages.",
        """
SELECT article_figures.article, sources.name AS source, versions.title, versions.published,
       article_figures.cluster AS story, article_figures.copy
FROM article_figures INDEXED BY article_figures_by_day
JOIN versions ON versions.id = article_figures.version
JOIN sources ON sources.id = article_figures.source
WHERE article_figures.day = :day
LIMIT 200
""",
    ),
    "most_copied_stories": Query(
        "The most copied stories between two days",
        "Stories by how many articles tell them. Days are written as in 2026-01-14.",
        """
SELECT stories.story, articles.id AS article, sources.name AS source, versions.title, stories.articles, stories.outlets
FROM (
    SELECT cluster AS story, COUNT(*) AS articles, COUNT(DISTINCT source) AS outlets
    FROM article_figures INDEXED BY article_figures_by_day
    WHERE day BETWEEN :from AND :to AND cluster IS NOT NULL
    GROUP BY cluster ORDER BY articles DESC LIMIT 100
) AS stories
JOIN clusters ON clusters.id = stories.story
JOIN articles ON articles.id = clusters.canonical
JOIN versions ON versions.id = articles.newest
JOIN sources ON sources.id = articles.source
ORDER BY stories.articles DESC
""",
    ),
    "copies_of_a_source": Query(
        "Whom a source copies",
        "Its copies, the newest first, with whoever had the story first and how many hours before.",
        """
SELECT article_figures.article, versions.title, article_figures.day, firsts.name AS source,
       ROUND(article_figures.delay, 1) AS hours_later, article_figures.cluster AS story
FROM article_figures INDEXED BY article_figures_by_source
JOIN versions ON versions.id = article_figures.version
JOIN sources AS firsts ON firsts.id = article_figures.first_source
WHERE article_figures.source = (SELECT id FROM sources WHERE name = :source)
ORDER BY article_figures.day DESC
LIMIT 200
""",
    ),
    "changed_articles": Query(
        "Articles that were changed after publication",
        "Those of which another text was stored before, the latest changes first.",
        """
SELECT versions.article, sources.name AS source, versions.title, versions.run, versions.id AS version
FROM later_versions
CROSS JOIN versions ON versions.id = later_versions.version
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
WHERE versions.superseded_by IS NULL AND EXISTS (
    SELECT 1 FROM versions AS earlier
    WHERE earlier.article = versions.article AND earlier.id < versions.id AND earlier.superseded_by IS NULL
)
ORDER BY later_versions.version DESC
LIMIT 200
""",
    ),
    "most_removed": Query(
        "Of which articles most was removed for a reason",
        "A reason is rule, metadata, heading, link-list, prompt, credit, bio, caption, repeated, navigation,"
        " page-date or other; a source is named as in its file.",
        """
SELECT most.article, versions.title, most.characters AS removed, article_figures.kept, most.day
FROM (
    SELECT article, characters, day FROM article_cuts INDEXED BY article_cuts_by_source
    WHERE source = (SELECT id FROM sources WHERE name = :source) AND reason = :reason
    ORDER BY characters DESC LIMIT 100
) AS most
JOIN article_figures ON article_figures.article = most.article
JOIN versions ON versions.id = article_figures.version
ORDER BY most.characters DESC
""",
    ),
    "newest_failures": Query(
        "The newest failures",
        "Records and documents that gave no article, the latest runs first.",
        """
SELECT failures.run, failures.stage, failures.error, sources.name AS source, captures.url, failures.locator
FROM failures
LEFT JOIN captures ON captures.id = failures.capture
LEFT JOIN sources ON sources.id = captures.source
ORDER BY failures.run DESC
LIMIT 200
""",
    ),
    "failures_by_error": Query(
        "Why documents fail",
        "Failures by stage and error, most first.",
        """
SELECT stage, error, COUNT(*) AS failures, MAX(run) AS run
FROM failures
GROUP BY stage, error
ORDER BY failures DESC
LIMIT 100
""",
    ),
    "verdicts_of_people": Query(
        "What people decided",
        "Verdicts that hold, the latest first.",
        """
SELECT verdict, a AS article, b AS other_article, who, decided
FROM verdicts
WHERE withdrawn IS NULL
ORDER BY id DESC
LIMIT 200
""",
    ),
}


def canned() -> dict[str, dict[str, Any]]:
    """Return the queries as Datasette takes them."""
    return {name: query.metadata for name, query in QUERIES.items()}
