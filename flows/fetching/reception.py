"""Reception: what a round's visits bring is archived and stored as it comes, and waits to be extracted.

The bytes are archived first. Then one transaction stores the captures of all parcels that have come together, and the
state of feeds and pages that speaks of them: a round that is killed has stored both or neither.

In: the round's one writer, and what it hands to the pool. Out: the threads that fetch (`flows.fetching.gathering`),
what is made of captures (`flows.storing`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from db import archive, feeds, intake, pages, responses
from db.connection import transaction
from extractors.records import Failure
from flows.fetching.backlog import Backlog
from flows.fetching.gathering import Gathering
from flows.fetching.parcel import Parcel
from flows.intake import Received
from flows.pipeline import Tools
from flows.pool import Batch
from flows.shelf import Shelved
from flows.source_writing import move_feed
from flows.tables import SettingsError
from flows.work import Work


@dataclass(slots=True)
class Reception:
    """The one writer of what a round fetches."""

    seeds: Path
    tools: Tools
    gathering: Gathering
    backlog: Backlog
    dumps: dict[str, int] = field(default_factory=dict)  # source -> the dump that stands for what is fetched

    def batches(self) -> Iterator[Batch[Received]]:
        """Take in what comes, and yield what has been taken in, for the pool, until the last visit has ended."""
        while True:
            while batch := self.backlog.next_batch(at_once=self.gathering.ended):
                yield batch
            if self.gathering.ended:
                return
            self._take_in(self.gathering.come(self.backlog.patience))

    def take_in_until(self, extracted: Future[Shelved]) -> None:
        """Take in what comes until a batch has been extracted, so that nobody who fetches waits for that.

        Where no archive is kept, bytes can wait in memory alone, and what is too much for that waits to be fetched.
        """
        extracted.add_done_callback(lambda _: self.gathering.wake())
        done = False
        while not done:
            done = extracted.done()
            if self.backlog.full and self.tools.desk.archive is None:
                return
            self._take_in(self.gathering.come(0 if done else None))

    def _take_in(self, parcels: list[Parcel]) -> None:
        """Archive and store what has come, and let it wait to be extracted."""
        if not parcels:
            return
        if self.tools.desk.archive is not None:
            bodies = (packed for parcel in parcels for packed in (*parcel.bodies, *parcel.packed))
            archive.put_packed(self.tools.desk.archive, list(bodies))
        with transaction(self._connection):
            works = [work for parcel in parcels for work in self._store(parcel)]
        self.backlog.add(works)
        for parcel in parcels:
            self._tell(parcel)

    def _store(self, parcel: Parcel) -> list[Work]:
        """Store a parcel in the open transaction and return what is to be done for its captures."""
        run = self.tools.desk.run
        feeds.store_feeds(self._connection, run, parcel.feeds)
        pages.store_pages(self._connection, parcel.pages)
        if not (parcel.captures or parcel.failures or parcel.responses):
            return []
        dump = self._dump(parcel.source)
        responses.store_responses(self._connection, run, dump, parcel.responses)
        self._store_failures(dump, parcel.failures)
        works = self._store_captures(dump, parcel)
        self.tools.clerk.counts.read += len(parcel.captures) - len(works)  # the others are counted when they are done
        return works

    def _store_failures(self, dump: int, failures: list[Failure]) -> None:
        counts = self.tools.clerk.counts
        counts.read += len(failures)
        for failure in failures:
            counts.failures += intake.store_failure(self._connection, self.tools.desk.run, failure, dump=dump)

    def _store_captures(self, dump: int, parcel: Parcel) -> list[Work]:
        payloads = [(packed.digest, packed.size) for packed in parcel.packed]
        ids = intake.add_captures(self._connection, self.tools.desk.run, dump, parcel.captures, payloads)
        return [
            self.tools.desk.work(identity, capture, packed)
            for identity, capture, packed in zip(ids, parcel.captures, parcel.packed, strict=True)
            if identity is not None
        ]

    def _dump(self, source: str) -> int:
        if source not in self.dumps:
            name = f"feed:{source}"
            self.dumps[source] = intake.add_dump(self._connection, self.tools.desk.run, name, name, name)
        return self.dumps[source]

    def _tell(self, parcel: Parcel) -> None:
        self.tools.progress.begin(parcel.source)
        for notice in parcel.notices:
            self.tools.progress.tell(notice)
        for old, new in parcel.moves:
            self._move(parcel.source, old, new)

    def _move(self, source: str, old: str, new: str) -> None:
        """Tell the source's file of a feed's new address; where that cannot be, the state alone remembers it."""
        try:
            written = move_feed(self.seeds, source, old, new)
        except (OSError, SettingsError) as error:
            self.tools.progress.tell(f"{source}: {old} has moved to {new}; write that into its file ({error})")
            return
        if written:
            with transaction(self._connection):
                feeds.rename_feed(self._connection, source, old, new)
            self.tools.progress.tell(f"{source}: {old} has moved to {new}; its file says so now")

    @property
    def _connection(self) -> sqlite3.Connection:
        return self.tools.desk.connection
