"""Settling: what depends on everything stored, in one numbered transaction at the end of a run.

In: the order of the steps. Out: the decisions (`dedup.settle`) and their SQL (`db.settled`, `db.copies`).
"""

from __future__ import annotations

import sqlite3

from db import settled
from db.connection import transaction
from flows.linking import settle_copies


def settle(connection: sqlite3.Connection, run: int, now: str) -> int | None:
    """Settle everything that was stored since the last settlement. Return its number; None when nothing changed.

    Killed before the commit, nothing is settled and the next run does it; killed after it, the next run finds nothing.
    """
    with transaction(connection):
        touched = settled.settle_newest(connection)
        changed = touched | set(settle_copies(connection))
        return settled.number_settlement(connection, run, now, sorted(changed)) if changed else None
