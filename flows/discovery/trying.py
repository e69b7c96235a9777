"""`sources try`: the newest articles of a source's feeds, as they would be stored.

In: which entries are the newest over all feeds of a source. Out: extracting them (`flows.discovery.trial`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.discovery.advice import advised
from flows.discovery.candidates import newest
from flows.discovery.search import DiscoveryError, entries_of_index
from flows.discovery.shop import Shop
from flows.discovery.trial import Trial, capture_of_page, trial_pool, try_captures, try_entries
from flows.fetching.client import FEEDS, Fetcher
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind, NoFeedError, read_feed
from flows.fetching.records import Refusal
from flows.present import printable
from flows.source_files import Source


def try_source(source: Source, shop: Shop, number: int, address: str | None = None) -> Iterator[Trial]:
    """Yield what the newest entries of the source's feeds, or the one page at `address`, would become.

    Raise `DiscoveryError` when no feed gives an entry.
    """
    entries = [] if address else newest_of_feeds(source, shop, number)
    with trial_pool(shop.settings.limits) as pool:
        if address:
            yield from try_captures([capture_of_page(address, source.name, shop.fetcher)], source.profile, pool)
        else:
            yield from try_entries(entries, source.profile, shop.fetcher, pool)


def newest_of_feeds(source: Source, shop: Shop, number: int) -> list[FeedEntry]:
    """Return the newest entries of all feeds, each article once. A feed that is not to be had is told and left out."""
    if not source.feeds:
        raise DiscoveryError(f"{source.name} has no feeds yet: `wiresift sources enable {source.name}` looks for them")
    found: dict[str, FeedEntry] = {}
    for address in source.feeds:
        entries = entries_of_feed(address, shop.fetcher)
        if isinstance(entries, str):
            shop.tell(printable(f"{address}: {entries}"))
            continue
        for entry in entries:
            found.setdefault(entry.address, entry)
    if not found:
        raise DiscoveryError(f"{source.name}: none of its feeds gives an entry; `wiresift sources check {source.name}`")
    return newest(found.values(), number)


def entries_of_feed(address: str, fetcher: Fetcher) -> tuple[FeedEntry, ...] | str:
    """Return the entries of a feed, or why it cannot be had and what to do."""
    content = content_of_feed(address, fetcher)
    if isinstance(content, str):
        return content
    return entries_of_index(content, fetcher) if content.kind == FeedKind.SITEMAP_INDEX else content.entries


def content_of_feed(address: str, fetcher: Fetcher) -> FeedContent | str:
    """Return what a feed says, or why it cannot be had and what to do."""
    answer = fetcher.fetch(address, accepts=FEEDS)
    if isinstance(answer, Refusal):
        return advised(answer)
    try:
        return read_feed(answer.body, answer.media_type, answer.final_address, answer.charset)
    except NoFeedError as error:
        return str(error)
