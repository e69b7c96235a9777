"""Hosts: one request at a time to each, a pause between two, and what their robots.txt says.

A host is a name with its port, where that is not the scheme's own: http and https of one name are one host. What is
known of a host can be taken along to the next round (`HostRecord`), so that robots.txt is asked for once a day and a
server that wants to be left alone is.

In: taking turns, and how long robots.txt holds. Out: requests (`flows.fetching.client`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult

from flows.fetching.clock import Clock
from flows.fetching.connections import Connection
from flows.fetching.records import RefusalKind
from flows.fetching.refusing import RefusedError
from flows.fetching.robots import Robots

PORTS = {"http": 80, "https": 443}
ROBOTS_HOLDS = timedelta(hours=24)  # RFC 9309, 2.4: not longer
NO_ROBOTS_HOLDS = timedelta(minutes=10)  # before a robots.txt that could not be had is asked for again
LONGEST_WAIT = 30.0  # seconds that a request of a round waits for its turn; what wants more is for another round
LONGEST_RETRY_AFTER = timedelta(days=7)  # a server that asks for more is asked again then all the same
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HostRecord:
    """What is kept of a host between rounds."""

    name: str
    free_at: datetime  # no request before
    robots: str | None = None  # the text of robots.txt; None: not known
    robots_at: datetime | None = None


@dataclass(slots=True)
class Host:
    """One host, as long as a `Fetcher` lives."""

    name: str
    free_at: datetime = LONG_AGO
    robots: Robots | None = None
    robots_at: datetime = LONG_AGO
    robots_error: RefusedError | None = None  # why there is none
    connection: Connection | None = None
    connected_to: str = ""  # scheme and host of the connection
    lock: threading.Lock = field(default_factory=threading.Lock)  # held during a request
    robots_lock: threading.Lock = field(default_factory=threading.Lock)  # held while robots.txt is fetched

    @contextmanager
    def turn(self, pause: float, clock: Clock, patience: float, ended: threading.Event) -> Iterator[None]:
        """Have the host to oneself for one request, after the pause that it wants and before the next one.

        Raise `RefusedError` of kind LATER when the wait would be longer than `patience` seconds, or `ended` is set.
        """
        with self.lock:
            wait = (self.free_at - clock.now()).total_seconds()
            if wait > patience:
                what = f"{self.name} is left alone for {wait:.0f} s more, as it asked"
                raise RefusedError(RefusalKind.LATER, what, retry_after=wait)
            if wait > 0:
                clock.sleep(wait, ended)
            if ended.is_set():
                raise RefusedError(RefusalKind.LATER, "nothing is asked for any more: the run is being stopped")
            try:
                yield
            finally:
                self._free_after(clock, max(pause, self.robots.crawl_delay if self.robots else 0))

    def leave_alone(self, clock: Clock, seconds: float) -> None:
        """Send no request for so many seconds."""
        self._free_after(clock, seconds)

    def rules(self, clock: Clock, fetch_robots: Callable[[], Robots]) -> Robots:
        """Return what robots.txt says, fetched when it is not known or a day old.

        Raise the `RefusedError` with which the fetching ended, when no earlier text is known either.
        """
        with self.robots_lock:
            holds = ROBOTS_HOLDS if self.robots_error is None else NO_ROBOTS_HOLDS
            if clock.now() - self.robots_at >= holds:
                self._renew(clock, fetch_robots)
            if self.robots is None:
                assert self.robots_error is not None  # noqa: S101 - there is either
                raise self.robots_error
            return self.robots

    def _renew(self, clock: Clock, fetch_robots: Callable[[], Robots]) -> None:
        try:
            self.robots, self.robots_error = fetch_robots(), None
        except RefusedError as error:
            self.robots_error = error
        self.robots_at = clock.now()

    def _free_after(self, clock: Clock, seconds: float) -> None:
        pause = min(timedelta(seconds=seconds), LONGEST_RETRY_AFTER)
        self.free_at = max(self.free_at, clock.now() + pause)


class Hosts:
    """All hosts of a `Fetcher`."""

    def __init__(self, records: Iterable[HostRecord], read: Callable[[str], Robots]) -> None:
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()
        for record in records:
            robots = None if record.robots is None else read(record.robots)
            self._hosts[record.name] = Host(record.name, record.free_at, robots, record.robots_at or LONG_AGO)

    def of(self, parts: SplitResult) -> Host:
        """Return the host of an address."""
        name = host_name(parts)
        with self._lock:
            return self._hosts.setdefault(name, Host(name))

    def all(self) -> list[Host]:
        """Return every host."""
        with self._lock:
            return list(self._hosts.values())

    def records(self) -> list[HostRecord]:
        """Return what is to be kept of those that were asked."""
        return [_record(host) for host in self.all() if host.free_at > LONG_AGO]


def _record(host: Host) -> HostRecord:
    known = host.robots is not None and host.robots_error is None and host.robots_at > LONG_AGO
    text = None if host.robots is None else host.robots.text
    return HostRecord(host.name, host.free_at, text, host.robots_at if known else None)


def host_name(parts: SplitResult) -> str:
    """Return "example.org", or "example.org:8080" with a port that is not the scheme's own."""
    host = (parts.hostname or "").lower()
    port = parts.port
    return host if port in (None, PORTS.get(parts.scheme)) else f"{host}:{port}"
