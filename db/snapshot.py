"""A snapshot of the store for publishing: one file to be read, without the archive and without what is private.

In: which tables and columns are published, making the file, and telling that a file is one. Out: serving it
(`flows.inspecting`).

What is published is named here, and what is not; whatever a later migration adds stays at home until it is named, and a
test asks for that. Left out are the numbers by which copies are found, which readers have no use for; what watches for
whom; and what names a place or a person on the machine that made the store: the paths of dumps, who gave a verdict, the
errors of failed runs.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from db.connection import StoreError, translated_errors

PUBLISHED = frozenset(
    {
        "article_cuts",
        "article_figures",
        "articles",
        "captures",
        "clusters",
        "cut_figures",
        "dumps",
        "failures",
        "furniture",
        "later_versions",
        "links",
        "payloads",
        "recipes",
        "removed_blocks",
        "removed_texts",
        "round_ups",
        "runs",
        "settlements",
        "signatures",
        "source_figures",
        "source_troubles",
        "sources",
        "verdicts",
        "versions",
        "_sqlite_migrations",
    }
)
# What stays at home, so that a table that is in neither list is noticed: nobody has thought about it yet.
WITHHELD_TABLES = frozenset(
    {
        "alerts",
        "bands",
        "channels",
        "deliveries",
        "feeds",
        "hosts",
        "lines",
        "pages",
        "pairs",
        "postings",
        "recent_bands",
        "recent_postings",
        "responses",
        "schemes",
        "stop_shingles",
        "told_articles",
        "uncounted",
        "unextracted",
        "unsettled",
        "unsettled_keys",
        "unsettled_members",
        "unsettled_stories",
        "unsettled_texts",
        "unsettled_versions",
        "watches",
    }
)
PUBLISHED_BEGINNINGS = ("sqlite_", "article_search")  # SQLite's own tables, and the full-text index with its parts

WITHHELD = (
    "UPDATE dumps SET path = name",
    "UPDATE verdicts SET who = 'a person'",
    "UPDATE runs SET error = 'told on the machine of the run' WHERE error IS NOT NULL",
)

# Every run begins with a row in `runs`.
MARK = "snapshot_is_for_reading"
REFUSAL = """
CREATE TRIGGER snapshot_is_for_reading BEFORE INSERT ON runs BEGIN
    SELECT RAISE(ABORT, 'this file is a snapshot for reading; name the store that it was made from with --db');
END
"""


def is_snapshot(path: Path) -> bool:
    """Return if the database at `path` is a snapshot. Raise `StoreError` when it cannot be read."""
    with (
        translated_errors(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        marks = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?", [MARK])
        return marks.fetchone() is not None


def refuse_snapshot(path: Path) -> None:
    """Raise `StoreError` where the database at `path` is a snapshot: nothing can be added to one."""
    if path.is_file() and is_snapshot(path):
        raise StoreError(f"{path}: the file is a snapshot for reading; name the store that it was made from with --db")


def write_snapshot(store: sqlite3.Connection, path: Path) -> None:
    """Write the snapshot of what `store` holds at this moment to the new file `path`, while others may write."""
    if path.exists():
        raise StoreError(f"{path}: the file is there already")
    with translated_errors(path):
        store.execute("PRAGMA query_only = OFF")  # it forbids a new file too; the store itself is open read-only
        store.execute("VACUUM INTO ?", [str(path)])
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            _make_public(copy)


def _make_public(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("BEGIN IMMEDIATE")
    for (table,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table not in PUBLISHED and not table.startswith(PUBLISHED_BEGINNINGS):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of the schema
    for statement in (*WITHHELD, REFUSAL):
        copy.execute(statement)
    copy.commit()
    copy.execute("VACUUM")  # what was deleted is gone from the file too
