"""Watches and their alerts: the SQL of what is new to a watch, and of what it has told.

In: reading and writing rows inside the caller's transaction, after a settlement. Out: what is told (`flows.watching`),
and how it reaches its receivers (`db.outbox`).

A story is told once, however it is merged and split: with a story every article of it counts as told, and a story of
which one article counts as told is not told again. Only a person's word that an article is not a copy of the one that
was told makes it new.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.copies import select_in
from db.reading.full_text import full_text_expression


@dataclass(frozen=True, slots=True)
class Question:
    """Which articles a watch is about. Empty tuples are no restriction."""

    query: str
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # "en" also takes "en-GB"

    @property
    def written(self) -> str:
        """The question as the store keeps it: equal for equal questions."""
        parts = {"query": self.query, "sources": sorted(self.sources), "languages": sorted(self.languages)}
        return json.dumps(parts, ensure_ascii=False)

    @property
    def values(self) -> dict[str, str | None]:
        """The values of `CHOSEN`."""
        return {
            "query": full_text_expression(self.query),
            "sources": json.dumps(self.sources),
            "languages": json.dumps(self.languages),
        }


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watch as the store knows it."""

    id: int
    name: str
    since: int  # articles of later runs are new to it
    matched_run: int
    matched_settlement: int
    is_new: bool  # made, or made anew, in this transaction


@dataclass(frozen=True, slots=True)
class Match:
    """An article that a watch asks for."""

    article: str
    version: int
    cluster: int
    canonical: bool
    published_at: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that was told, and the text that it has now. Versions that were extracted anew are no changes."""

    article: str
    alert: str  # the id of the alert that told it
    told: int
    newest: int


# The words are looked for only in texts that can be new: rows of the index lie in the order of versions.
CHOSEN = """
    changed.newest IN (SELECT rowid FROM article_search WHERE article_search MATCH :query AND rowid >= :lowest)
    AND (:sources = '[]' OR sources.name IN (SELECT value FROM json_each(:sources)))
    AND (:languages = '[]' OR EXISTS (
        SELECT 1 FROM json_each(:languages)
        WHERE versions.language LIKE value OR versions.language LIKE value || '-%'
    ))
