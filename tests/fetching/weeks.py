"""A week of rounds over the twenty outlets, in simulated time."""

from __future__ import annotations

import fcntl
import functools
import pickle
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from db.connection import open_store
from flows.fetching.client import Fetcher
from flows.fetching.round import FetchOptions, run_round
from flows.pool import WorkerPool
from flows.progress import Silent
from flows.watching.after import after_round
from flows.worker import Budget
from tests.outlets import OutletServer, Request, SimulatedClock, plays_the_internet
from tests.outlets.twenty import END, START, Case, twenty_outlets

ROUND_EVERY = timedelta(hours=2)
# Slow servers are given two seconds of real time; the rest is as shipped.
SETTINGS = '[fetch]\ncontact = "test@example.org"\nwhole_answer = 2\n'

Lived = TypeVar("Lived")

internet_fetcher = functools.partial(Fetcher, may_connect=plays_the_internet)


class Told(Silent):
    """Progress that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def tell(self, line: str) -> None:
        """Keep the line."""
        self.lines.append(line)


@dataclass(slots=True)
class World:
    """Outlets that are served, and a store and sources to fetch them with."""

    folder: Path
    server: OutletServer
    clock: SimulatedClock
    told: Told

    @property
    def database(self) -> Path:
        """The store."""
        return self.folder / "news.db"

    @property
    def seeds(self) -> Path:
        """The folder of the sources."""
        return self.folder / "seeds"

    def write_source(self, name: str, text: str) -> None:
        """Write a source's file."""
        (self.seeds / "sources" / f"{name}.toml").write_text(text)

    def fetch(self, *names: str, pool: WorkerPool | None = None, workers: int = 1) -> int:
        """Take one round and return the number of its run."""
        options = FetchOptions(self.database, self.seeds, names, workers)
        return run_round(options, self.told, self.clock, new_fetcher=internet_fetcher, pool=pool).run


@contextmanager
def world(folder: Path, start: datetime = START, settings: str = SETTINGS) -> Iterator[World]:
    """Give an empty world."""
    (folder / "seeds" / "sources").mkdir(parents=True)
    (folder / "seeds" / "settings.toml").write_text(settings)
    clock = SimulatedClock(start)
    with OutletServer(clock) as server:
        yield World(folder, server, clock, Told())


def populate(empty: World, cases: Sequence[Case]) -> None:
    """Serve the outlets, and write their source files."""
    for case in cases:
        empty.server.add(case.outlet)
        empty.write_source(case.name, case.source_file)


def live(lived: World, until: datetime = END, after_round: Callable[[int], None] = lambda _: None) -> None:
    """Take a round every two hours until then. `after_round` gets the number of each run."""
    with WorkerPool(1, Budget(20, 2_000_000_000)) as pool:
        at = lived.clock.now()
        while at < until:
            lived.clock.set(at)
            after_round(lived.fetch(pool=pool))
            at += ROUND_EVERY


def tell(lived: World, run: int) -> None:
    """Judge the sources and match the watches after a round, as the monitor does."""
    with closing(open_store(lived.database)) as connection:
        after_round(connection, lived.seeds, run, lived.clock)


@dataclass(slots=True)
class Week:
    """What came of a week; it can be pickled."""

    folder: Path
    ports: dict[str, int]
    requests: list[Request]
    most_at_once: Counter[str]
    told: list[str]

    @property
    def database(self) -> Path:
        """The store at the end of the week."""
        return self.folder / "news.db"

    @property
    def cases(self) -> dict[str, Case]:
        """The outlets, with the ports that they had."""
        cases = {case.name: case for case in twenty_outlets()}
        for name, port in self.ports.items():
            cases[name].outlet.port = port
        return cases

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the store."""
        return rows(self.database, query, *values)

    def asked(self, outlet: str, path: str | None = None) -> list[Request]:
        """Return the requests that an outlet got, or those for one path of it."""
        return [request for request in self.requests if request.outlet == outlet and path in (None, request.path)]


def rows(database: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query on a store."""
    store = sqlite3.connect(database)
    found = store.execute(query, values).fetchall()
    store.close()
    return found


def lived_week(folder: Path) -> Week:
    """Return the week that was lived in this folder, by whichever process of the test run comes first."""
    return lived_once(folder, _live_week)


def lived_once(folder: Path, live_in: Callable[[Path], Lived]) -> Lived:
    """Return what came of living in this folder, by whichever process of the test run comes first."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / "lived.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(live_in(folder)))
        lived: Lived = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this very function
        return lived


def _live_week(folder: Path) -> Week:
    with world(folder) as lived:
        cases = twenty_outlets()
        populate(lived, cases)
        live(lived, after_round=lambda run: tell(lived, run))
        ports = {case.name: case.outlet.port for case in cases}
        return Week(folder, ports, lived.server.requests, lived.server.most_at_once, lived.told.lines)
