"""What depends on everything stored of an article: its newest version, the search index, the number of its change.

In: one settlement, inside its transaction. Out: which copies belong together (`db.copies`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.figures import count_again

# The newest version of an article is the one that was captured last; where captures have no time, the one modified or
# published last, then the longest (furniture included, which later runs may find), then the largest digest: nothing
# here depends on the order of arrival.
_NEWEST = """
SELECT versions.id
FROM versions
LEFT JOIN captures ON captures.version = versions.id
WHERE versions.article = ? AND versions.superseded_by IS NULL
GROUP BY versions.id
ORDER BY COALESCE(MAX(captures.captured_at), '') DESC, COALESCE(versions.modified, '') DESC,
         COALESCE(versions.published_at, '') DESC, COALESCE(versions.base_words, versions.words) DESC,
         versions.digest DESC
LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Newest:
    """What deciding the newest versions changed."""

    touched: set[str]  # the articles that it was decided for
    shown: set[int]  # versions that are newest now and were not, which `make_searchable` is waiting for


def settle_newest(connection: sqlite3.Connection) -> Newest:
    """Decide the newest version of every article that was touched since the last settlement.

    What is no longer the newest leaves the search index; what is enters it with `make_searchable`, when its text is
    settled.
    """
    shown: set[int] = set()
    touched = [article for (article,) in connection.execute("SELECT article FROM unsettled ORDER BY article")]
    for article in touched:
        before = connection.execute("SELECT newest FROM articles WHERE id = ?", [article]).fetchone()[0]
        newest = (connection.execute(_NEWEST, [article]).fetchone() or [None])[0]
        if newest == before:
            continue
        if before is None:
            _count_lines(connection, article)
        else:
            leave_search(connection, before)
        if newest is None:
            _leave_story(connection, article)
        else:
            shown.add(newest)
        connection.execute("UPDATE articles SET newest = ? WHERE id = ?", [newest, article])
    connection.execute("DELETE FROM unsettled")
    return Newest(set(touched), shown)


def _count_lines(connection: sqlite3.Connection, article: str) -> None:
    """Have the lines of an article counted that is shown for the first time, or again."""
    connection.execute("INSERT OR IGNORE INTO unsettled_versions SELECT id FROM versions WHERE article = ?", [article])


def _leave_story(connection: sqlite3.Connection, article: str) -> None:
    """Take an article of which nothing is shown any more out of its story, and have the others' place decided again."""
    (story,) = connection.execute("SELECT cluster FROM articles WHERE id = ?", [article]).fetchone()
    connection.execute("UPDATE articles SET cluster = NULL WHERE id = ?", [article])
    connection.execute(
        "INSERT OR IGNORE INTO unsettled_members SELECT id, newest FROM articles WHERE cluster = ?", [story]
    )
    connection.execute(
        "DELETE FROM clusters WHERE id = ? AND NOT EXISTS (SELECT 1 FROM articles WHERE cluster = clusters.id)", [story]
    )


def is_unsettled(connection: sqlite3.Connection) -> bool:
    """Return whether a killed run has left articles that no settlement has looked at."""
    return connection.execute("SELECT 1 FROM unsettled LIMIT 1").fetchone() is not None


def make_searchable(connection: sqlite3.Connection, versions: Iterable[int]) -> None:
    """Put versions into the search index with the text that they have."""
    connection.executemany(
        "INSERT INTO article_search (rowid, title, text) SELECT id, title, text FROM versions WHERE id = ?",
        [(version,) for version in sorted(versions)],
    )


def leave_search(connection: sqlite3.Connection, version: int) -> None:
    """Take a version out of the search index: before its text is changed, as the index looks there for the words."""
    connection.execute(
        "INSERT INTO article_search (article_search, rowid, title, text)"
        " SELECT 'delete', id, title, text FROM versions WHERE id = ?",
        [version],
    )


def number_settlement(connection: sqlite3.Connection, run: int, now: str, changed: Iterable[str]) -> int:
    """Begin a new settlement and mark the changed articles with its number, which is the export's cursor."""
    row = connection.execute("INSERT INTO settlements (run, settled) VALUES (?, ?) RETURNING id", [run, now]).fetchone()
    settlement = int(row[0])
    articles = list(changed)
    connection.executemany(
        "UPDATE articles SET changed = ? WHERE id = ?", [(settlement, article) for article in articles]
    )
    count_again(connection, articles)
    return settlement
