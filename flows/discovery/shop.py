"""What every command on sources needs at hand.

In: a client with the patience of a person who waits and is told what for; a round leaves such a host for the next one.
Out: the client itself (`flows.fetching.client`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from flows.fetching.client import Fetcher
from flows.fetching.clock import SYSTEM_CLOCK, Clock
from flows.settings import FetchSettings, Settings

Tell = Callable[[str], None]

# Seconds that a person is let wait before a request: some sites' robots.txt asks for one a minute, and "try again
# later" would be of no help, as the next try would begin in the same way.
PATIENCE = 120.0
NOTICED = 5.0  # a wait from which on a person wonders what is going on, in seconds


@dataclass(frozen=True, slots=True)
class Shop:
    """The user's files, the network, and where to tell."""

    seeds: Path
    settings: Settings
    fetcher: Fetcher
    tell: Tell  # what is going on
    show: Tell  # what was asked for


@dataclass(frozen=True, slots=True)
class TellingClock:
    """A clock that says so when it makes a person wait."""

    tell: Tell
    clock: Clock = SYSTEM_CLOCK

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.clock.now()

    def sleep(self, seconds: float, woken: Event | None = None) -> None:
        """Wait."""
        if seconds >= NOTICED:
            self.tell(f"waiting {seconds:.0f} s, as this host asks for between two requests")
        self.clock.sleep(seconds, woken)


def patient_fetcher(settings: FetchSettings, tell: Tell) -> Fetcher:
    """Return a client for a person who waits for the answer."""
    return Fetcher(settings, TellingClock(tell), patience=PATIENCE)
