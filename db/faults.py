"""Source files that are wrong, as failures: those of the newest run that read the files.

In: the SQL. Out: reading the files (`flows.sources`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from db.connection import transaction
from db.intake import store_failure
from extractors.records import Failure, Stage


def store_faults(connection: sqlite3.Connection, run: int, faults: Mapping[str, str]) -> None:
    """Store what is wrong with the file of each of these sources, in place of what earlier runs found."""
    with transaction(connection):
        connection.execute("DELETE FROM failures WHERE stage = ?", [Stage.SOURCE])
        for name, fault in faults.items():
            store_failure(connection, run, Failure(None, Stage.SOURCE, fault, f"sources/{name}.toml"))
