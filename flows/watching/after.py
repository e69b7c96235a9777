"""What a round does beside fetching: make new watches known before it; after it judge the sources, match the watches
and fill the outbox; then deliver.

In: the three functions that a round calls, all while it holds the store's lock. `after_round` is one transaction, so
that a round killed in it has told nothing, and the next one tells it; `deliver` notes each delivery by itself. Out:
the steps.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from db import outbox, watches
from db.connection import transaction
from db.watches import WatchRow
from flows.fetching.clock import SYSTEM_CLOCK, Clock, stamp
from flows.sources import read_sources
from flows.watching.checking import SourceCheck
from flows.watching.delivering import Courier, Delivered
from flows.watching.file import HEALTH, Watches, load_watches
from flows.watching.matching import Matcher, question_of


@dataclass(frozen=True, slots=True)
class Found:
    """What a round has to tell."""

    stories: dict[str, int]  # new stories, by watch
    corrections: dict[str, int]  # corrected ones, by watch
    troubles: tuple[str, ...]  # sources in trouble since this round, a line each
    recoveries: tuple[str, ...]  # sources that are well again


def before_round(connection: sqlite3.Connection, seeds: Path, clock: Clock = SYSTEM_CLOCK) -> None:
    """Make the watches known to the store before anything comes: what the round brings is new to them, however often
    it is killed before it can tell. Raise `SettingsError` for what is wrong in watches.toml.

    A round that leaves this out may be killed as well, but not a watch's very first one.
    """
    loaded = load_watches(seeds)
    with transaction(connection):
        rows = _sync(connection, loaded, watches.newest_run(connection), stamp(clock.now()))
        for watch in loaded.watches:
            if rows[watch.name].is_new:
                watches.remember_known(connection, rows[watch.name], question_of(watch))


def after_round(connection: sqlite3.Connection, seeds: Path, run: int, clock: Clock = SYSTEM_CLOCK) -> Found:
    """Find what is to be told after the settled round `run`, and put it into the outbox.

    Doing it again finds nothing more. Raise `SettingsError` for what is wrong in watches.toml.
    """
    loaded = load_watches(seeds)
    sources = read_sources(seeds)
    followed = {source.name for source in sources.all if source.enabled and source.feeds}
    now = clock.now()
    with transaction(connection):
        rows = _sync(connection, loaded, watches.last_run_before(connection, run), stamp(now))
        check = SourceCheck(connection, rows[HEALTH], run, now, sources.faults)
        troubles, recoveries = check.check(followed | sources.faults.keys())
        told = {watch.name: Matcher(connection, watch, rows[watch.name], run, now).match() for watch in loaded.watches}
        watches.finish_matching(connection)
    stories = {name: each.stories for name, each in told.items()}
    corrections = {name: each.corrections for name, each in told.items()}
    return Found(stories, corrections, troubles, recoveries)


def deliver(
    connection: sqlite3.Connection,
    seeds: Path,
    clock: Clock = SYSTEM_CLOCK,
    environment: Mapping[str, str] | None = None,
) -> Delivered:
    """Deliver what waits in the outbox and is due. A receiver that fails is no error: its alerts go on waiting.

    Secrets come from `environment`, else from that of the process. Raise `SettingsError` for what is wrong in
    watches.toml.
    """
    known = os.environ if environment is None else environment
    return Courier(connection, load_watches(seeds), known, clock.now).deliver()


def _sync(connection: sqlite3.Connection, loaded: Watches, before: int, now: str) -> dict[str, WatchRow]:
    """Make the watches and their channels known to the store. Return the watches by name."""
    questions = {watch.name: question_of(watch).written for watch in loaded.watches} | {HEALTH: ""}
    rows = {row.name: row for row in watches.sync_watches(connection, questions, before, now)}
    for name, places in loaded.places.items():
        outbox.sync_channels(connection, rows[name].id, places.channels, now)
    return rows
