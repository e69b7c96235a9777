"""Extracting again: the SQL of which captures, and of what becomes of versions that are made anew.

In: choosing captures by the recipe of what they gave, noting which are left, renewing, superseding. Out: the outcomes
themselves (`db.outcomes`) and the order of the steps (`flows.reextracting`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from db.copies import chunks, select_in
from db.intake import PENDING_COLUMNS, Pending, pending_of

# Today's recipe of each source comes as a JSON object, by the source's id.
_OTHER_RECIPE = """
EXISTS (SELECT 1 FROM versions WHERE versions.id = captures.version AND versions.recipe <> today.value)
OR (captures.version IS NULL AND EXISTS (
    SELECT 1 FROM failures
    WHERE failures.capture = captures.id AND failures.stage <> 'archive' AND failures.recipe IS NOT today.value
))
"""

_CHOSEN = f"""
SELECT captures.id
FROM json_each(:recipes) AS today
CROSS JOIN captures ON captures.source = CAST(today.key AS INTEGER)
JOIN sources ON sources.id = captures.source
WHERE (:source IS NULL OR sources.name = :source)
  AND (:since IS NULL OR captures.captured_at >= SUBSTR(:since, 1, LENGTH(captures.captured_at)))
  AND (captures.id IN (SELECT capture FROM unextracted) OR {_OTHER_RECIPE})
ORDER BY captures.id
"""  # noqa: S608 - constants of this file

_READ = f"""
SELECT {PENDING_COLUMNS}
FROM captures
JOIN dumps ON dumps.id = captures.dump
JOIN payloads ON payloads.id = captures.payload
JOIN sources ON sources.id = captures.source
WHERE captures.id IN ({{}})
ORDER BY captures.id
"""  # noqa: S608 - columns of ours


@dataclass(frozen=True, slots=True)
class Choice:
    """Which captures are to be extracted again: those of other recipes than today's, and of these only some."""

    recipes: Mapping[int, str]  # source -> today's recipe
    source: str | None = None
    since: str | None = None  # the earliest time of capture; those of unknown time are then left out


@dataclass(frozen=True, slots=True)
class Before:
    """What a capture gave when it was extracted last. Without a version: a failure."""

    article: str | None
    address: str | None
    source: str
    locator: str
    version: int | None
    text: str  # furniture included
    title: str | None
    fields: tuple[object, ...]  # title, authors, published, language, standfirst


def source_names(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the name of every source by its id."""
    return dict(connection.execute("SELECT id, name FROM sources"))


def choose_captures(connection: sqlite3.Connection, choice: Choice) -> list[int]:
    """Return the captures of the choice, in the order in which they were stored."""
    values = {"recipes": json.dumps(choice.recipes), "source": choice.source, "since": choice.since}
    return [row[0] for row in connection.execute(_CHOSEN, values)]


def note_captures(connection: sqlite3.Connection, captures: Iterable[int]) -> None:
    """Note that captures are to be extracted again, in the open transaction, until `forget_capture` says it is done."""
    connection.executemany("INSERT OR IGNORE INTO unextracted VALUES (?)", [(capture,) for capture in captures])


def forget_capture(connection: sqlite3.Connection, capture: int) -> None:
    """Note that a capture was extracted again."""
    connection.execute("DELETE FROM unextracted WHERE capture = ?", [capture])


def read_captures(connection: sqlite3.Connection, captures: Iterable[int]) -> Iterator[Pending]:
    """Yield the captures in the order in which they were stored: everything of them but the bytes."""
    for chunk in chunks(captures):
        yield from map(pending_of, list(select_in(connection, _READ, chunk)))


def read_before(connection: sqlite3.Connection, capture: int) -> Before:
    """Return what a capture has given so far."""
    row = connection.execute(
        "SELECT articles.id, articles.address, sources.name, captures.locator, versions.id,"
        " COALESCE(versions.base_text, versions.text, ''), versions.title, authors, published, versions.language,"
        " standfirst"
        " FROM captures JOIN sources ON sources.id = captures.source"
        " LEFT JOIN versions ON versions.id = captures.version LEFT JOIN articles ON articles.id = versions.article"
        " WHERE captures.id = ?",
        [capture],
    ).fetchone()
    article, address, source, locator, version, text, title, authors, *others = row
    fields = (title, tuple(json.loads(authors or "[]")), *others)
    return Before(article, address, source, locator, version, text, title, fields)


def title_of(connection: sqlite3.Connection, version: int) -> str | None:
    """Return the title of a version."""
    row = connection.execute("SELECT title FROM versions WHERE id = ?", [version]).fetchone()
    return None if row[0] is None else str(row[0])


def supersede(connection: sqlite3.Connection, version: int, by: int) -> None:
    """Note that a version was replaced, if no capture gives it any more."""
    connection.execute(
        "UPDATE versions SET superseded_by = ? WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.version = versions.id)",
        [by, version],
    )


def withdraw(connection: sqlite3.Connection, capture: int, before: Before) -> None:
    """Forget what a capture gave, an article or a failure. A version that no capture gives is superseded by itself."""
    connection.execute("DELETE FROM failures WHERE capture = ?", [capture])
    if before.version is None:
        return
    connection.execute("UPDATE captures SET version = NULL WHERE id = ?", [capture])
    supersede(connection, before.version, before.version)
    connection.execute("INSERT OR IGNORE INTO unsettled (article) VALUES (?)", [before.article])
