"""What each source has brought: as the store keeps it, and counted again row by row from what it is a sum of."""

from __future__ import annotations

import sqlite3
from typing import Any

KEPT = {
    "sources": "SELECT * FROM source_figures ORDER BY source",
    "cuts": "SELECT * FROM cut_figures ORDER BY source, reason",
    "later": "SELECT version FROM later_versions ORDER BY version",
}
COUNTED = {
    "sources": """
SELECT sources.id,
       (SELECT COUNT(*) FROM captures WHERE captures.source = sources.id),
       (SELECT MAX(captured_at) FROM captures WHERE captures.source = sources.id),
       COUNT(versions.id),
       COALESCE(SUM(versions.id IS NOT NULL AND clusters.canonical <> articles.id), 0),
       COALESCE(SUM(LENGTH(versions.text)), 0),
       MAX(SUBSTR(versions.published_at, 1, 10))
FROM sources
LEFT JOIN articles ON articles.source = sources.id
LEFT JOIN versions ON versions.id = articles.newest
LEFT JOIN clusters ON clusters.id = articles.cluster
GROUP BY sources.id ORDER BY sources.id
""",
    "cuts": """
SELECT articles.source, removed_blocks.reason, COUNT(*), SUM(LENGTH(removed_texts.text))
FROM articles
JOIN removed_blocks ON removed_blocks.version = articles.newest
JOIN removed_texts ON removed_texts.id = removed_blocks.text
GROUP BY articles.source, removed_blocks.reason ORDER BY articles.source, removed_blocks.reason
""",
    "later": """
SELECT id FROM versions WHERE id > (SELECT MIN(id) FROM versions AS first WHERE first.article = versions.article)
ORDER BY id
""",
}


def kept_sums(store: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Return the sums that the store keeps."""
    return {name: store.execute(statement).fetchall() for name, statement in KEPT.items()}


def counted_sums(store: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Return the same, counted plainly."""
    return {name: store.execute(statement).fetchall() for name, statement in COUNTED.items()}
