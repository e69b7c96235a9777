"""Delivering: what waits in the outbox, to its receivers.

In: which channel is tried when, and noting what came of it. Out: how one alert is sent (`flows.watching.senders`), and
what waits (`db.outbox`).

At least once: an alert is noted as delivered after its receiver took it, and is tried again until then, for ever, with
growing pauses. A receiver that cannot be reached is asked once a pause, whatever waits for it.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db import outbox
from db.outbox import Channel, Waiting
from flows.fetching.clock import stamp
from flows.watching.file import Places, Watch, Watches
from flows.watching.files import write_whole
from flows.watching.looks import alerts_feed
from flows.watching.secrets import MissingSecretError, conceal, reveal
from flows.watching.senders import Chat, RefusedAlertError, Send, UnreachableError, Webhook

FIRST_PAUSE = 60.0  # seconds; each further failure doubles it: 1, 2, 4, ... minutes, after the ninth 4.3 hours
LONGEST_PAUSE = 6 * 3600.0  # a receiver that is back in the morning has what it missed by noon
LONGEST_WISH = 24 * 3600.0  # of a receiver that asks for more with Retry-After
MOST_AT_ONCE = 100  # alerts to a channel in one round: the rest goes with the next, so that no round is held up
MOST_SECONDS = 20.0  # of real time for a channel in one round: then no further alert is begun, for the same reason
MOST_REFUSED = 3  # one after another: then it is not the alerts
FEED_ALERTS = 100  # in a feed file: readers ask once a day at least


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of the channels that were tried."""

    alerts: int = 0
    failures: tuple[str, ...] = ()  # watch, channel and error, a line each


@dataclass(slots=True)
class Courier:
    """Delivers what is due. Holds no transaction while it waits for a receiver."""

    connection: sqlite3.Connection
    watches: Watches
    environment: Mapping[str, str]
    now: Callable[[], datetime]

    def deliver(self) -> Delivered:
        """Try every channel that is not paused."""
        delivered, failures = 0, []
        for channel in outbox.channels_to_try(self.connection, self._stamp()):
            count, error = self._try(channel, self.watches.places.get(channel.watch, Places()))
            delivered += count
            failures += [f"{channel.watch}, {channel.name}: {error}"] if error else []
        return Delivered(delivered, tuple(failures))

    def _try(self, channel: Channel, places: Places) -> tuple[int, str | None]:
        """Deliver what waits for the channel. Return how many it took, and what went wrong last."""
        address = places.channels.get(channel.name)
        if address is None:  # the file has changed since the last round
            return 0, None
        taken, error = 0, None
        try:
            for refusal in self._tell(channel, places, address):
                taken += refusal is None
                error = refusal or error
        except (UnreachableError, MissingSecretError, OSError) as failure:
            error = self._pause(channel, failure, address)
        return taken, error

    def _tell(self, channel: Channel, places: Places, address: str) -> Iterator[str | None]:
        """Yield for each alert why it was refused, or None when it was taken."""
        revealed = reveal(address, self.environment)
        if channel.name == "feed":
            return self._write_feed(channel, places, Path(revealed))
        if channel.name == "webhook":
            secret = reveal(places.secret, self.environment) if places.secret else None
            return self._send_each(channel, Webhook(revealed, secret).send)
        return self._send_each(channel, Chat(revealed).send)

    def _send_each(self, channel: Channel, send: Send) -> Iterator[str | None]:
        refused = 0
        deadline = time.monotonic() + MOST_SECONDS
        for waiting in outbox.waiting_alerts(self.connection, channel.id, self._stamp(), MOST_AT_ONCE):
            if time.monotonic() > deadline:
                return
            try:
                send(json.loads(waiting.content))
            except RefusedAlertError as refusal:
                self._put_off(channel, waiting, str(refusal))
                yield str(refusal)
                refused += 1
                if refused == MOST_REFUSED:
                    return
            else:
                outbox.note_delivered(self.connection, channel.id, [waiting.alert], self._stamp())
                yield None
                refused = 0

    def _write_feed(self, channel: Channel, places: Places, path: Path) -> Iterator[str | None]:
        """Write the file when there is something new, or no file: a new watch has a feed at once."""
        if not channel.waiting and path.exists():
            return
        waiting = outbox.waiting_alerts(self.connection, channel.id, self._stamp(), channel.waiting)
        contents = outbox.newest_alerts(self.connection, channel.watch, FEED_ALERTS)
        title = places.title if isinstance(places, Watch) else None
        write_whole(path, alerts_feed(channel.watch, title, channel.made, contents))
        outbox.note_delivered(self.connection, channel.id, [item.alert for item in waiting], self._stamp())
        yield from (None for _ in waiting)

    def _put_off(self, channel: Channel, waiting: Waiting, error: str) -> None:
        until = self.now() + timedelta(seconds=pause_after(waiting.attempts + 1))
        outbox.note_refused(self.connection, channel.id, waiting.alert, error, stamp(until))

    def _pause(self, channel: Channel, failure: Exception, address: str) -> str:
        error = conceal(_what(failure), self.environment, address)
        wish = getattr(failure, "pause", None) or 0.0
        seconds = max(pause_after(outbox.failures_of(self.connection, channel.id) + 1), min(wish, LONGEST_WISH))
        until = self.now() + timedelta(seconds=seconds)
        outbox.note_unreachable(self.connection, channel.id, error, stamp(until))
        return error

    def _stamp(self) -> str:
        return stamp(self.now())


def pause_after(failures: int) -> float:
    """Return for how many seconds nothing is tried after so many failures in a row."""
    return min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE)


def _what(failure: Exception) -> str:
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.filename}: {failure.strerror}"
    return str(failure)
