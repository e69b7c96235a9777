"""What is new in a feed, given what is known of its addresses. Pure.

In: which entries are taken whole, which pages are to be fetched, and which are only noted. Out: fetching them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db.feeds import FeedRow
from db.pages import PageRow
from flows.fetching.clock import stamp
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind
from flows.readers import moments

# A plain sitemap may list everything a publisher ever had. Of its first reading only what is this young is fetched, as
# in news sitemaps, which list two days by Google's rules; the rest is noted as known.
YOUNG = timedelta(days=2)

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """An entry whose article stands in the feed, and is new or has changed."""

    number: int  # in the feed, from 1
    entry: FeedEntry
    page: PageRow


@dataclass(frozen=True, slots=True)
class News:
    """What a feed told."""

    whole: tuple[WholeEntry, ...]
    pages: tuple[PageRow, ...]  # addresses that were not known, due or only noted

    @property
    def any(self) -> bool:
        """Whether there is something to store but notes."""
        return bool(self.whole) or any(page.due for page in self.pages)


def news(
    content: FeedContent, feed: FeedRow, known: Mapping[str, PageRow], now: datetime, *, undated_are_new: bool
) -> News:
    """Return what is new in a feed at `now`.

    An entry that holds its article is taken when its address is not known, and again when its words have changed.
    """
    whole: list[WholeEntry] = []
    pages: list[PageRow] = []
    for number, entry in enumerate(content.entries, start=1):
        page = known.get(entry.address)
        if entry.content is not None:
            digest = words_digest(entry.content)
            if page is None or page.digest != digest:
                whole.append(WholeEntry(number, entry, _taken(page or _new(entry, feed, now), digest, now)))
        elif page is None:
            listed_only = content.kind is FeedKind.SITEMAP and feed.succeeded is None
            to_fetch = not listed_only or _is_young(entry, now, undated_are_new)
            pages.append(_new(entry, feed, now, due=stamp(now) if to_fetch else None))
    return News(tuple(whole), tuple(pages))


def words_digest(content: str) -> str:
    """Return the sha256 of a content's words: other markup, counting pixels and blanks make no other article."""
    return hashlib.sha256(" ".join(_TAG.sub(" ", content).split()).encode("utf-8", "replace")).hexdigest()


def _new(entry: FeedEntry, feed: FeedRow, now: datetime, due: str | None = None) -> PageRow:
    hints = entry.hints
    return PageRow(
        source=feed.source,
        address=entry.address,
        feed=feed.address,
        hint_title=hints.title,
        hint_authors=hints.authors,
        hint_published=hints.published,
        hint_language=hints.language,
        found=stamp(now),
        due=due,
    )


def _taken(page: PageRow, digest: str, now: datetime) -> PageRow:
    return replace(page, fetched=page.fetched or stamp(now), checked=stamp(now), digest=digest, due=None)


def _is_young(entry: FeedEntry, now: datetime, undated_are_new: bool) -> bool:
    said = entry.published or entry.modified
    time = moments.utc(said) if said else None
    return undated_are_new if time is None else time >= stamp(now - YOUNG)
