"""Subscriptions of a feed reader as sources.

In: which of them are new, and what their files say. Out: OPML itself (`flows.opml`); whether the feeds answer, which
`wiresift sources check` finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from flows import source_faults
from flows.discovery.proposing import UNKNOWN, free_name, name_of
from flows.opml import Subscription
from flows.source_files import Source
from flows.source_writing import change_source, write_source
from flows.sources import configured, host_of, load_sources, names_by_host


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a subscription."""

    feed: str
    what: str
    new: bool


def import_subscriptions(seeds: Path, subscriptions: Iterable[Subscription], *, enabled: bool) -> Iterator[Imported]:
    """Write a source's file for each subscription that is new, and yield what became of each one.

    A source of the same host that has no feed yet, such as one of the catalogue, gets it.
    """
    sources = load_sources(seeds)
    taken = {source.name for source in sources}
    claimed = names_by_host(sources)
    followed = {feed: source.name for source in sources for feed in source.feeds}
    waiting = {source.name: source for source in sources if not source.feeds}
    for subscription in subscriptions:
        fault = source_faults.of_address(subscription.feed)
        if fault or subscription.feed in followed:
            what = fault or f"{followed[subscription.feed]} has this feed already"
            yield Imported(subscription.feed, what, new=False)
            continue
        known = waiting.pop(configured(claimed, host_of(_homepage(subscription))) or "", None)
        if known is not None:
            followed[subscription.feed] = known.name
            yield Imported(subscription.feed, f"completed {_complete(seeds, known, subscription, enabled)}", new=True)
            continue
        source = _source(subscription, taken, claimed, enabled)
        path = write_source(seeds, source)
        taken.add(source.name)
        claimed |= dict.fromkeys(source.hosts, source.name)
        followed[subscription.feed] = source.name
        yield Imported(subscription.feed, f"wrote {path}", new=True)


def _complete(seeds: Path, known: Source, subscription: Subscription, enabled: bool) -> Path:
    interval = {} if known.every or known.cron else {"every": UNKNOWN}
    return change_source(seeds, known.name, feeds=(subscription.feed,), enabled=known.enabled or enabled, **interval)


def _homepage(subscription: Subscription) -> str:
    homepage = subscription.homepage
    if homepage is None or source_faults.of_address(homepage):
        return urljoin(subscription.feed, "/")
    return homepage


def _source(subscription: Subscription, taken: set[str], claimed: dict[str, str], enabled: bool) -> Source:
    homepage = _homepage(subscription)
    host = host_of(homepage)
    hosts = (host,) if host and configured(claimed, host) is None else ()
    title = subscription.title or host or subscription.feed
    language = subscription.language
    return Source(
        name=free_name(name_of(homepage, (), title), taken),
        title=title,
        homepage=homepage,
        hosts=hosts,
        feeds=(subscription.feed,),
        every=UNKNOWN,
        language=language if language and not source_faults.of_language(language) else None,
        enabled=enabled,
    )
