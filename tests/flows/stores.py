"""What a store holds, in a form in which two stores can be compared."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from db.connection import archive_path

# Run ids and times differ between two runs by their nature; cluster ids count clusters in the order of their finding.
RUN_COLUMNS = {"run", "first_run", "last_run", "settled"}
CLUSTER_COLUMNS = {("articles", "cluster"), ("lines", "story"), ("unsettled_stories", "story_before")}
LEFT_OUT = ("runs", "clusters", "article_search", "sqlite_", "_sqlite")


def contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every table's rows, sorted, without run ids and times; a cluster is named by its canonical article."""
    store = sqlite3.connect(database)
    found = {table: _rows(store, table) for table in _tables(store)}
    found["partition"] = sorted(
        store.execute("SELECT articles.id, canonical FROM articles JOIN clusters ON clusters.id = articles.cluster")
    )
    found["searchable"] = sorted(store.execute("SELECT id FROM article_search_docsize"))
    store.execute("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
    store.close()
    archive = sqlite3.connect(archive_path(database))
    found["bodies"] = sorted(archive.execute("SELECT digest, size, body FROM bodies"))
    archive.close()
    return found


def _tables(store: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [name for name in names if not name.startswith(LEFT_OUT)]


def _rows(store: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    kept = [f'"{name}"' for name in columns if name not in RUN_COLUMNS and (table, name) not in CLUSTER_COLUMNS]
    return sorted(store.execute(f"SELECT {', '.join(kept)} FROM {table}"), key=repr)  # noqa: S608
