"""What a search found, as an Atom feed and as a JSON Feed 1.1 (jsonfeed.org).

In: which fields of an article become which of an entry. Out: the search, and how Atom is written (`db.atom`). An entry
leads to the article's page here: that is what the person who asked wants to see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from db.atom import Entry, Feed, Origin, atom_document, tag, writable
from db.datasette.showing import NO_TITLE
from db.reading.pages.search import Found
from db.reading.search import MARK_BEGIN, MARK_END

JSON_FEED = "https://jsonfeed.org/version/1.1"
BEGINNING = "1970-01-01T00:00:00Z"  # of a feed without entries, and of an article of which no time is known


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """What was found, with the absolute addresses that a feed needs."""

    title: str
    address: str  # its own
    page: str  # where a person sees the same
    found: tuple[Found, ...]
    absolute: Callable[[str], str]


def as_atom(feed: FoundFeed) -> bytes:
    """Return the feed as an Atom document."""
    entries = list(_entries(feed))
    updated = max((entry.updated for entry in entries), default=BEGINNING)
    links = {"self": feed.address, "alternate": feed.page}
    return atom_document(Feed(tag("search", feed.address), feed.title, updated, links), entries)


def _entries(feed: FoundFeed) -> Iterator[Entry]:
    for found in feed.found:
        yield Entry(
            id=tag("article", found.article),
            title=found.title or NO_TITLE,
            updated=_updated(found),
            published=found.published_at,
            address=_address(feed, found),
            authors=tuple(json.loads(found.authors)),
            summary=_summary(found),
            language=found.language,
            origin=Origin(found.source, found.source),
        )


def as_json(feed: FoundFeed) -> str:
    """Return the feed as a JSON Feed document."""
    document = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "items": [_item(feed, found) for found in feed.found],
    }
    return json.dumps(document, indent=1)


def _item(feed: FoundFeed, found: Found) -> dict[str, Any]:
    item = {
        "id": tag("article", found.article),
        "url": _address(feed, found),
        "title": found.title or NO_TITLE,
        "content_text": _summary(found),
        "date_published": found.published_at,
        "date_modified": _updated(found),
        "authors": [{"name": name} for name in json.loads(found.authors)] or [{"name": found.source}],
        "language": found.language,
        "tags": [found.source],
    }
    return {name: value for name, value in item.items() if value is not None}


def _address(feed: FoundFeed, found: Found) -> str:
    return feed.absolute(f"/article/{found.article}")


def _updated(found: Found) -> str:
    return found.published_at or found.stored or BEGINNING


def _summary(found: Found) -> str:
    return writable(found.snippet.replace(MARK_BEGIN, "").replace(MARK_END, ""))
