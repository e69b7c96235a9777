"""Who copies whom, and how soon, from the figures that settlements keep."""

from __future__ import annotations

import sqlite3

from db.reading.state import Copying
from db.schema.inspecting import COPYING

PAIRS_SHOWN = 200

ORDER = "ORDER BY copies DESC, 1, 2 LIMIT :limit"
ALL = f"SELECT * FROM who_copies_whom {ORDER}"  # noqa: S608 - constants of this file
OF_SOURCE = f"{COPYING.format(chosen='AND (first_source = :source OR source = :source)')} {ORDER}"


def read_copying(connection: sqlite3.Connection, source: int | None = None) -> tuple[Copying, ...]:
    """Return who copies whom, most copies first: all of it, or what has to do with one source."""
    values = {"limit": PAIRS_SHOWN, "source": source}
    return tuple(Copying(*row) for row in connection.execute(ALL if source is None else OF_SOURCE, values))