"""

MATCHES = f"""
WITH changed AS MATERIALIZED (
    SELECT id, newest, cluster, source FROM articles INDEXED BY articles_by_change
    WHERE changed > :settlement AND newest IS NOT NULL AND cluster IS NOT NULL
)
SELECT changed.id, changed.newest, changed.cluster, clusters.canonical = changed.id, versions.published_at
FROM changed
JOIN versions ON versions.id = changed.newest
JOIN sources ON sources.id = changed.source
JOIN clusters ON clusters.id = changed.cluster
WHERE {CHOSEN}
ORDER BY changed.cluster, versions.published_at IS NULL, versions.published_at, changed.id
"""  # noqa: S608 - put together from constants of this file

LOWEST = "SELECT COALESCE(MIN(newest), 0) FROM articles INDEXED BY articles_by_change WHERE changed > ?"

MATCHED = """
SELECT COALESCE(MAX(matched_run), :before), COALESCE(MAX(matched_settlement), (
    SELECT COALESCE(MAX(id), 0) FROM settlements WHERE run <= :before
))
FROM watches
"""

# What a new watch finds that was there before it.
KNOWN = f"""
INSERT OR IGNORE INTO told_articles (watch, article)
SELECT :watch, changed.id
FROM articles AS changed
JOIN versions ON versions.id = changed.newest
JOIN sources ON sources.id = changed.source
WHERE changed.run <= :since AND {CHOSEN}
"""  # noqa: S608 - put together from constants of this file

# An article that was told as a copy of another is no longer told when a person has said that it is none. (The latest
# verdict on a pair holds.)
TOLD = """
SELECT DISTINCT articles.cluster
FROM articles
JOIN told_articles ON told_articles.article = articles.id AND told_articles.watch = {watch}
LEFT JOIN alerts ON alerts.number = told_articles.alert
WHERE articles.cluster IN ({{}}) AND COALESCE((
    SELECT verdict FROM verdicts
    WHERE withdrawn IS NULL AND a IN (articles.id, alerts.article) AND b IN (articles.id, alerts.article)
    ORDER BY id DESC LIMIT 1
), '') <> 'not-a-copy'
"""

STORE_TOLD = """
INSERT INTO told_articles (watch, article, alert, version)
SELECT :watch, id, :alert, newest FROM articles WHERE cluster = :cluster
ON CONFLICT (watch, article) DO UPDATE SET alert = excluded.alert, version = excluded.version
"""

STORE_JOINED = """
INSERT OR IGNORE INTO told_articles (watch, article, alert, version)
SELECT :watch, articles.id, (
    SELECT MIN(told.alert) FROM told_articles AS told JOIN articles AS members ON members.id = told.article
    WHERE told.watch = :watch AND members.cluster = :cluster
), newest
FROM articles WHERE cluster = :cluster
"""

CHANGED = """
WITH RECURSIVE told AS (
    SELECT told_articles.article, alerts.id AS alert, told_articles.version AS told, articles.newest,
           told_articles.version AS current
    FROM articles INDEXED BY articles_by_change
    CROSS JOIN told_articles ON told_articles.watch = :watch AND told_articles.article = articles.id
    CROSS JOIN alerts ON alerts.number = told_articles.alert AND alerts.article = articles.id
    WHERE articles.changed > :settlement AND articles.newest <> told_articles.version
    UNION ALL
    SELECT told.article, told.alert, told.told, told.newest, versions.superseded_by
    FROM told JOIN versions ON versions.id = told.current
    WHERE versions.superseded_by IS NOT NULL
)
SELECT told.article, told.alert, told.current, told.newest
FROM told JOIN versions ON versions.id = told.current
WHERE versions.superseded_by IS NULL AND told.current <> told.newest
ORDER BY told.article
"""


def sync_watches(
    connection: sqlite3.Connection, questions: dict[str, str], before: int, now: str
) -> tuple[WatchRow, ...]:
    """Make the watches of these names and questions known, end the others, and return those that stand.

    To a watch that is new, or whose question is another, everything is new that came after the last matching; where
    nothing was ever matched, what came after the run `before`.
    """
    since, settlement = connection.execute(MATCHED, {"before": before}).fetchone()
    rows = [_sync_watch(connection, watch, since, settlement, now) for watch in questions.items()]
    connection.execute(
        "UPDATE watches SET ended = ? WHERE ended IS NULL AND name NOT IN (SELECT value FROM json_each(?))",
        [now, json.dumps(list(questions))],
    )
    return tuple(rows)


def newest_run(connection: sqlite3.Connection) -> int:
    """Return the number of the newest run; 0 when there was none."""
    return int(connection.execute("SELECT COALESCE(MAX(id), 0) FROM runs").fetchone()[0])


def last_run_before(connection: sqlite3.Connection, run: int) -> int:
    """Return the last run before `run` that was not killed; 0 when there was none."""
    statement = "SELECT COALESCE(MAX(id), 0) FROM runs WHERE id < ? AND state <> 'killed'"
    return int(connection.execute(statement, [run]).fetchone()[0])


def _sync_watch(
    connection: sqlite3.Connection, watch: tuple[str, str], since: int, settlement: int, now: str
) -> WatchRow:
    name, question = watch
    known = connection.execute(
        "SELECT id, name, since, matched_run, matched_settlement, FALSE FROM watches"
        " WHERE name = ? AND question = ? AND ended IS NULL",
        [name, question],
    ).fetchone()
    if known:
        return WatchRow(*known)
    made = connection.execute(
        "INSERT INTO watches (name, question, made, since, matched_run, matched_settlement) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET question = excluded.question, made = excluded.made, since = excluded.since,"
        " matched_run = excluded.matched_run, matched_settlement = excluded.matched_settlement, ended = NULL"
        " RETURNING id, name, since, matched_run, matched_settlement, TRUE",
        [name, question, now, since, since, settlement],
    ).fetchone()
    return WatchRow(*made)


def finish_matching(connection: sqlite3.Connection) -> None:
    """Note that every standing watch was matched with all that is settled. The caller holds the store's lock."""
    connection.execute(
        "UPDATE watches SET matched_run = (SELECT COALESCE(MAX(id), 0) FROM runs),"
        " matched_settlement = (SELECT COALESCE(MAX(id), 0) FROM settlements) WHERE ended IS NULL"
    )


