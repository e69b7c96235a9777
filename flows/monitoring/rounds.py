"""One round of the monitor, without Prefect: fetch what is due, process and settle it, tell what people wait for.

In: the order of the steps, and the report of them all. Out: each of them (`flows.fetching.round`, `flows.watching`),
and Prefect (`flows.monitoring.flow`), which wraps this very function.

A round never waits for another: it ends at once with `StoreBusyError` when the store is in use, and the next one takes
what is due then. Every step finds for itself what a killed round has left, so nothing is repaired here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from db.connection import open_store
from db.summary import Summary
from flows.fetching.clock import SYSTEM_CLOCK, Clock
from flows.fetching.round import FetchOptions, RunSource, run_directly, run_round
from flows.lock import run_lock
from flows.progress import Progress
from flows.report import report_lines
from flows.settings import load_settings
from flows.watching.after import Found, after_round, before_round, deliver
from flows.watching.delivering import Delivered
from flows.writing import locked_store


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round did."""

    summary: Summary  # of what was fetched and stored
    found: Found
    delivered: Delivered

    def lines(self) -> list[str]:
        """Return the report for a terminal."""
        return [*report_lines(self.summary), *_told_lines(self.found, self.delivered)]


def take_round(
    options: FetchOptions, progress: Progress, clock: Clock = SYSTEM_CLOCK, run_source: RunSource = run_directly
) -> RoundReport:
    """Take one round and return its report.

    Raise `StoreBusyError`, `StoreError` or `SettingsError` for what a person must mend first.
    """
    _note_watches(options, progress, clock)
    summary = run_round(options, progress, clock, run_source)
    # Between the two a waiting `ingest` may get the store; what it brings is told in this round then.
    wait_seconds = load_settings(options.seeds).run.wait_for_lock
    with locked_store(options.database, wait_seconds, progress.tell) as connection:
        found = after_round(connection, options.seeds, summary.run, clock)
        delivered = deliver(connection, options.seeds, clock)
    return RoundReport(summary, found, delivered)


def _note_watches(options: FetchOptions, progress: Progress, clock: Clock) -> None:
    """Make new watches known, so that what this round brings is new to them even if it is killed before it tells."""
    with (
        run_lock(options.database, options.wait_seconds or 0, progress.tell),
        closing(open_store(options.database)) as connection,
    ):
        before_round(connection, options.seeds, clock)


def _told_lines(found: Found, delivered: Delivered) -> Iterator[str]:
    yield f"  new for watches {_by_watch(found.stories)}"
    yield f"  corrections    {_by_watch(found.corrections)}"
    yield f"  alerts sent    {delivered.alerts}"
    for heading, lines in (
        ("not delivered", delivered.failures),
        ("in trouble", found.troubles),
        ("well again", found.recoveries),
    ):
        yield from (f"  {heading:<14} {line}" for line in lines)


def _by_watch(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
