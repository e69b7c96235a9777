"""A clock that a test moves, and that sleeping moves."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta


class SimulatedClock:
    """A `Clock` in which waiting takes no time: whoever sleeps moves the time on for all."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the simulated time."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float, woken: threading.Event | None = None) -> None:  # noqa: ARG002 - as in `Clock`
        """Move the time on."""
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def advance(self, **amount: float) -> None:
        """Move the time on, as in `advance(hours=1)`."""
        self.sleep(timedelta(**amount).total_seconds())

    def set(self, moment: datetime) -> None:
        """Move the time on to a moment; never back."""
        with self._lock:
            self._now = max(self._now, moment)
