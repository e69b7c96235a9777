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
from flows.source_writing import write_source
from flows.sources import configured, host_of, load_sources, names_by_host


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a subscription."""

    feed: str
    what: str
    new: bool


def import_subscriptions(seeds: Path, subscriptions: Iterable[Subscription], *, enabled: bool) -> Iterator[Imported]:
    """Write a source's file for each subscription that is new, and yield what became of each one."""
    sources = load_sources(seeds)
    taken = {source.name for source in sources}
    claimed = names_by_host(sources)
    followed = {feed: source.name for source in sources for feed in source.feeds}
    for subscription in subscriptions:
        fault = source_faults.of_address(subscription.feed)
        if fault or subscription.feed in followed:
            what = fault or f"{followed[subscription.feed]} has this feed already"
            yield Imported(subscription.feed, what, new=False)
            continue
        source = _source(subscription, taken, claimed, enabled)
        path = write_source(seeds, source)
        taken.add(source.name)
        claimed |= dict.fromkeys(source.hosts, source.name)
        followed[subscription.feed] = source.name
        yield Imported(subscription.feed, f"wrote {path}", new=True)


def _source(subscription: Subscription, taken: set[str], claimed: dict[str, str], enabled: bool) -> Source:
    homepage = subscription.homepage
    if homepage is None or source_faults.of_address(homepage):
        homepage = urljoin(subscription.feed, "/")
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
