"""Who copies whom, and how soon: what the view `who_copies_whom` says, from the figures that settlements keep."""

from __future__ import annotations

import sqlite3

from db.reading.state import Copying

LONGEST_LIST = 500

# The middle delay, or the mean of the two in the middle. Both walks are in the order of an index without a row's rest.
COPYING = """
WITH pairs AS (
    SELECT first_source, source, COUNT(*) AS copies, COUNT(delay) AS timed
    FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source IS NOT NULL {chosen}
    GROUP BY first_source, source
), ranked AS (
    SELECT first_source, source, delay,
           ROW_NUMBER() OVER (PARTITION BY first_source, source ORDER BY delay) AS place
    FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source IS NOT NULL AND delay IS NOT NULL {chosen}
), medians AS (
    SELECT ranked.first_source, ranked.source, ROUND(AVG(ranked.delay), 1) AS hours
    FROM ranked
    JOIN pairs ON pairs.first_source = ranked.first_source AND pairs.source = ranked.source
    WHERE ranked.place IN ((pairs.timed + 1) / 2, (pairs.timed + 2) / 2)
    GROUP BY ranked.first_source, ranked.source
)
SELECT firsts.name, copiers.name, pairs.copies, pairs.timed, medians.hours
FROM pairs
JOIN sources AS firsts ON firsts.id = pairs.first_source
JOIN sources AS copiers ON copiers.id = pairs.source
LEFT JOIN medians ON medians.first_source = pairs.first_source AND medians.source = pairs.source
ORDER BY pairs.copies DESC, firsts.name, copiers.name
LIMIT :limit
"""
ALL = COPYING.format(chosen="")
OF_SOURCE = COPYING.format(chosen="AND (first_source = :source OR source = :source)")


def read_copying(connection: sqlite3.Connection, source: int | None = None) -> tuple[Copying, ...]:
    """Return who copies whom, most copies first: all of it, or what has to do with one source."""
    values = {"limit": LONGEST_LIST, "source": source}
    return tuple(Copying(*row) for row in connection.execute(ALL if source is None else OF_SOURCE, values))
