"""Which articles a query is about, and the checks that make a mistyped name an error and not an empty answer."""

from __future__ import annotations

import difflib
import sqlite3
from dataclasses import dataclass

from db.connection import StoreError

NAMES_SHOWN = 12  # two lines of a terminal; the rest of a long list helps nobody who mistyped a name


@dataclass(frozen=True, slots=True)
class Scope:
    """A narrower choice of articles. None is no restriction."""

    source: str | None = None
    language: str | None = None  # "en" also takes "en-GB"
    copies: bool = False  # canonical articles only, or their copies as well


def check_source(connection: sqlite3.Connection, name: str | None) -> None:
    """Raise `StoreError` with the names that there are, when no source is called `name`."""
    if name is None or connection.execute("SELECT 1 FROM sources WHERE name = ?", (name,)).fetchone():
        return
    names = [row[0] for row in connection.execute("SELECT name FROM sources ORDER BY name LIMIT 1000")]
    if not names:
        raise StoreError(f"no source is called {name!r}: the store has none yet; `wiresift ingest PATH` brings them")
    near = difflib.get_close_matches(name, names, NAMES_SHOWN) or names
    rest = ", ..." if len(near) > NAMES_SHOWN else ""
    raise StoreError(f"no source is called {name!r}. There are: {', '.join(near[:NAMES_SHOWN])}{rest}")
