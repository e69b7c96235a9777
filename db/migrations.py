"""Applying the schema's migrations, numbered and each in a transaction of its own, by sqlite-utils.

In: bringing a file up to date, and saying which migrations it has. Out: what they do (`db.schema`). sqlite-utils is
imported when something is applied: reading commands have no need to wait for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

SET = "wiresift"


def applied(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the migrations that a file has; none for a file that is not ours."""
    try:
        rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET]).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return set()
        raise
    return {name for (name,) in rows}


def apply(connection: sqlite3.Connection, scripts: Mapping[str, str]) -> None:
    """Apply the migrations that the file does not have yet."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations(SET)
    for name, script in scripts.items():
        _register(migrations, name, script)
    migrations.apply(Database(connection))


def _register(migrations: Migrations, name: str, script: str) -> None:
    @migrations(name=name)
    def migrate(database: Database) -> None:
        """Execute the statements one by one: `executescript` would commit the migration's transaction."""
        for statement in script.split(";\n"):
            if statement.strip():
                database.execute(statement)
