"""Figures of articles as they are shown: what the pages count, brought up to date by each settlement.

In: counting again the articles that a settlement changed, inside its transaction, and the stories they are in. So the
figures are right whenever what they are about is, also after a killed run. Out: what the pages make of the figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.copies import batches, select_in
from db.schema.inspecting import COUNT

# So many at a time, as counting sorts what was removed of them all in memory: some 30 rows and 6 KB an article.
ARTICLES_AT_A_TIME = 250


def count_again(connection: sqlite3.Connection, changed: Iterable[str]) -> None:
    """Bring the figures of the articles up to date, and of all that are or were in one story with them.

    Articles of one story are counted together, as each of them has the others counted too.
    """
    stories = dict(select_in(connection, "SELECT id, COALESCE(cluster, 0) FROM articles WHERE id IN ({})", changed))
    for some in batches(sorted(stories, key=stories.__getitem__), ARTICLES_AT_A_TIME):
        connection.executemany("INSERT OR IGNORE INTO uncounted (article) VALUES (?)", [(article,) for article in some])
        for statement in COUNT:
            connection.execute(statement)
