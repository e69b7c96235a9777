"""The ingest run: dumps in, settled articles out. The same function with Prefect around each dump and without.

In: the order of the steps (design, section 1). Out: how a dump is read (`flows.readers`), how captures are taken in and
outcomes stored (`flows.intake`, `flows.storing`), and what a person sees (`flows.progress`, `flows.report`).
"""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from db import intake, runs
from db.connection import archive_path, open_archive, open_store
from db.summary import Summary, summarise
from extractors.recipe import Recipe, recipe
from extractors.records import Failure, SourceProfile, Stage
from flows.intake import Desk, Received
from flows.linking import check_scheme
from flows.lock import run_lock
from flows.memory import (
    MIDDLING_BLOCK,
    earlier_objects_aside,
    return_all_unused,
    return_holes,
    return_large_blocks,
    return_libraries,
    return_small_arrays,
)
from flows.pool import Batch, Wait, WorkerPool, wait_idly
from flows.progress import Progress
from flows.readers import Dump, Limits, find_dumps, read_dump
from flows.settings import LimitSettings, Settings, load_settings
from flows.settling import settle
from flows.sources import Source, load_sources, read_sources, source_namer
from flows.storing import Clerk
from flows.worker import Budget
from flows.writing import recorded_run, utc_now

BATCHES_BETWEEN_COLLECTIONS = 8  # of 7 ms each, 0.7 % of what eight batches of pages take

RunDump = Callable[[Dump, Callable[[Dump], None]], None]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What an ingest run is asked to do. None: as the settings say."""

    paths: tuple[Path, ...]
    database: Path
    seeds: Path
    source: str | None = None
    workers: int | None = None
    archive: bool | None = None
    retry_failed: bool = False


def run_directly(dump: Dump, ingest_dump: Callable[[Dump], None]) -> None:
    """Ingest the dump in this process, without Prefect."""
    ingest_dump(dump)


def load_seeds(seeds: Path) -> tuple[Settings, tuple[Source, ...]]:
    """Return the user's settings and sources. Raise `SettingsError` for what is wrong in them."""
    return load_settings(seeds), load_sources(seeds)


def ingest(options: IngestOptions, progress: Progress, run_dump: RunDump = run_directly) -> Summary:
    """Ingest the dumps under the paths, settle, and return what the run did.

    Raise `StoreError` or `SettingsError` for what a person must mend first. A broken record, document, dump or source
    file is no error: it is a row in `failures`.
    """
    settings, sources = load_settings(options.seeds), read_sources(options.seeds)
    order = Order(
        "ingest", options.database, settings, sources.all, options.workers, options.archive, faults=sources.faults
    )

    def take_all(tools: Tools) -> None:
        Run(options, sources.all, tools, progress).take_all(run_dump)

    return run_and_settle(order, progress, take_all)


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to be: for which command, on which store, with which seeds. None: as the settings say."""

    command: str
    database: Path
    settings: Settings
    sources: tuple[Source, ...]
    workers: int | None = None
    archive: bool | None = None
    wait_seconds: float | None = None  # for another run on the same store
    faults: Mapping[str, str] = field(default_factory=dict)  # what is wrong with the files of sources, by name

    @property
    def profiles(self) -> dict[str, SourceProfile]:
        """What is known of the pages of each source, by name."""
        return {source.name: source.profile for source in self.sources}


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with."""

    desk: Desk
    clerk: Clerk
    pool: WorkerPool
    progress: Progress

    def process(self, batches: Iterable[Batch[Received]], wait: Wait = wait_idly, *, keep_holes: bool = False) -> None:
        """Process the batches and store what comes of them. `wait` is called with what must be waited for.

        `keep_holes` is for a caller that fills the heap's holes again at once.
        """
        for number, (received, results) in enumerate(self.pool.stream(batches, wait), 1):
            self.clerk.store(received, results)
            self.progress.advance(received.read)
            if not keep_holes:
                return_holes()  # before the next is read: a page of 1.7 MB is there as its line and as its body
                return_libraries()
            if number % BATCHES_BETWEEN_COLLECTIONS == 0:
                return_small_arrays()
                return_all_unused()


