"""Who copies whom, and how soon, from the figures that settlements keep.

In: the most frequent pairs of sources, each with its middle delay. Out: all pairs, as the view `who_copies_whom` has
them: it ranks the delays of every pair, where these walk to the middle of a range of an index, and of those shown only.
"""

from __future__ import annotations

import sqlite3

from db.reading.state import Copying

PAIRS_SHOWN = 200

PAIRS = """
SELECT counted.first_source, counted.source, firsts.name, copiers.name, counted.copies, counted.timed
FROM (
    SELECT first_source, source, COUNT(*) AS copies, COUNT(delay) AS timed
    FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source IS NOT NULL {chosen}
    GROUP BY first_source, source
) AS counted
JOIN sources AS firsts ON firsts.id = counted.first_source
JOIN sources AS copiers ON copiers.id = counted.source
ORDER BY counted.copies DESC, firsts.name, copiers.name LIMIT :limit
"""
ALL = PAIRS.format(chosen="")
# Each is of ranges of the index, which begins with the first source; one statement for both would go over all of it.
FROM_SOURCE = PAIRS.format(chosen="AND first_source = :source")
BY_SOURCE = PAIRS.format(chosen="AND first_source IN (SELECT id FROM sources WHERE id <> :source) AND source = :source")

# The middle delay, or the mean of the two in the middle.
MEDIAN = """
SELECT ROUND(AVG(delay), 1) FROM (
    SELECT delay FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source = :first AND source = :source AND delay IS NOT NULL
    ORDER BY delay LIMIT 2 - :timed % 2 OFFSET (:timed - 1) / 2
)
"""


def read_copying(connection: sqlite3.Connection) -> tuple[Copying, ...]:
    """Return who copies whom, most copies first."""
    return tuple(_pairs(connection, ALL, None))


def read_copying_of(connection: sqlite3.Connection, source: int) -> tuple[Copying, ...]:
    """Return who copies this source and whom it copies, most copies first."""
    pairs = [*_pairs(connection, FROM_SOURCE, source), *_pairs(connection, BY_SOURCE, source)]
    pairs.sort(key=lambda pair: (-pair.copies, pair.source, pair.copied_by))
    return tuple(pairs[:PAIRS_SHOWN])


def _pairs(connection: sqlite3.Connection, statement: str, source: int | None) -> list[Copying]:
    rows = connection.execute(statement, {"limit": PAIRS_SHOWN, "source": source}).fetchall()
    return [
        Copying(first_name, copier_name, copies, timed, _median(connection, first, copier, timed))
        for first, copier, first_name, copier_name, copies, timed in rows
    ]


def _median(connection: sqlite3.Connection, first: int, copier: int, timed: int) -> float | None:
    if not timed:
        return None
    row = connection.execute(MEDIAN, {"first": first, "source": copier, "timed": timed}).fetchone()
    return float(row[0])
