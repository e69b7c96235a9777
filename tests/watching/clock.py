"""A clock for tests. Light to import: a test that kills a process starts many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # a Monday


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime = START) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float, woken: Event | None = None) -> None:  # noqa: ARG002 - as in `Clock`
        self.time += timedelta(seconds=seconds)
