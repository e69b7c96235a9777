"""The clock of fetching, so that a week of rounds can pass in seconds.

In: the time and waiting. Out: limits on how long a connection may take, which are always real time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Protocol


class Clock(Protocol):
    """Gives the time and waits. Threads share one."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def sleep(self, seconds: float, woken: Event | None = None) -> None:
        """Return when so many seconds have passed, or `woken` is set."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float, woken: Event | None = None) -> None:
        """Wait."""
        (woken or Event()).wait(seconds)


SYSTEM_CLOCK = SystemClock()


def stamp(moment: datetime) -> str:
    """Return the moment as the store writes it: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(written: str) -> datetime:
    """Return the moment that `stamp` wrote."""
    return datetime.fromisoformat(written)
