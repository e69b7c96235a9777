"""What depends on everything stored of an article: its newest version, the search index, the number of its change.

In: one settlement, inside its transaction. Out: which copies belong together (`db.copies`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.figures import count_again

# The newest version of an article is the one that was captured last; where captures have no time, the one modified or
# published last, then the longest, then the largest digest: nothing here depends on the order of arrival.
_NEWEST = """
SELECT versions.id
FROM versions
LEFT JOIN captures ON captures.version = versions.id
WHERE versions.article = ? AND versions.superseded_by IS NULL
GROUP BY versions.id
ORDER BY COALESCE(MAX(captures.captured_at), '') DESC, COALESCE(versions.modified, '') DESC,
         COALESCE(versions.published_at, '') DESC, versions.words DESC, versions.digest DESC
LIMIT 1
"""


def settle_newest(connection: sqlite3.Connection) -> set[str]:
    """Decide the newest version of every article that was touched since the last settlement. Return those articles."""
    touched = [article for (article,) in connection.execute("SELECT article FROM unsettled ORDER BY article")]
    for article in touched:
        before = connection.execute("SELECT newest FROM articles WHERE id = ?", [article]).fetchone()[0]
        newest = connection.execute(_NEWEST, [article]).fetchone()[0]
        if newest != before:
            _move_search(connection, before, newest)
            connection.execute("UPDATE articles SET newest = ? WHERE id = ?", [newest, article])
    connection.execute("DELETE FROM unsettled")
    return set(touched)


def _move_search(connection: sqlite3.Connection, before: int | None, newest: int) -> None:
    if before is not None:
        connection.execute(
            "INSERT INTO article_search (article_search, rowid, title, text)"
            " SELECT 'delete', id, title, text FROM versions WHERE id = ?",
            [before],
        )
    connection.execute(
        "INSERT INTO article_search (rowid, title, text) SELECT id, title, text FROM versions WHERE id = ?", [newest]
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
