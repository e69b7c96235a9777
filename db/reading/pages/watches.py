"""Watches: what each asks for, what it has told last, and what of it still waits to be delivered.

In: SELECT statements, each with a limit and along an index. Out: matching and delivering (`flows.watching`), and the
same in a terminal (`db.reading.watching`).
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from db.reading.watching import StandingTrouble, read_troubles

WATCHES_SHOWN = 100
ALERTS_SHOWN = 10  # of each watch, the latest
WAITING_SHOWN = 20  # of each watch, the oldest
HEALTH = "source-health"  # the watch that tells what is wrong with sources

WATCHES = """
SELECT id, name, question, made, ended, (SELECT COUNT(*) FROM alerts WHERE alerts.watch = watches.id)
FROM watches ORDER BY ended IS NOT NULL, name = :health, name LIMIT :limit
"""

CHANNELS = """
SELECT channels.name, channels.error, channels.paused_until, channels.ended,
       (SELECT COUNT(*) FROM deliveries WHERE deliveries.channel = channels.id AND delivered IS NULL),
       (SELECT delivered FROM deliveries
         WHERE deliveries.channel = channels.id AND delivered IS NOT NULL ORDER BY alert DESC LIMIT 1)
FROM channels WHERE channels.watch = ? ORDER BY channels.ended IS NOT NULL, channels.id
"""

ALERTS = """
SELECT alerts.kind, JSON_EXTRACT(alerts.content, '$.title'), alerts.made, alerts.article, articles.cluster, sources.name
FROM alerts INDEXED BY alerts_by_watch
LEFT JOIN articles ON articles.id = alerts.article
LEFT JOIN sources ON sources.id = COALESCE(alerts.source, articles.source)
WHERE alerts.watch = ? ORDER BY alerts.number DESC LIMIT ?
"""

WAITING = """
SELECT channels.name, alerts.kind, JSON_EXTRACT(alerts.content, '$.title'), alerts.made, alerts.article,
       deliveries.attempts, deliveries.error, deliveries.paused_until
FROM channels
CROSS JOIN deliveries INDEXED BY deliveries_waiting ON deliveries.channel = channels.id AND deliveries.delivered IS NULL
CROSS JOIN alerts ON alerts.number = deliveries.alert
WHERE channels.watch = ? ORDER BY alerts.number, channels.id LIMIT ?
"""

GLANCE = """
SELECT (SELECT COUNT(*) FROM watches WHERE ended IS NULL), (SELECT COUNT(*) FROM alerts),
       (SELECT COUNT(*) FROM deliveries INDEXED BY deliveries_waiting WHERE delivered IS NULL)
"""


@dataclass(frozen=True, slots=True)
class WatchChannel:
    """A place where a watch tells. `ended` when it no longer stands in the file."""

    name: str
    error: str | None  # why it could not be reached
    paused_until: str | None
    ended: str | None
    waiting: int
    delivered: str | None  # when it took an alert last


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """What a watch has told: of an article, or of a source."""

    kind: str
    title: str
    made: str
    article: str | None
    story: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class WaitingAlert:
    """An alert that a channel has not taken yet."""

    channel: str
    kind: str
    title: str
    made: str
    article: str | None
    attempts: int
    error: str | None  # why it was refused
    paused_until: str | None


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A watch with what it has told and what waits."""

    id: int
    name: str
    query: str
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    made: str
    ended: str | None
    alerts: int
    channels: tuple[WatchChannel, ...]  # standing ones first
    told: tuple[ToldAlert, ...]  # latest first
    waiting: tuple[WaitingAlert, ...]  # oldest first

    @property
    def of_sources(self) -> bool:
        """Return if it tells what is wrong with sources, and asks for no article."""
        return self.name == HEALTH

    @property
    def undelivered(self) -> int:
        """Return how often one of its alerts waits for one of its channels."""
        return sum(channel.waiting for channel in self.channels)


@dataclass(frozen=True, slots=True)
class WatchesPage:
    """What the page of watches shows."""

    watches: tuple[WatchLine, ...]  # standing ones first, by name; that of sources after the others
    troubles: tuple[StandingTrouble, ...]  # of sources, known for longest first


@dataclass(frozen=True, slots=True)
class WatchesGlance:
    """How many watches stand, what they have told, and how many deliveries wait."""

    watches: int
    alerts: int
    waiting: int


def read_watches_page(connection: sqlite3.Connection) -> WatchesPage:
    """Return the watches, and what is wrong with sources."""
    rows = connection.execute(WATCHES, {"health": HEALTH, "limit": WATCHES_SHOWN}).fetchall()
    return WatchesPage(tuple(_watch(connection, *row) for row in rows), read_troubles(connection))


def read_watches_glance(connection: sqlite3.Connection) -> WatchesGlance:
    """Return the watches in three numbers."""
    return WatchesGlance(*connection.execute(GLANCE).fetchone())


def _watch(
    connection: sqlite3.Connection, watch: int, name: str, question: str, made: str, ended: str | None, alerts: int
) -> WatchLine:
    asked = json.loads(question or "{}")  # the watch of sources asks for no article
    return WatchLine(
        id=watch,
        name=name,
        query=asked.get("query", ""),
        sources=tuple(asked.get("sources", ())),
        languages=tuple(asked.get("languages", ())),
        made=made,
        ended=ended,
        alerts=alerts,
        channels=tuple(WatchChannel(*row) for row in connection.execute(CHANNELS, [watch])),
        told=tuple(ToldAlert(*row) for row in connection.execute(ALERTS, [watch, ALERTS_SHOWN])),
        waiting=tuple(WaitingAlert(*row) for row in connection.execute(WAITING, [watch, WAITING_SHOWN])),
    )
