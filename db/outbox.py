"""The outbox: alerts and the channels that are to tell them, until each was delivered.

In: the SQL of who waits for what, and of what came of an attempt, each in a transaction of its own: what was delivered
is noted at once. Killed between delivering and noting, the alert is delivered again under the same id. Out: delivering
(`flows.watching.delivering`), and which alerts there are (`db.watches`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.connection import transaction


@dataclass(frozen=True, slots=True)
class Channel:
    """A standing place where a watch tells."""

    id: int
    watch: str
    name: str
    waiting: int  # alerts that are due
    made: str  # when the watch was made


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert that a channel is to tell."""

    alert: int
    content: str
    attempts: int


CHANNELS = """
SELECT channels.id, watches.name, channels.name, (
    SELECT COUNT(*) FROM deliveries
    WHERE deliveries.channel = channels.id AND delivered IS NULL
      AND (deliveries.paused_until IS NULL OR deliveries.paused_until <= :now)
), watches.made
FROM channels JOIN watches ON watches.id = channels.watch
WHERE channels.ended IS NULL AND watches.ended IS NULL
  AND (channels.paused_until IS NULL OR channels.paused_until <= :now)
ORDER BY channels.id
"""

# What was refused goes behind what was not: one alert that a receiver never takes holds nothing up.
WAITING = """
SELECT deliveries.alert, alerts.content, deliveries.attempts
FROM deliveries JOIN alerts ON alerts.number = deliveries.alert
WHERE deliveries.channel = ? AND delivered IS NULL
  AND (deliveries.paused_until IS NULL OR deliveries.paused_until <= ?)
ORDER BY deliveries.attempts, deliveries.alert
LIMIT ?
"""


def sync_channels(connection: sqlite3.Connection, watch: int, names: Iterable[str], now: str) -> None:
    """Make the channels of a watch known, and end the others, in the open transaction.

    What waits for a channel that has ended stays, and goes out when it is there again.
    """
    connection.execute("UPDATE channels SET ended = ? WHERE watch = ? AND ended IS NULL", [now, watch])
    connection.executemany(
        "INSERT INTO channels (watch, name) VALUES (?, ?) ON CONFLICT (watch, name) DO UPDATE SET ended = NULL",
        [(watch, name) for name in names],
    )


def channels_to_try(connection: sqlite3.Connection, now: str) -> list[Channel]:
    """Return the standing channels that are not paused, those without anything waiting too."""
    return [Channel(*row) for row in connection.execute(CHANNELS, {"now": now})]


def waiting_alerts(connection: sqlite3.Connection, channel: int, now: str, limit: int) -> list[Waiting]:
    """Return what the channel is to tell now, the oldest first, behind it what was refused before."""
    return [Waiting(*row) for row in connection.execute(WAITING, [channel, now, limit])]


def newest_alerts(connection: sqlite3.Connection, watch: str, limit: int) -> list[str]:
    """Return the contents of the newest alerts of a watch, the newest first."""
    rows = connection.execute(
        "SELECT content FROM alerts WHERE watch = (SELECT id FROM watches WHERE name = ?) ORDER BY number DESC LIMIT ?",
        [watch, limit],
    )
    return [content for (content,) in rows]


def note_delivered(connection: sqlite3.Connection, channel: int, alerts: Iterable[int], now: str) -> None:
    """Note that the receiver took these alerts, and that the channel is in order."""
    with transaction(connection):
        connection.executemany(
            "UPDATE deliveries SET delivered = ?, paused_until = NULL, error = NULL WHERE channel = ? AND alert = ?",
            [(now, channel, alert) for alert in alerts],
        )
        connection.execute(
            "UPDATE channels SET failures = 0, paused_until = NULL, error = NULL WHERE id = ?", [channel]
        )


def note_refused(connection: sqlite3.Connection, channel: int, alert: int, error: str, until: str) -> None:
    """Note that the receiver did not take this alert, and when it is offered again."""
    with transaction(connection):
        connection.execute(
            "UPDATE deliveries SET attempts = attempts + 1, paused_until = ?, error = ?"
            " WHERE channel = ? AND alert = ?",
            [until, error, channel, alert],
        )


def failures_of(connection: sqlite3.Connection, channel: int) -> int:
    """Return how often in a row the channel could not be reached."""
    return int(connection.execute("SELECT failures FROM channels WHERE id = ?", [channel]).fetchone()[0])


def note_unreachable(connection: sqlite3.Connection, channel: int, error: str, until: str) -> None:
    """Note that the channel could not be reached, and when it is tried again."""
    with transaction(connection):
        connection.execute(
            "UPDATE channels SET failures = failures + 1, paused_until = ?, error = ? WHERE id = ?",
            [until, error, channel],
        )
