"""The feeds that were found, and which of them to take. Pure.

In: what a feed holds, and a stated order of preference. Out: finding and fetching them (`flows.discovery.search`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.dates import parse_date, published_at
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind

FULL = 0.5  # share of entries with their whole text from which a feed counts as one that needs no pages
SAME = 0.5  # share of a feed's entries that stand in another one too, from which both are one feed in two forms

SITEMAPS = (FeedKind.NEWS_SITEMAP, FeedKind.SITEMAP, FeedKind.SITEMAP_INDEX)  # in order of preference
_COMMENTS = re.compile(r"comment|yorum|şərh|коммент", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was found."""

    address: str
    found: str  # how, for a person
    content: FeedContent
    entries: tuple[FeedEntry, ...]  # of a sitemap index: those of its sitemap that was looked into

    @property
    def full(self) -> bool:
        """Whether the articles themselves stand in it, so that no page need be fetched."""
        return sum(entry.content is not None for entry in self.entries) >= FULL * max(1, len(self.entries))

    @property
    def of_comments(self) -> bool:
        """Whether it has readers' comments and no articles."""
        return bool(_COMMENTS.search(f"{self.address} {self.content.title or ''}"))

    @property
    def usable(self) -> bool:
        """Whether articles can come from it."""
        return bool(self.entries) and not self.of_comments


def ranked(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the usable ones, best first: a feed before a news sitemap before a plain one, then as they were found.

    What a site names first is its main feed. Where that stands there in several forms, one with whole texts wins.
    """
    ordered = sorted((each for each in found if each.usable), key=_rank)
    if not ordered:
        return ()
    best = next((each for each in ordered if each.full and _same(each, ordered[0])), ordered[0])
    return (best, *(each for each in ordered if each is not best))


def newest(entries: Iterable[FeedEntry], most: int) -> list[FeedEntry]:
    """Return the newest entries; where no dates are given the feed's own order counts."""
    return sorted(entries, key=lambda entry: moment_of(entry) or "", reverse=True)[:most]


def moment_of(entry: FeedEntry) -> str | None:
    """Return when the entry was published, or at least changed: UTC, ISO 8601; None where the feed does not say."""
    said = entry.published or entry.modified
    date = parse_date(said) if said else None
    return published_at(date) if date else None


def _rank(candidate: Candidate) -> int:
    kind = candidate.content.kind
    return SITEMAPS.index(kind) + 1 if kind in SITEMAPS else 0


def _same(one: Candidate, other: Candidate) -> bool:
    addresses = {entry.address for entry in one.entries}
    return sum(entry.address in addresses for entry in other.entries) >= SAME * len(other.entries)