def remember_known(connection: sqlite3.Connection, watch: WatchRow, question: Question) -> None:
    """Count as told what a new watch asks for and was there before it."""
    connection.execute(KNOWN, question.values | {"watch": watch.id, "since": watch.since, "lowest": 0})


def new_matches(connection: sqlite3.Connection, settlement: int, question: Question) -> list[Match]:
    """Return the articles asked for that changed after the settlement, by story, the earliest published first."""
    lowest = connection.execute(LOWEST, [settlement]).fetchone()[0]
    values = question.values | {"settlement": settlement, "lowest": lowest}
    return [Match(*row) for row in connection.execute(MATCHES, values)]


def told_stories(connection: sqlite3.Connection, watch: int, clusters: Iterable[int]) -> set[int]:
    """Return which of these stories the watch has told."""
    return {row[0] for row in select_in(connection, TOLD.format(watch=int(watch)), clusters)}


def store_told(connection: sqlite3.Connection, watch: int, cluster: int, alert: int) -> None:
    """Count every article of the story as told by this alert."""
    connection.execute(STORE_TOLD, {"watch": watch, "cluster": cluster, "alert": alert})


def store_joined(connection: sqlite3.Connection, watch: int, cluster: int) -> None:
    """Count the articles that have joined a story which was told as told too."""
    connection.execute(STORE_JOINED, {"watch": watch, "cluster": cluster})


def changed_articles(connection: sqlite3.Connection, watch: int, settlement: int) -> list[Changed]:
    """Return the articles that the watch has told, each as its story's, whose text is another after the settlement."""
    return [Changed(*row) for row in connection.execute(CHANGED, {"watch": watch, "settlement": settlement})]


def store_version_told(connection: sqlite3.Connection, watch: int, article: str, version: int) -> None:
    """Note which version of an article the watch has told last."""
    connection.execute(
        "UPDATE told_articles SET version = ? WHERE watch = ? AND article = ?", [version, watch, article]
    )


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert to be stored."""

    id: str
    watch: int
    kind: str
    content: str
    article: str | None = None
    version: int | None = None
    source: str | None = None  # its name


def store_alert(connection: sqlite3.Connection, alert: Alert, run: int, now: str) -> int | None:
    """Store an alert, and that each standing channel of its watch is to tell it. Return its number.

    None for one that was stored before: the same alert has the same id, and is told once.
    """
    row = connection.execute(
        "INSERT OR IGNORE INTO alerts (id, watch, kind, article, version, source, run, made, content)"
        " VALUES (?, ?, ?, ?, ?, (SELECT id FROM sources WHERE name = ?), ?, ?, ?) RETURNING number",
        [alert.id, alert.watch, alert.kind, alert.article, alert.version, alert.source, run, now, alert.content],
    ).fetchone()
    if row is None:
        return None
    connection.execute(
        "INSERT INTO deliveries (channel, alert) SELECT id, ? FROM channels WHERE watch = ? AND ended IS NULL",
        [row[0], alert.watch],
    )
    return int(row[0])


def number_of_alert(connection: sqlite3.Connection, identity: str) -> int:
    """Return the number of the alert with this id."""
    return int(connection.execute("SELECT number FROM alerts WHERE id = ?", [identity]).fetchone()[0])
