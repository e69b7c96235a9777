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

_ROOT = re.compile(rb"<([a-zA-Z][\w.-]*:)?([a-zA-Z][\w.-]*)")
_TAG = re.compile(r"<[^>]*>")


def read_feed(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the document of each entry, "entry=N". Raises `BrokenStreamError` for XML that is no feed."""
    data = bounded(stream, limits.feed, "feed")
    root = _root(data)
    if root in ("urlset", "sitemapindex"):
        raise BrokenStreamError(
            "it is a sitemap: it lists addresses and holds no articles. Fetch the pages that it lists."
        )
    feed = _parsed(data)
    if not feed.version and not feed.entries:
        raise BrokenStreamError(
            f"it is XML, and no feed (its root is <{root}>). RSS, Atom, RDF and JSON Feed are read."
        )
    complete = _is_whole(data, root)
    entries = feed.entries if complete else feed.entries[:-1]  # the last one may be cut off in its middle
    for number, entry in enumerate(entries, start=1):
        yield _entry(entry, feed.feed, number)
    if not complete:
        raise BrokenStreamError(
            f"the feed is cut off after {len(data):,} bytes, in entry {len(feed.entries)}. Get it again."
        )


def _root(data: bytes) -> str:
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


def _is_whole(data: bytes, root: str) -> bool:
    """Return whether the root element is closed; feedparser mends a feed that is cut off, in silence."""
    return re.search(rb"</(?:[\w.-]+:)?" + re.escape(root.encode()) + rb"\s*>", _narrow(data)[-4096:]) is not None


def _narrow(data: bytes) -> bytes:
    """Return UTF-16 as if it were one byte a character, for looking at its tags."""
    return data.replace(b"\x00", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data


def _parsed(data: bytes) -> Any:
    import feedparser  # an eighth of a second, which runs without feeds need not wait

    try:
        return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # twenty years of heuristics: whatever they trip over, the file is at fault, not the run
        raise BrokenStreamError(
            f"the feed cannot be parsed ({type(error).__name__}: {error}). Get it again."
        ) from error


def _entry(entry: Any, feed: Any, number: int) -> Found | Failure:
    locator = place("entry", number)
    try:
        content, media_type, language = _content(entry)
    except BrokenRecordError as error:
        return failure(f"entry {number}: {error}", locator)
    return Found(
        body=encoded(content),
        media_type=media_type,
        locator=locator,
        url=_text(entry, "link"),
        record_id=_text(entry, "id"),
        hints=Hints(
            title=_text(entry, "title"),
            authors=_authors(entry),
            published=_text(entry, "published") or _text(entry, "updated"),  # `dc:date` of RSS 1.0 is read as `updated`
            language=language or _text(feed, "language"),
            origin=Origin.FEED,
        ),
        charset="utf-8",
    )


def _content(entry: Any) -> tuple[str, str, str | None]:
    """Return the entry's full content, its media type and its language."""
    contents = [content for content in entry.get("content", ()) if (content.get("value") or "").strip()]
    if contents:
        content = max(contents, key=lambda content: len(content["value"]))
        kind = sniff.PLAIN if content.get("type") == "text/plain" else sniff.HTML
        return content["value"], kind, content.get("language")
    summary = entry.get("summary") or ""
    length = len(_TAG.sub("", summary).strip())
    if length < FULL_TEXT:
        link = _text(entry, "link") or "the page that it links"
        raise BrokenRecordError(
            f"only a teaser of {length} characters stands in the feed, not the article. Fetch {link} instead."
        )
    return summary, sniff.of_text(encoded(summary)), None


def _text(values: Any, key: str) -> str | None:
    value = values.get(key)
    return whole(value.strip()) or None if isinstance(value, str) else None


def _authors(entry: Any) -> tuple[str, ...]:
    names = [name for author in entry.get("authors", ()) if (name := _text(author, "name"))]
    if len(names) > 1:
        return tuple(dict.fromkeys(names))
    said = names[0] if names else _text(entry, "author")
    return split_authors(said) if said else ()
