"""Furniture: the SQL of lines, their counts and the texts without them, inside the caller's transaction.

In: reading and writing rows. Out: which lines are furniture and which of them leave a text (`extractors.furniture`),
and who joins the two (`flows.furnishing`). Lines are named by numbers that derive from their source and words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.copies import select_in
from db.outcomes import store_removed
from db.settled import leave_search, make_searchable
from extractors.records import RemovedBlock, count_words

Place = tuple[int, int]  # a line and a story that it stands in


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version and its text as it was extracted."""

    newest: bool  # of its article
    id: int
    article: str
    story: int | None  # None: nothing of its article is shown
    title: str | None
    source: int
    source_name: str
    text: str
    shown: str  # without furniture, as last settled


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source that recurs."""

    line: int
    stories: int
    taken: int


def source_name(connection: sqlite3.Connection, source: int) -> str:
    """Return the name of a source."""
    return str(connection.execute("SELECT name FROM sources WHERE id = ?", [source]).fetchone()[0])


def take_unsettled_versions(connection: sqlite3.Connection) -> list[int]:
    """Return the versions that were stored since the last settlement, and forget that they were."""
    versions = [row[0] for row in connection.execute("SELECT version FROM unsettled_versions ORDER BY version")]
    connection.execute("DELETE FROM unsettled_versions")
    return versions


def take_moved_versions(connection: sqlite3.Connection) -> dict[int, int]:
    """Return by version the story that its article was in when last settled, and forget that it has moved."""
    rows = connection.execute(
        "SELECT versions.id, story_before FROM unsettled_stories JOIN versions USING (article) ORDER BY versions.id"
    ).fetchall()
    connection.execute("DELETE FROM unsettled_stories")
    return dict(rows)


def forget_lines(connection: sqlite3.Connection) -> None:
    """Have the lines of every version counted again from nothing."""
    connection.execute("DELETE FROM lines")
    connection.execute("DELETE FROM furniture")
    connection.execute("INSERT OR IGNORE INTO unsettled_versions SELECT id FROM versions")


def read_versions(connection: sqlite3.Connection, versions: Iterable[int]) -> Iterator[KnownVersion]:
    """Yield the versions one by one: the caller may change them."""
    for version in versions:
        row = connection.execute(_VERSION, [version]).fetchone()
        yield KnownVersion(bool(row[0]), *row[1:])


_VERSION = """
SELECT articles.newest = versions.id, versions.id, articles.id, articles.cluster, versions.title, sources.id,
       sources.name, COALESCE(versions.base_text, versions.text), versions.text
FROM versions
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
WHERE versions.id = ?
"""


def existing_places(connection: sqlite3.Connection, places: Iterable[Place]) -> set[Place]:
    """Return the places that at least one version has."""
    statement = "SELECT 1 FROM lines WHERE line = ? AND story = ? LIMIT 1"
    return {place for place in places if connection.execute(statement, place).fetchone()}


def add_lines(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Note (line, story, version) rows, in the order in which they lie on the disk; a version may be known already."""
    connection.executemany("INSERT OR IGNORE INTO lines (line, story, version) VALUES (?, ?, ?)", sorted(rows))


def remove_lines(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Forget (line, story, version) rows."""
    connection.executemany("DELETE FROM lines WHERE line = ? AND story = ? AND version = ?", sorted(rows))


def count_stories(connection: sqlite3.Connection, lines: Iterable[int], least: int) -> Iterator[tuple[int, int]]:
    """Yield the lines that stand in `least` stories or more, each with how many."""
    statement = f"""
        SELECT line, COUNT(DISTINCT story) FROM lines WHERE line IN ({{}})
        GROUP BY line HAVING COUNT(DISTINCT story) >= {least:d}
    """  # noqa: S608 - a number
    yield from select_in(connection, statement, lines)


def counted_lines(connection: sqlite3.Connection, source: int, lines: Iterable[int]) -> dict[int, int]:
    """Return by line in how many stories it stands, of those whose count is kept."""
    statement = f"SELECT line, texts FROM furniture WHERE source = {source:d} AND line IN ({{}})"  # noqa: S608
    return dict(select_in(connection, statement, lines))


def store_counts(connection: sqlite3.Connection, source: int, rows: Iterable[tuple[int, int, str]]) -> None:
    """Store (line, stories, example) in place of what was counted before."""
    connection.executemany(
        "INSERT INTO furniture (source, line, texts, example) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source, line) DO UPDATE SET texts = excluded.texts",
        [(source, *row) for row in sorted(rows)],
    )


def read_lines(connection: sqlite3.Connection, source: int) -> list[Line]:
    """Return the lines of a source whose count is kept."""
    rows = connection.execute("SELECT line, texts, taken FROM furniture WHERE source = ? ORDER BY line", [source])
    return [Line(*row) for row in rows]


def has_one_article(connection: sqlite3.Connection, source: int) -> bool:
    """Return whether a source has no second article: nothing can recur there."""
    return len(connection.execute("SELECT 1 FROM articles WHERE source = ? LIMIT 2", [source]).fetchall()) == 1


def store_taken(connection: sqlite3.Connection, source: int, rows: Iterable[tuple[int, int]]) -> None:
    """Store (line, from where it is taken out) for lines of a source."""
    connection.executemany(
        "UPDATE furniture SET taken = ? WHERE source = ? AND line = ?", [(taken, source, line) for line, taken in rows]
    )


def forget_counts(connection: sqlite3.Connection, source: int, least: int) -> None:
    """Forget the lines of a source that stand in fewer than `least` stories."""
    connection.execute("DELETE FROM furniture WHERE source = ? AND texts < ?", [source, least])


def forget_title(connection: sqlite3.Connection, title: int, line: int, version: int) -> None:
    """Forget that a version has a title, and have the texts shown again in which that stands as a `line`."""
    connection.execute("DELETE FROM lines WHERE line = ? AND version = ?", [title, version])
    connection.execute(
        "INSERT OR IGNORE INTO unsettled_versions SELECT DISTINCT version FROM lines WHERE line = ?", [line]
    )


def stand_elsewhere(connection: sqlite3.Connection, lines: Iterable[int], story: int | None) -> list[int]:
    """Return which of the lines stand in another story than this one. (One by one it takes five times as long.)"""
    statement = """
        SELECT value FROM json_each(?)
        WHERE EXISTS (SELECT 1 FROM lines WHERE line = value AND story IS NOT ?)
    """
    return [row[0] for row in connection.execute(statement, [json.dumps(list(lines)), story])]


def versions_with(connection: sqlite3.Connection, lines: Iterable[int]) -> set[int]:
    """Return every version that has one of these lines."""
    return {row[0] for row in select_in(connection, "SELECT DISTINCT version FROM lines WHERE line IN ({})", lines)}


def store_shown(
    connection: sqlite3.Connection,
    version: KnownVersion,
    text: str,
    removed: tuple[RemovedBlock, ...],
    *,
    searchable: bool,
) -> None:
    """Store the text of a version as it is shown, with what was removed of it; a `searchable` one stays searchable."""
    if searchable:
        leave_search(connection, version.id)
    whole = text == version.text
    connection.execute(
        "UPDATE versions SET text = ?, words = ?, base_text = ?, base_words = ? WHERE id = ?",
        [
            text,
            count_words(text),
            None if whole else version.text,
            None if whole else count_words(version.text),
            version.id,
        ],
    )
    connection.execute("DELETE FROM removed_blocks WHERE version = ?", [version.id])
    store_removed(connection, version.id, removed)
    if searchable:
        make_searchable(connection, [version.id])
