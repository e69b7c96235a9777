"""Figures of articles as they are shown: what the pages count, brought up to date by each settlement.

In: counting again the articles that a settlement changed, inside its transaction, and the stories they are in. So the
figures are right whenever what they are about is, also after a killed run. Out: what the pages make of the figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.schema.inspecting import COUNT


def count_again(connection: sqlite3.Connection, changed: Iterable[str]) -> None:
    """Bring the figures of the articles up to date, and of all that are or were in one story with them."""
    connection.executemany("INSERT OR IGNORE INTO uncounted (article) VALUES (?)", [(article,) for article in changed])
    for statement in COUNT:
        connection.execute(statement)