def run_and_settle(
    order: Order, progress: Progress, work: Callable[[Tools], None], pool: WorkerPool | None = None
) -> Summary:
    """Do the work as a recorded run that holds the store's lock, settle what it stored, and return what it did.

    A `pool` that is given is used and left open, for callers that do many small runs.
    """
    started = time.monotonic()
    return_large_blocks()
    wait_seconds = order.settings.run.wait_for_lock if order.wait_seconds is None else order.wait_seconds
    with (
        earlier_objects_aside(),
        run_lock(order.database, wait_seconds, progress.tell),
        _open_files(order) as (connection, archive),
    ):
        check_scheme(connection)
        counts = runs.Counts()
        with recorded_run(connection, order.command, counts) as identity:
            clerk = Clerk(connection, identity, recipes_of(order.profiles), counts)
            clerk.store_faults(order.faults)
            with nullcontext(pool) if pool else open_pool(order) as workers:
                return_libraries()  # that only starting needs
                work(Tools(_desk(order, clerk, archive), clerk, workers, progress))
            if archive is not None:
                archive.close()  # with what it keeps in memory, 0.5 MB: settling does not need it
            intake.store_sources(connection, source_rows(order.sources, order.settings.copies.prefer))
            return_all_unused()
            return_large_blocks(MIDDLING_BLOCK)
            settle(connection, identity, utc_now())
        return summarise(connection, identity, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest run, from finding the dumps to storing what they gave."""

    options: IngestOptions
    sources: tuple[Source, ...]
    tools: Tools
    progress: Progress

    def take_all(self, run_dump: RunDump) -> None:
        """Finish what a killed run left, then ingest every dump under the paths."""
        if self.options.retry_failed:
            intake.forget_failures(self.tools.desk.connection)
        self.tools.process(self.tools.desk.pending())
        for path in self.options.paths:
            for found in find_dumps(path):
                if isinstance(found, Failure):
                    self._store_failure(found)
                else:
                    self._take(found, run_dump)

    def ingest_dump(self, dump: Dump) -> None:
        """Read, archive, process and store one dump. Doing it again adds nothing."""
        self.progress.begin(dump.name)
        desk = self.tools.desk
        identity = intake.store_dump(desk.connection, desk.run, dump.fingerprint, dump.name, str(dump.path.absolute()))
        name_source = source_namer(self.sources, dump.name, self.options.source)
        self.tools.process(desk.receive(identity, read_dump(dump, name_source, desk.limits)))

    def _take(self, dump: Dump, run_dump: RunDump) -> None:
        try:
            run_dump(dump, self.ingest_dump)
        except OSError as error:
            what = f"the dump could not be read to its end: {error}; mend it and ingest it again"
            self._store_failure(Failure(None, Stage.READ, what, str(dump.path)))

    def _store_failure(self, failure: Failure) -> None:
        self.tools.clerk.store(Received(dump=None, read=1, failures=[failure]), [])


@contextmanager
def _open_files(order: Order) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection | None]]:
    archived = order.settings.store.archive if order.archive is None else order.archive
    with closing(open_store(order.database)) as connection:
        if not archived:
            yield connection, None
            return
        with closing(open_archive(archive_path(order.database))) as archive:
            yield connection, archive


def _desk(order: Order, clerk: Clerk, archive: sqlite3.Connection | None) -> Desk:
    limits = limits_of(order.settings.limits)
    return Desk(clerk.connection, archive, clerk.run, order.profiles, order.settings.run, limits)


def open_pool(order: Order) -> WorkerPool:
    """Return the worker processes for a run."""
    limits = order.settings.limits
    return WorkerPool(order.workers or order.settings.workers, Budget(limits.cpu_seconds, limits.memory))


def limits_of(settings: LimitSettings) -> Limits:
    """Return what readers may take, as the settings say."""
    return Limits(
        document=settings.document,
        line=settings.line,
        feed=settings.feed,
        expansion=settings.expansion,
        depth=settings.depth,
        spool=settings.spool,
    )


def recipes_of(profiles: dict[str, SourceProfile]) -> Callable[[str], Recipe]:
    """Return what says with which recipe the articles of a source are made today."""

    @functools.cache
    def recipe_of(source: str) -> Recipe:
        return recipe([profiles[source]] if source in profiles else [])

    return recipe_of


def source_rows(sources: Iterable[Source], prefer: tuple[str, ...]) -> list[intake.SourceRow]:
    """Return what the store notes of the sources; the first of `prefer` gets the largest preference."""
    preference = {name: len(prefer) - place for place, name in enumerate(prefer)}
    rows = {
        source.name: intake.SourceRow(
            source.name, source.title, source.homepage, source.language, preference.get(source.name, 0), source.enabled
        )
        for source in sources
    }
    for name in prefer:
        rows.setdefault(name, intake.SourceRow(name, preference=preference[name]))
    return list(rows.values())
