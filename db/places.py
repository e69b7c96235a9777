"""Places: in which cluster each article stood before a change, and which are in another after it, in one transaction.

In: noting and comparing. Out: what moves them (`flows.linking`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.reading.named import NamedArticle

MOVES = """
SELECT articles.id, sources.name, versions.title, articles.cluster, places.cluster
FROM temp.places
JOIN articles ON articles.id = places.article
JOIN sources ON sources.id = articles.source
LEFT JOIN versions ON versions.id = articles.newest
WHERE articles.cluster IS NOT places.cluster
ORDER BY places.cluster, articles.cluster, articles.id
"""


@dataclass(frozen=True, slots=True)
class Move:
    """An article that went from one cluster to another; None: it had none."""

    article: NamedArticle
    before: int | None


def note_places(connection: sqlite3.Connection) -> None:
    """Note the cluster of every article, for `take_moves` in the same transaction."""
    connection.execute("CREATE TEMP TABLE places AS SELECT id AS article, cluster FROM articles")


def take_moves(connection: sqlite3.Connection) -> list[Move]:
    """Return the articles that moved since `note_places`, by cluster, and forget what was noted."""
    moves = [Move(NamedArticle(*row[:4]), row[4]) for row in connection.execute(MOVES)]
    connection.execute("DROP TABLE temp.places")
    return moves
