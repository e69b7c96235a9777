"""All sources, each with what it has brought."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.watching import StandingTrouble, read_troubles

LONGEST_LIST = 1000

# What failed is counted here: that is few, and an index has nothing else.
SOURCES = """
SELECT sources.id, sources.name, sources.title, sources.language, source_figures.captures, source_figures.articles,
       source_figures.copies,
       (SELECT COUNT(*) FROM captures INDEXED BY captures_that_failed
         WHERE source = sources.id AND version IS NULL
           AND EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)),
       source_figures.last_day, source_figures.last_capture
FROM sources
JOIN source_figures ON source_figures.source = sources.id
ORDER BY source_figures.articles DESC, source_figures.captures DESC, sources.name
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
