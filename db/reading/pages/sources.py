"""All sources, each with what it has brought."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.watching import StandingTrouble, read_troubles

LONGEST_LIST = 1000

# Each count is of one range of an index that has all the columns, each latest time the end of such a range.
SOURCES = """
SELECT sources.id, sources.name, sources.title, sources.language,
       (SELECT COUNT(*) FROM captures INDEXED BY captures_by_source WHERE source = sources.id),
       (SELECT COUNT(*) FROM article_figures INDEXED BY article_figures_by_source WHERE source = sources.id),
       (SELECT COALESCE(SUM(copy), 0) FROM article_figures INDEXED BY article_figures_by_source
         WHERE source = sources.id),
       (SELECT COUNT(*) FROM captures INDEXED BY captures_that_failed
         WHERE source = sources.id AND version IS NULL
           AND EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)),
       (SELECT MAX(day) FROM article_figures INDEXED BY article_figures_by_source WHERE source = sources.id),
       (SELECT MAX(captured_at) FROM captures INDEXED BY captures_by_source WHERE source = sources.id)
FROM sources
ORDER BY 6 DESC, 5 DESC, sources.name
LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with what it has brought."""

    id: int
    name: str
    title: str | None
    language: str | None
    captures: int
    articles: int
    copies: int
    failures: int
    last_day: str | None  # of publication
    last_capture: str | None

    @property
    def copies_share(self) -> float:
        """Return the share of its articles that are copies."""
        return self.copies / self.articles if self.articles else 0.0

    @property
    def failures_share(self) -> float:
        """Return the share of its captures that gave no article."""
        return self.failures / self.captures if self.captures else 0.0


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """What the page of all sources shows."""

    sources: tuple[SourceLine, ...]  # most articles first
    troubles: tuple[StandingTrouble, ...]  # known for longest first


def read_sources(connection: sqlite3.Connection) -> tuple[SourceLine, ...]:
    """Return the sources, most articles first."""
    return tuple(SourceLine(*row) for row in connection.execute(SOURCES, (LONGEST_LIST,)))


def read_sources_page(connection: sqlite3.Connection) -> SourcesPage:
    """Return the sources, and what is wrong with them."""
    return SourcesPage(read_sources(connection), read_troubles(connection))
