"""What is due: a pure decider. State and time in, what to fetch now and when to fetch next out.

A feed is asked at the times that its source's `every` or `cron` name. Times that were missed do not pile up: the next
one is the first that is still to come. A feed that fails is asked less and less often, down to once a day, and is never
given up. A page that fails is tried again after growing pauses, and given up after so many tries as the settings say.

In: decisions. Out: the clock, the network, the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.feeds import FeedRow
from flows.fetching.clock import moment, stamp
from flows.fetching.hosts import LONGEST_RETRY_AFTER
from flows.fetching.records import Refusal, RefusalKind
from flows.intervals import due_at, seconds_of
from flows.source_files import Source

DAY = timedelta(days=1)

# Pauses before a page is tried again: its publisher may be putting it up just now, or be down for the night.
PAGE_PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), DAY)

# Trying again cannot help; whoever changes the settings or the source names the page again.
FINAL = frozenset({RefusalKind.SCHEME, RefusalKind.FORBIDDEN_NETWORK, RefusalKind.TOO_LARGE, RefusalKind.WRONG_TYPE})
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done for a source in a round."""

    source: Source
    feeds: tuple[FeedRow, ...]  # to be asked, with their state; without sitemaps that an index lists
    listed: tuple[FeedRow, ...]  # the state of the sitemaps that its indexes have listed


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round does, the longest due first."""

    tasks: tuple[Task, ...]
    next_due: str | None  # when the first of all other feeds is due


def plan(
    sources: Iterable[Source],
    rows: Sequence[FeedRow],
    pages_due: Mapping[str, str],
    now: datetime,
    names: Collection[str] = (),
) -> Plan:
    """Return what is due at `now`: feeds by their schedule, and sources with pages that are due (name -> since when).

    With `names` all feeds of these sources are due, whatever their schedule and whether enabled or not, and no others.
    """
    known = {(row.source, row.address): row for row in rows}
    tasks: list[tuple[str, Task]] = []
    later: list[str] = []
    for source in sources:
        if source.name not in names if names else not source.enabled:
            continue
        feeds = [known.get((source.name, address), FeedRow(source.name, address)) for address in source.feeds]
        dues = {feed.address: "" if names else feed_due(source, feed) for feed in feeds}
        due = tuple(feed for feed in feeds if dues[feed.address] <= stamp(now))
        later += [since for since in dues.values() if since > stamp(now)]
        if due or source.name in pages_due:
            listed = tuple(row for row in rows if row.source == source.name and row.parent is not None)
            since = min([dues[feed.address] for feed in due] + [pages_due.get(source.name, stamp(now))])
            tasks.append((since, Task(source, due, listed)))
    tasks.sort(key=lambda pair: (pair[0], pair[1].source.name))
    return Plan(tuple(task for _, task in tasks), min(later, default=None))


def feed_due(source: Source, feed: FeedRow) -> str:
    """Return since when a feed is due, or when it will be; "" for one that was never asked.

    A schedule that was made shorter holds at once, for a feed that has not failed.
    """
    if feed.due is None or feed.checked is None:
        return ""
    if feed.failures:
        return feed.due
    return min(feed.due, stamp(due_at(moment(feed.checked), source.every, source.cron, source.time_zone)))


def after_success(source: Source, feed: FeedRow, now: datetime) -> datetime:
    """Return when a feed is due after it was asked at `now`: on the grid of its earlier times, and later than `now`."""
    if source.cron or feed.due is None:
        return due_at(now, source.every, source.cron, source.time_zone)
    last = min(moment(feed.due), now)
    step = due_at(last, source.every, None, None) - last
    return last + step * ((now - last) // step + 1)


def after_failure(source: Source, feed: FeedRow, now: datetime, refusal: Refusal) -> datetime:
    """Return when a feed is due after it failed at `now`, for the `feed.failures`th time before this one.

    The pause is that of its schedule, doubled with each failure up to a day; a day at once for one that is gone (410).
    """
    usual = due_at(now, source.every, source.cron, source.time_zone) - now
    longest = max(DAY, usual)
    doubled = usual * 2 ** min(feed.failures, 16)
    return now + (longest if refusal.gone else min(longest, doubled))


def asked_for(refusal: Refusal) -> timedelta:
    """Return how long the server wants to be left alone."""
    return min(timedelta(seconds=refusal.retry_after or 0), LONGEST_RETRY_AFTER)


def page_again(source: Source, first: datetime, now: datetime) -> datetime | None:
    """Return when a page that was first captured at `first` is fetched again, to see what was corrected; None: never.

    Of times that were missed, only the next one to come is kept.
    """
    times = (first + timedelta(seconds=seconds_of(after)) for after in source.fetch_again)
    return min((time for time in times if time > now), default=None)


def page_retry(failures: int, tries: int, now: datetime, refusal: Refusal) -> datetime | None:
    """Return when a page is tried again that has now failed `failures` times; None: it is given up after `tries`."""
    if failures >= tries or refusal.kind in FINAL or refusal.gone:
        return None
    return now + max(PAGE_PAUSES[min(failures, len(PAGE_PAUSES)) - 1], asked_for(refusal))
