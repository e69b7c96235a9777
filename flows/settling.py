"""Settling: what depends on everything stored, in one numbered transaction at the end of a run.

In: the order of the steps. Out: the decisions (`dedup.settle`, `extractors.furniture`) and their SQL
(`db.settled`, `db.copies`, `db.furniture`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db import lists, places, settled
from db.connection import transaction
from flows.furnishing import furnish, refurnish
from flows.linking import recluster, settle_copies
from flows.memory import return_all_unused


def settle(connection: sqlite3.Connection, run: int, now: str) -> int | None:
    """Settle everything that was stored since the last settlement. Return its number; None when nothing changed.

    Killed before the commit, nothing is settled and the next run does it; killed after it, the next run finds nothing.
    """
    if lists.has_much_recent(connection):
        move_recent(connection)
    with transaction(connection):
        newest = settled.settle_newest(connection)
        changed = newest.touched | settle_copies(connection)
        return_all_unused()
        changed |= furnish(connection, newest.shown)
        settled.make_searchable(connection, newest.shown)
        return settled.number_settlement(connection, run, now, sorted(changed)) if changed else None


def move_recent(connection: sqlite3.Connection) -> None:
    """Move what arrived in posting lists and buckets to where it stays, each part in a transaction of its own."""
    for table in lists.TABLES:
        left = True
        while left:
            with transaction(connection):
                left = lists.move_some_recent(connection, table)


@dataclass(frozen=True, slots=True)
class Resettled:
    """What settling everything again changed: nothing, unless the rules or the rows were changed from outside."""

    settlement: int | None  # None: nothing changed
    changed: int  # articles whose cluster, canonical, newest version or text is another
    moves: list[places.Move]  # those whose cluster is another


def resettle(connection: sqlite3.Connection, run: int, now: str) -> Resettled:
    """Settle everything again from the stored evidence, and return what that changed."""
    with transaction(connection):
        newest = settled.settle_newest(connection)
        places.note_places(connection)
        changed = newest.touched | recluster(connection)
        moves = places.take_moves(connection)
        changed |= refurnish(connection, newest.shown)
        settled.make_searchable(connection, newest.shown)
        settlement = settled.number_settlement(connection, run, now, sorted(changed)) if changed else None
        return Resettled(settlement, len(changed), moves)
