"""A store that grows round by round under a clock of its own: what a monitor does, without the network."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from db import intake, runs
from db.connection import open_store, transaction
from dedup.signature import sign
from extractors.dates import published_at
from extractors.recipe import Recipe
from extractors.records import Capture, Extracted, Failure, Hints, PartialDate, Precision, Reason, RemovedBlock, Stage
from flows.fetching.clock import stamp
from flows.intake import Received
from flows.settling import settle
from flows.storing import Clerk
from flows.watching.after import Found, after_round, before_round, deliver
from flows.watching.delivering import Delivered
from flows.work import Failed, Made
from tests.watching.clock import TestClock


@cache
def empty_store() -> Path:
    """Return a store with nothing in it, to be copied: making one takes a third of a second."""
    folder = Path(mkdtemp(prefix="wiresift-newsroom-"))
    atexit.register(shutil.rmtree, folder)
    open_store(folder / "news.db").close()
    return folder / "news.db"


class Newsroom:
    """A store, its seeds, and what comes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seeds = folder / "seeds"
        (self.seeds / "sources").mkdir(parents=True, exist_ok=True)
        self.database = folder / "news.db"
        shutil.copy(empty_store(), self.database)
        self.store: sqlite3.Connection = open_store(self.database)
        self.store.execute("PRAGMA synchronous = OFF")  # no test here cuts the power
        self.clock = TestClock()
        self._waiting: list[tuple[Capture, Extracted | Failure]] = []

    def close(self) -> None:
        self.store.close()

    def watch(self, text: str) -> None:
        """Write seeds/watches.toml."""
        (self.seeds / "watches.toml").write_text(text, encoding="utf-8")

    def source(self, name: str) -> None:
        """Write the file of a source that is fetched."""
        text = f'name = "{name}"\nhosts = ["{name}.example"]\nfeeds = ["https://{name}.example/feed"]\n'
        (self.seeds / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")

    def publish(
        self,
        source: str,
        page: str,
        text: str,
        title: str = "",
        day: str | None = None,
        language: str = "en",
        removed: str = "",
    ) -> None:
        """Have a page come in with the next round, published today; `day` "" is unknown. `removed` is what was cut."""
        address = f"https://{source}.example/{page}"
        when = f"{self.clock.time:%Y-%m-%d}" if day is None else day
        extracted = Extracted(
            "",
            address,
            text,
            title=title or None,
            published=PartialDate(when, when, Precision.DAY) if when else None,
            language=language,
            removed=(RemovedBlock(Reason.NAVIGATION, "menu", 0, removed),) if removed else (),
        )
        self._waiting.append((self._capture(source, address, text + removed), extracted))

    def break_page(self, source: str, page: str) -> None:
        """Have a page come in with the next round that gives no article."""
        address = f"https://{source}.example/{page}"
        failure = Failure(None, Stage.EXTRACT, "no text found", address)
        self._waiting.append((self._capture(source, address, "nothing"), failure))

    def round(self, hours: float = 1.0) -> Found:
        """Let time pass, take in what waits, settle, and find what is to be told."""
        before_round(self.store, self.seeds, self.clock)
        run = self.take_in(hours)
        return after_round(self.store, self.seeds, run, self.clock)

    def take_in(self, hours: float = 1.0) -> int:
        """Let time pass, take in what waits and settle. Return the run: one that was killed before it told anything."""
        self.clock.time += timedelta(hours=hours)
        now = stamp(self.clock.time)
        run = runs.begin_run(self.store, "monitor", now)
        counts = runs.Counts()
        dump = intake.store_dump(self.store, run, "fetched", "fetched", "fetched")
        clerk = Clerk(self.store, run, lambda _source: RECIPE, counts)
        self._waiting = [(replace(capture, captured_at=now), made) for capture, made in self._waiting]
        captures = [capture for capture, _ in self._waiting]
        ids = intake.store_captures(self.store, run, dump, captures, [capture.payload for capture in captures])
        outcomes = [_outcome(i, made) for i, (_, made) in zip(ids, self._waiting, strict=True) if i is not None]
        clerk.store(Received(dump), outcomes)
        settle(self.store, run, now)
        runs.finish_run(self.store, run, counts, now)
        self._waiting = []
        return run

    def deliver(self, **environment: str) -> Delivered:
        """Deliver what is due."""
        return deliver(self.store, self.seeds, self.clock, environment)

    def change(self, statement: str, *values: object) -> None:
        """Change the store from outside."""
        with transaction(self.store):
            self.store.execute(statement, values)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self.store.execute(query).fetchall()

    def _capture(self, source: str, address: str, body: str) -> Capture:
        locator = f"{address} {stamp(self.clock.time)}"
        return Capture(body.encode(), "text/html", address, None, source, locator, None, Hints())


RECIPE = Recipe("test", (("extractor", "test"),))


def _outcome(capture: int, made: Extracted | Failure) -> Made | Failed:
    if isinstance(made, Failure):
        return Failed(capture, made)
    when = published_at(made.published) if made.published else None
    return Made(capture, made, when, sign([made.text])[0])
