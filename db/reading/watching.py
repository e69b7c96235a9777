"""What watches have told, what waits to be told, and what is wrong with sources.

In: SELECT statements and the frozen rows they give. Out: matching and delivering (`flows.watching`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

LONGEST_LIST = 1000

WATCHES = """
SELECT watches.name, watches.made, COUNT(alerts.number), MAX(alerts.made)
FROM watches LEFT JOIN alerts ON alerts.watch = watches.id
WHERE watches.ended IS NULL
GROUP BY watches.id ORDER BY watches.name
"""

CHANNELS = """
SELECT watches.name, channels.name, COUNT(deliveries.alert), COALESCE(channels.error, MAX(deliveries.error)),
       COALESCE(channels.paused_until, MIN(deliveries.paused_until))
FROM channels
JOIN watches ON watches.id = channels.watch
LEFT JOIN deliveries ON deliveries.channel = channels.id AND deliveries.delivered IS NULL
WHERE channels.ended IS NULL AND watches.ended IS NULL
GROUP BY channels.id ORDER BY watches.name, channels.id
"""

TROUBLES = """
SELECT sources.name, source_troubles.kind, source_troubles.what, source_troubles.began
FROM source_troubles JOIN sources ON sources.id = source_troubles.source
WHERE source_troubles.ended IS NULL ORDER BY source_troubles.began, sources.name, source_troubles.kind LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class WatchState:
    """A watch, and what it has told so far."""

    watch: str
    made: str
    alerts: int
    last_alert: str | None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A place where a watch tells, and what waits for it."""

    watch: str
    channel: str
    waiting: int
    error: str | None  # why the last attempt failed
    paused_until: str | None


@dataclass(frozen=True, slots=True)
class StandingTrouble:
    """What is wrong with a source, and since when it is known."""

    source: str
    kind: str
    what: str
    began: str


def read_watches(connection: sqlite3.Connection) -> tuple[WatchState, ...]:
    """Return the standing watches by name; `source-health` is one of them."""
    return tuple(WatchState(*row) for row in connection.execute(WATCHES))


def read_channels(connection: sqlite3.Connection) -> tuple[ChannelState, ...]:
    """Return the standing channels by watch."""
    return tuple(ChannelState(*row) for row in connection.execute(CHANNELS))


def read_troubles(connection: sqlite3.Connection) -> tuple[StandingTrouble, ...]:
    """Return what is wrong with sources, what is known for longest first."""
    return tuple(StandingTrouble(*row) for row in connection.execute(TROUBLES, [LONGEST_LIST]))
