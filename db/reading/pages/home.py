"""The state of a store at a glance, and what is new in it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.pages.days import Day, latest_day, read_days
from db.reading.pages.search import Found, Question, find_articles
from db.reading.pages.sources import SourceLine, read_sources
from db.reading.pages.watches import WatchesGlance, read_watches_glance
from db.reading.state import Run
from db.reading.status import RUNS
from db.reading.watching import StandingTrouble, read_troubles

DAYS_SHOWN = 60
RUNS_SHOWN = 5
STORIES_SHOWN = 6
STORY_DAYS = 30  # of how many days the stories are that are shown as widely copied

# What is shown of the store: every story has one article that is no copy.
TOTALS = """
SELECT COALESCE(SUM(articles), 0), COALESCE(SUM(articles - copies), 0), COALESCE(SUM(copies), 0),
       COALESCE(SUM(captures), 0),
       (SELECT COUNT(*) FROM failures),
       (SELECT COUNT(*) FROM captures WHERE version IS NULL
         AND NOT EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)),
       (SELECT COUNT(*) FROM unsettled)
FROM source_figures
"""

# The canonical article of each story stands for it.
WIDELY_COPIED = """
SELECT stories.cluster, articles.id, sources.name, versions.title, versions.published, stories.members, stories.outlets
FROM (
    SELECT cluster, COUNT(*) AS members, COUNT(DISTINCT source) AS outlets
    FROM article_figures INDEXED BY article_figures_by_day
    WHERE day BETWEEN DATE(:day, :before) AND :day AND cluster IS NOT NULL
    GROUP BY cluster HAVING members > 1
    ORDER BY members DESC, cluster LIMIT :limit
) AS stories
JOIN clusters ON clusters.id = stories.cluster
JOIN articles ON articles.id = clusters.canonical
JOIN sources ON sources.id = articles.source
JOIN versions ON versions.id = articles.newest
ORDER BY stories.members DESC, stories.cluster
"""


@dataclass(frozen=True, slots=True)
class HomeTotals:
    """How much there is to see."""

    articles: int
    stories: int
    copies: int
    captures: int
    failures: int
    waiting: int  # captures that have neither a version nor a failure
    unsettled: int  # articles that no settlement has looked at since they were touched

    @property
    def copies_share(self) -> float:
        """Return the share of the articles that are copies."""
        return self.copies / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class CopiedStory:
    """A story that several articles tell, with the one that is shown first."""

    id: int
    article: str
    source: str
    title: str | None
    published: str | None
    members: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows."""

    totals: HomeTotals
    day: str | None  # the latest day of which there are articles; none after today counts
    days: tuple[Day, ...]
    sources: tuple[SourceLine, ...]  # most articles first
    troubles: tuple[StandingTrouble, ...]  # with sources, known for longest first
    runs: tuple[Run, ...]  # newest first
    watches: WatchesGlance
    newest: tuple[Found, ...]  # articles that are shown first of their story
    stories: tuple[CopiedStory, ...]  # of the last days, the most copied first


def read_home(connection: sqlite3.Connection, today: str) -> Home:
    """Return the state of the store as of `today`, a day."""
    day = latest_day(connection, today)
    return Home(
        totals=HomeTotals(*connection.execute(TOTALS).fetchone()),
        day=day,
        days=read_days(connection, day, DAYS_SHOWN) if day else (),
        sources=read_sources(connection),
        troubles=read_troubles(connection),
        runs=tuple(Run(*row) for row in connection.execute(RUNS, (RUNS_SHOWN,))),
        watches=read_watches_glance(connection),
        newest=find_articles(connection, Question(until=today, canonical=True), STORIES_SHOWN).hits,
        stories=_stories(connection, day) if day else (),
    )


def _stories(connection: sqlite3.Connection, day: str) -> tuple[CopiedStory, ...]:
    values = {"day": day, "before": f"-{STORY_DAYS - 1} days", "limit": STORIES_SHOWN}
    return tuple(CopiedStory(*row) for row in connection.execute(WIDELY_COPIED, values))
