"""A round: the sources that are due are visited side by side, and what they bring goes the way of a dump.

Threads ask feeds and pages; this thread archives and stores what comes at once, hands it to the pool and stores what
the pool makes of it. What a round does not come to fetch is due in the next one: fetching is bounded by the setting
`round`. A round that is killed loses nothing: captures are stored in one transaction with the state that says so.

In: the order of a round. Out: what is due (`due`), visits (`polling`, `paging`), and Prefect (`flows.monitoring`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from db import feeds, pages
from db.connection import transaction
from db.packing import Packer
from db.summary import Summary
from flows.errors import RunError
from flows.fetching import due
from flows.fetching.backlog import Backlog
from flows.fetching.client import Fetcher
from flows.fetching.clock import SYSTEM_CLOCK, Clock, moment, stamp
from flows.fetching.due import Plan, Task
from flows.fetching.gathering import Gathering, Send
from flows.fetching.hosts import HostRecord
from flows.fetching.known import KnownPages, known_pages
from flows.fetching.paging import Paging
from flows.fetching.parcel import Parcel
from flows.fetching.polling import Polling
from flows.fetching.reception import Reception
from flows.memory import collect_seldom, keep_freed
from flows.pipeline import Order, Tools, run_and_settle
from flows.pool import WorkerPool
from flows.progress import Progress
from flows.scheduling import wait_for_turns
from flows.settings import FetchSettings, load_settings
from flows.sources import Source, find_source, read_sources

# Bodies up to this size, in bytes, are received into memory that earlier ones have left. New memory for one of 365 kB
# is 70 page faults, 0.3 ms of processor time. No body waits unpacked: a round's peak rose by 17 MB of 150. With 1 MB,
# which 4 % of pages exceed, it is 9 MB less, and fetching a page takes 0.40 ms and not 0.50.
REUSED_BLOCK = 4 << 20
REUSED = 16 << 20  # bytes that may wait for them: 32 threads have a body in hand, and what is packed of it

RunSource = Callable[[Source, Callable[[Source], None]], None]  # called in the thread that fetches the source
NewFetcher = Callable[[FetchSettings, Clock, Iterable[HostRecord]], Fetcher]


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What a round is asked to do. None: as the settings say."""

    database: Path
    seeds: Path
    names: tuple[str, ...] = ()  # only these sources, due or not
    workers: int | None = None
    wait_seconds: float | None = 0  # for another run on the same store


def run_directly(source: Source, fetch_source: Callable[[Source], None]) -> None:
    """Fetch the source in this thread, without Prefect."""
    fetch_source(source)


def run_round(
    options: FetchOptions,
    progress: Progress,
    clock: Clock = SYSTEM_CLOCK,
    run_source: RunSource = run_directly,
    new_fetcher: NewFetcher = Fetcher,
    pool: WorkerPool | None = None,
) -> Summary:
    """Fetch what is due, process and settle it, and return what the round did.

    Raise `StoreError` or `SettingsError` for what a person must mend first, `StoreBusyError` when another run holds the
    store for too long. A feed or page that cannot be had is no error: it is state, and in the end a row in `failures`,
    like the file of a source that is wrong.
    A `pool` that is given is used and left open.
    """
    settings, sources = load_settings(options.seeds), read_sources(options.seeds)
    _check_names(options)
    order = Order(
        "fetch",
        options.database,
        settings,
        sources.all,
        options.workers,
        wait_seconds=options.wait_seconds,
        faults=sources.faults,
    )

    def work(tools: Tools) -> None:
        tools.process(tools.desk.pending())
        Round(options, settings.fetch, sources.all, tools, clock, run_source).take(new_fetcher)

    return run_and_settle(order, progress, work, pool)


def _check_names(options: FetchOptions) -> None:
    for name in options.names:
        if not find_source(options.seeds, name).feeds:
            raise RunError(f"{name} has no feeds to fetch; `wiresift sources enable {name}` looks for them")


@dataclass(slots=True)
class Round:
    """One round."""

    options: FetchOptions
    settings: FetchSettings
    sources: tuple[Source, ...]
    tools: Tools
    clock: Clock
    run_source: RunSource
    packer: Packer = field(default_factory=Packer)

    def take(self, new_fetcher: NewFetcher) -> None:
        """Visit the sources that are due, and store what they bring."""
        now = self.clock.now()
        planned = self._plan(now)
        if not planned.tasks:
            self.tools.progress.tell(_nothing_due(planned))
            return
        keep_freed(REUSED_BLOCK, REUSED)
        collect_seldom()
        wait_for_turns()
        known = [_host_record(row) for row in feeds.read_hosts(self._connection)]
        with new_fetcher(self.settings, self.clock, known) as fetcher, known_pages(self.options.database) as stored:
            self._visit_all(planned, fetcher, stored, now)
            with transaction(self._connection):
                feeds.store_hosts(self._connection, map(_host_row, fetcher.host_records()))

    def _plan(self, now: datetime) -> Plan:
        rows = feeds.read_feeds(self._connection)
        return due.plan(self.sources, rows, pages.first_due(self._connection, stamp(now)), now, self.options.names)

    def _visit_all(self, planned: Plan, fetcher: Fetcher, stored: KnownPages, now: datetime) -> None:
        deadline = now + timedelta(seconds=self.settings.round)

        def visit(task: Task, send: Send) -> None:
            def go_on() -> bool:
                return not gathering.stopped and self.clock.now() < deadline

            self.run_source(task.source, lambda _: self._visit(task, fetcher, stored, now, send, go_on))

        gathering = Gathering(visit, self.settings.threads)
        reception = Reception(self.options.seeds, self.tools, gathering, Backlog(self.tools.desk))
        with gathering.visiting(planned.tasks):
            try:
                self.tools.process(reception.batches(), reception.take_in_until, keep_holes=True)
            except BaseException:
                gathering.stop()
                fetcher.cut()  # nobody who presses Ctrl-C waits for a slow server
                raise

    def _visit(
        self,
        task: Task,
        fetcher: Fetcher,
        stored: KnownPages,
        now: datetime,
        send: Send,
        go_on: Callable[[], bool],
    ) -> None:
        """Ask a source's feeds, then for its pages. In a thread of its own."""
        parcel = Parcel(task.source.name)
        polling = Polling(task, fetcher, self.clock, now, stored, parcel, self.packer)
        for feed in task.feeds:
            if go_on():
                polling.ask(feed)
        found = [page for page in polling.found.values() if page.due]
        waiting = stored.due(task.source.name, stamp(now))
        send(parcel)
        paging = Paging(task.source, fetcher, self.clock, self.settings.page_tries, send, go_on, self.packer)
        paging.ask_all([*found, *waiting])

    @property
    def _connection(self) -> sqlite3.Connection:
        return self.tools.desk.connection


def _nothing_due(planned: Plan) -> str:
    if planned.next_due is None:
        return "no source is enabled: `wiresift sources add URL` adds one, `wiresift sources list` shows all"
    return f"nothing is due before {planned.next_due}; name a source to fetch it now"


def _host_record(row: feeds.HostRow) -> HostRecord:
    checked = None if row.robots_checked is None else moment(row.robots_checked)
    return HostRecord(row.name, moment(row.free), row.robots, checked)


def _host_row(record: HostRecord) -> feeds.HostRow:
    checked = None if record.robots_at is None else stamp(record.robots_at)
    return feeds.HostRow(record.name, stamp(record.free_at), record.robots, checked)
