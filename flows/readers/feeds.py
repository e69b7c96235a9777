"""Feeds saved as files: RSS, Atom and RDF through feedparser, entries with their full content.

Out: sitemaps, which hold addresses and no articles, and entries that are only a teaser; both say so in a `Failure`.
The content stays as the feed has it: scripts and relative addresses in it are extraction's affair, nothing is run here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from extractors.records import Failure, Hints, Origin
from flows.readers import sniff
from flows.readers.documents import bounded
from flows.readers.fields import encoded, whole
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.locators import place
from flows.readers.people import split_authors
from flows.readers.problems import BrokenRecordError, BrokenStreamError, failure

# RSS has one element for a teaser and for the whole text. Teasers are cut at around 50 words, seldom over 100; below
# 1,000 characters (about 160 words) a `description` alone is taken for one. A judgement, not a measurement.
FULL_TEXT = 1000

SITEMAPS = ("urlset", "sitemapindex")  # root elements

_ROOT = re.compile(rb"<([a-zA-Z][\w.-]*:)?([a-zA-Z][\w.-]*)")
_TAG = re.compile(r"<[^>]*>")


def read_feed(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the document of each entry, "entry=N". Raises `BrokenStreamError` for XML that is no feed."""
    data = bounded(stream, limits.feed, "feed")
    root = root_of(data)
    if root in SITEMAPS:
        raise BrokenStreamError(
            "it is a sitemap: it lists addresses and holds no articles. Fetch the pages that it lists."
        )
    feed = parsed(data)
    if not feed.version and not feed.entries:
        raise BrokenStreamError(
            f"it is XML, and no feed (its root is <{root}>). RSS, Atom, RDF and JSON Feed are read."
        )
    complete = is_whole(data, root)
    entries = feed.entries if complete else feed.entries[:-1]  # the last one may be cut off in its middle
    for number, entry in enumerate(entries, start=1):
        yield _entry(entry, feed.feed, number)
    if not complete:
        raise BrokenStreamError(
            f"the feed is cut off after {len(data):,} bytes, in entry {len(feed.entries)}. Get it again."
        )


def root_of(data: bytes) -> str:
    """Return the name of the root element. Raises `BrokenStreamError` for a document type that declares entities.

    Entities can grow without bound ("billion laughs") or read other files. Feeds need none of their own.
    """
    narrow = _narrow(data)
    root = _ROOT.search(narrow)
    if b"<!ENTITY" in narrow[: root.start() if root else None].upper():
        raise BrokenStreamError(
            "the feed declares XML entities, which could grow without bound. Take its <!DOCTYPE> out."
        )
    return root[2].decode() if root else "nothing"


def is_whole(data: bytes, root: str) -> bool:
    """Return whether the root element is closed; feedparser mends a feed that is cut off, in silence."""
    return re.search(rb"</(?:[\w.-]+:)?" + re.escape(root.encode()) + rb"\s*>", _narrow(data)[-4096:]) is not None


def _narrow(data: bytes) -> bytes:
    """Return UTF-16 as if it were one byte a character, for looking at its tags."""
    return data.replace(b"\x00", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data


def parsed(data: bytes) -> Any:
    """Return feedparser's reading of a feed. Raises `BrokenStreamError`."""
    import feedparser  # an eighth of a second, which runs without feeds need not wait

    try:
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        feed.setdefault("version", "")  # of nothing at all it says nothing at all
        return feed
    except Exception as error:  # twenty years of heuristics: whatever they trip over, the file is at fault, not the run
        raise BrokenStreamError(
            f"the feed cannot be parsed ({type(error).__name__}: {error}). Get it again."
        ) from error


def _entry(entry: Any, feed: Any, number: int) -> Found | Failure:
    locator = place("entry", number)
    try:
        content, media_type, language = content_of(entry)
    except BrokenRecordError as error:
        return failure(f"entry {number}: {error}", locator)
    return Found(
        body=encoded(content),
        media_type=media_type,
        locator=locator,
        url=text_of(entry, "link"),
        record_id=text_of(entry, "id"),
        hints=hints_of(entry, feed, language),
        charset="utf-8",
    )


def hints_of(entry: Any, feed: Any, language: str | None = None) -> Hints:
    """Return what a feed says of one of its entries."""
    return Hints(
        title=text_of(entry, "title"),
        authors=_authors(entry),
        published=text_of(entry, "published") or text_of(entry, "updated"),  # `dc:date` of RSS 1.0 is read as `updated`
        language=language or text_of(feed, "language"),
        origin=Origin.FEED,
    )


def content_of(entry: Any) -> tuple[str, str, str | None]:
    """Return the entry's full content, its media type and its language. Raises `BrokenRecordError` for a teaser."""
    contents = [content for content in entry.get("content", ()) if (content.get("value") or "").strip()]
    if contents:
        content = max(contents, key=lambda content: len(content["value"]))
        kind = sniff.PLAIN if content.get("type") == "text/plain" else sniff.HTML
        return content["value"], kind, content.get("language")
    summary = entry.get("summary") or ""
    length = len(_TAG.sub("", summary).strip())
    if length < FULL_TEXT:
        link = text_of(entry, "link") or "the page that it links"
        raise BrokenRecordError(
            f"only a teaser of {length} characters stands in the feed, not the article. Fetch {link} instead."
        )
    return summary, sniff.of_text(encoded(summary)), None


def modified_of(entry: Any) -> str | None:
    """Return when an entry says that it was changed; feedparser's own `get` would answer with its publication."""
    return text_of(dict(dict.items(entry)), "updated")


def text_of(values: Any, key: str) -> str | None:
    """Return a value that is text and not empty."""
    value = values.get(key)
    return whole(value.strip()) or None if isinstance(value, str) else None


def _authors(entry: Any) -> tuple[str, ...]:
    names = [name for author in entry.get("authors", ()) if (name := text_of(author, "name"))]
    if len(names) > 1:
        return tuple(dict.fromkeys(names))
    said = names[0] if names else text_of(entry, "author")
    return split_authors(said) if said else ()
