"""docs/schema.md, made from the schema of a new store and from the descriptions of its tables and columns.

`python -m db.reference` writes the file anew. In: what the documentation says. Out: what it is made of (`db.schema`,
`db.descriptions`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from db.connection import open_archive, open_store
from db.descriptions import ARCHIVE_DESCRIPTIONS, DESCRIPTIONS, Description

DOCUMENT = Path(__file__).parents[1] / "docs" / "schema.md"
INTERNAL = ("sqlite_", "_sqlite_", "article_search_")  # kept by SQLite, by sqlite-utils and by FTS5 for themselves

INTRODUCTION = """# The store

Written by `python -m db.reference`; edit `db/schema/` and `db/descriptions/`, not this page.

The main database (`news.db`) holds everything but the bytes that were received; those are in the archive beside it
(`news.archive.db`). Both are SQLite files in WAL mode, all tables are STRICT, and their schema is made by numbered
migrations. Times are UTC in ISO 8601 with Z. Any SQLite client may read them while Wiresift works; only Wiresift
writes.
"""


def schema_document() -> str:
    """Return docs/schema.md as it must be."""
    return "\n".join(
        [
            INTRODUCTION,
            "## Main database\n",
            *_tables(new_main(), DESCRIPTIONS),
            "## Archive\n",
            *_tables(new_archive(), ARCHIVE_DESCRIPTIONS),
        ]
    )


def new_main() -> sqlite3.Connection:
    """Return a new main database in memory."""
    return open_store(Path(":memory:"))


def new_archive() -> sqlite3.Connection:
    """Return a new archive in memory."""
    return open_archive(Path(":memory:"))


def table_names(connection: sqlite3.Connection) -> list[str]:
    """Return the tables and views of the project's own, in the order in which they are made, views last."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY type, rowid")
    return [name for (name,) in rows if not name.startswith(INTERNAL)]


def _tables(connection: sqlite3.Connection, descriptions: Mapping[str, Description]) -> Iterator[str]:
    for name in table_names(connection):
        yield from _table(connection, name, descriptions[name])


def _table(connection: sqlite3.Connection, table: str, description: Description) -> Iterator[str]:
    kind = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    yield f"### {table}\n"
    yield f"{'A view. ' if kind == 'view' else ''}One row: {description.rows}.\n"
    yield "| column | type | says |"
    yield "|---|---|---|"
    references = {row[3]: f"{row[2]}.{row[4]}" for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
    for _, column, type_, not_null, _, key in connection.execute(f"PRAGMA table_info({table})"):
        may_be_null = kind == "table" and type_ and not not_null and not key
        notes = [type_.lower(), "key" if key else "", f"of {references[column]}" if column in references else ""]
        notes.append("or null" if may_be_null else "")
        yield f"| {column} | {', '.join(filter(None, notes))} | {description.columns[column]} |"
    yield ""


def main() -> None:
    """Write docs/schema.md."""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(schema_document(), encoding="utf-8")


if __name__ == "__main__":
    main()
