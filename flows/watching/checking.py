"""Checking the sources after a round: their history from the store, judged, and told when it changes.

In: the order of the steps, in the caller's transaction. Out: the rules (`flows.watching.health`) and the SQL
(`db.health`).

Judged are the sources that are fetched: enabled, with a feed. A dump that was ingested once is not silent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from db import health, watches
from db.health import FeedRow, PageRow, TroubleRow
from db.watches import WatchRow
from flows.fetching.clock import moment, stamp
from flows.watching.alerts import as_row, trouble_alert
from flows.watching.health import (
    LEAST_RUN,
    PAGES,
    SHORTEST_SILENCE,
    SILENCE_WINDOW,
    FeedState,
    History,
    Page,
    Standing,
    Trouble,
    Verdict,
    judge,
)

OUTAGES = (Trouble.SILENT, Trouble.FEED, Trouble.ROBOTS, Trouble.FILE)  # nothing came, and that was not the usual


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """Judges sources and tells what has changed, inside a transaction."""

    connection: sqlite3.Connection
    watch: WatchRow  # the one that tells of sources
    run: int
    now: datetime
    faults: Mapping[str, str] = field(default_factory=dict)  # what is wrong with their files, by the source's name

    def check(self, names: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Judge the sources of these names. Return the troubles that began and those that are over, a line each."""
        began: list[str] = []
        over: list[str] = []
        standing = health.standing_troubles(self.connection)
        for name, source in health.source_ids(self.connection, names).items():
            rows = {Trouble(row.kind): row for row in standing if row.source == name}
            for trouble, verdict in self._judge(source, name, rows).items():
                if verdict.trouble and trouble not in rows:
                    began.append(self._begin(source, name, trouble, verdict))
                elif not verdict.trouble and trouble in rows:
                    over.append(self._end(rows[trouble], verdict.what))
        for row in standing:
            if row.source not in names:  # nobody waits for news of it
                health.end_trouble(self.connection, row.id, "the source is no longer fetched", stamp(self.now))
        return tuple(began), tuple(over)

    def _judge(self, source: int, name: str, rows: dict[Trouble, TroubleRow]) -> dict[Trouble, Verdict]:
        standing = {trouble: Standing(moment(row.began), row.facts) for trouble, row in rows.items()}
        if name in self.faults:
            return judge(History(fault=self.faults[name]), standing, self.now)
        return judge(self._history(source, Trouble.SILENT in standing), standing, self.now)

    def _history(self, source: int, is_silent: bool) -> History:
        """Return the part of the source's history that can have changed since the last round.

        Pages are only read when there are new ones, and the arrivals of twelve weeks only when none came for a while.
        """
        newest = health.newest_capture(self.connection, source)
        is_quiet = newest is not None and self.now - when(newest[0]) > SHORTEST_SILENCE
        has_new = newest is not None and newest[1] > self.watch.matched_run
        feeds = health.read_feeds(self.connection, source, LEAST_RUN)
        has_new = has_new or any(feed.pages_failing for feed in feeds)
        since = stamp((when(newest[0]) if newest else self.now) - SILENCE_WINDOW)
        return History(
            arrivals=self._arrivals(source, since) if is_quiet or is_silent else (),
            outages=self._outages(source, since) if is_quiet or is_silent else (),
            pages=tuple(pages_of(health.read_pages(self.connection, source, PAGES))) if has_new else (),
            feeds=tuple(map(feed_state, feeds)),
        )

    def _arrivals(self, source: int, since: str) -> tuple[datetime, ...]:
        return tuple(map(when, health.read_arrivals(self.connection, source, since)))

    def _outages(self, source: int, since: str) -> tuple[tuple[datetime, datetime], ...]:
        past = health.past_troubles(self.connection, source, OUTAGES, since)
        return tuple((moment(begin), moment(end)) for begin, end in past)

    def _begin(self, source: int, name: str, trouble: Trouble, verdict: Verdict) -> str:
        now = stamp(self.now)
        health.begin_trouble(self.connection, source, trouble, verdict.what, verdict.facts, now)
        return self._tell("trouble", name, trouble, verdict.what, now)

    def _end(self, row: TroubleRow, ending: str) -> str:
        health.end_trouble(self.connection, row.id, ending, stamp(self.now))
        return self._tell("recovery", row.source, row.kind, ending, row.began)

    def _tell(self, kind: str, source: str, trouble: str, what: str, began: str) -> str:
        now = stamp(self.now)
        content = trouble_alert(self.watch.name, kind, source, trouble, what, began, now)
        watches.store_alert(self.connection, as_row(content, self.watch.id), self.run, now)
        return str(content["title"])


def when(written: str) -> datetime:
    """Return when something was captured; of a day alone, which dumps may say, its beginning."""
    found = moment(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def pages_of(rows: list[PageRow]) -> Iterator[Page]:
    """Yield the pages, each with whether another page of the source has its text or is of its story."""
    texts: dict[str, str] = {}
    stories: dict[int, str] = {}
    for row in rows:
        same_text = row.text is not None and texts.setdefault(row.text, row.page) != row.page
        same_story = row.cluster is not None and stories.setdefault(row.cluster, row.page) != row.page
        total = row.kept + row.removed
        removed = row.removed / total if row.words and total else None
        yield Page(when(row.received), row.words, same_text or same_story, removed)


def feed_state(row: FeedRow) -> FeedState:
    """Return how the attempts to read a feed went. Pages that robots.txt forbids forbid the feed as well."""
    all_pages = row.pages >= LEAST_RUN and row.pages_forbidden == row.pages
    return FeedState(
        address=row.address,
        failures=row.failures,
        failing_since=moment(row.succeeded) if row.failures and row.succeeded else None,
        forbidden=all_pages or (row.failures > 0 and row.error_kind == health.FORBIDDEN),
        error=row.error,
    )
