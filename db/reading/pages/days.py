"""Articles a day: of all sources, or of one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

FEWEST = 14  # days in a chart, also of a source that has begun yesterday

# A page may say that it is of next year; the chart would end there.
LATEST = "SELECT MAX(day) FROM article_figures WHERE day <= ?"
LATEST_OF_SOURCE = "SELECT MAX(day) FROM article_figures WHERE day <= ? AND source = ?"

DAYS = """
SELECT day, COUNT(*), SUM(copy)
FROM article_figures INDEXED BY article_figures_by_day
WHERE day BETWEEN ? AND ? GROUP BY day
"""
DAYS_OF_SOURCE = """
SELECT day, COUNT(*), SUM(copy)
FROM article_figures INDEXED BY article_figures_by_source
WHERE day BETWEEN ? AND ? AND source = ? GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class Day:
    """How many articles were published on a day, and how many of them are copies."""

    day: str
    articles: int
    copies: int


def latest_day(connection: sqlite3.Connection, today: str, source: int | None = None) -> str | None:
    """Return the latest day, none after `today`, of which there are articles."""
    statement, values = (LATEST, [today]) if source is None else (LATEST_OF_SOURCE, [today, source])
    row = connection.execute(statement, values).fetchone()
    return None if row[0] is None else str(row[0])


def read_days(connection: sqlite3.Connection, last: str, days: int, source: int | None = None) -> tuple[Day, ...]:
    """Return the `days` days up to `last`, in order, those without articles too, but for those before the first."""
    names = days_before(last, days)
    statement, values = (DAYS, [names[0], last]) if source is None else (DAYS_OF_SOURCE, [names[0], last, source])
    found = {row[0]: Day(row[0], row[1], row[2]) for row in connection.execute(statement, values)}
    first = min(names.index(min(found, default=last)), max(days - FEWEST, 0))
    return tuple(found.get(name, Day(name, 0, 0)) for name in names[first:])


def days_before(last: str, days: int) -> list[str]:
    """Return the names of the `days` days up to `last`, in order."""
    end = date.fromisoformat(last)
    return [(end - timedelta(days=back)).isoformat() for back in reversed(range(days))]
