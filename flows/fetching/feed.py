"""Feeds of every kind in one form: RSS, Atom, RDF, JSON Feed, sitemap, sitemap index.

In: bytes and an address in, entries with whole addresses out. Out: fetching them, and which of them are new
(`flows.fetching.visit`). The formats themselves are read by `flows.readers`, as for feeds that are saved as files.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from extractors.address import tidy
from extractors.decode import as_utf8
from extractors.records import Hints, Origin
from flows.readers import feeds, http_body, json_feed, sitemaps
from flows.readers.problems import BrokenRecordError, BrokenStreamError

LONGEST = 50_000_000  # bytes of a sitemap when it is unpacked, by the protocol

_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]{0,200}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PAGE = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_JSON_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{")


class FeedKind(StrEnum):
    """What a feed is written in."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news-sitemap"
    SITEMAP_INDEX = "sitemap-index"


class NoFeedError(Exception):
    """The bytes are no feed that can be read: what they are instead, and what to do, in a sentence."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article that a feed tells of, or, of a sitemap index, one sitemap."""

    address: str  # whole, without fragment and tracking parameters
    hints: Hints  # title, authors, published and language, as the feed says them
    modified: str | None = None  # as it is written
    content: str | None = None  # the whole article, where the feed has it; None: a teaser or nothing
    content_type: str = "text/html"
    record_id: str | None = None

    @property
    def title(self) -> str | None:
        """The title, as the feed says it."""
        return self.hints.title

    @property
    def published(self) -> str | None:
        """The date of publication, as the feed writes it."""
        return self.hints.published

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors, as the feed says them."""
        return self.hints.authors


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed said at one moment."""

    kind: FeedKind
    title: str | None
    language: str | None
    homepage: str | None
    entries: tuple[FeedEntry, ...]  # in the feed's order, each address once
    problem: str | None = None  # the feed is cut off: what is there was read


def read_feed(body: bytes, media_type: str, address: str, charset: str | None = None) -> FeedContent:
    """Return what a feed says. `address` is where it was fetched from, for addresses in it that are not whole.

    The bytes decide what it is: feeds come under many media types. Raise `NoFeedError` for what is no feed.
    """
    body = _unpacked(body)
    if _JSON_START.match(body):
        return _read_json(body, address)
    data = _utf8(body, charset)
    try:
        root = feeds.root_of(data)
        if root in feeds.SITEMAPS:
            return _read_sitemap(data, root, address)
        if root.lower() == "html" or _PAGE.search(data[:2000]):
            raise NoFeedError("it is a web page and no feed; `wiresift sources add` finds the feeds of a page")
        return _read_xml(data, root, address, media_type)
    except BrokenStreamError as error:
        raise NoFeedError(str(error)) from error


def _unpacked(body: bytes) -> bytes:
    """Undo the compression of a file such as sitemap.xml.gz, which is no coding of HTTP."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return http_body.decoded(body, None, "gzip", LONGEST)
    except BrokenRecordError as error:
        raise NoFeedError(str(error)) from error


def _utf8(body: bytes, charset: str | None) -> bytes:
    """Return XML in UTF-8 without its declaration. The XML's own encoding is believed before the header's, as servers
    send one header for everything; neither is where the bytes are UTF-8."""
    declaration = _DECLARATION.match(body)
    encoding = _ENCODING.search(declaration[0]) if declaration else None
    data = as_utf8(body, encoding[1].decode() if encoding else charset)
    return _DECLARATION.sub(b"", data, count=1).lstrip()


def _read_xml(data: bytes, root: str, address: str, media_type: str) -> FeedContent:
    feed = feeds.parsed(data)
    if not feed.version and not feed.entries:
        raise NoFeedError(f"it is {media_type or 'something'} with the root <{root}>, and no feed that is known")
    whole = feeds.is_whole(data, root)
    entries = [_xml_entry(entry, feed.feed, address) for entry in (feed.entries if whole else feed.entries[:-1])]
    return FeedContent(
        kind=_kind(feed.version, root),
        title=feeds.text_of(feed.feed, "title"),
        language=feeds.text_of(feed.feed, "language"),
        homepage=_whole_address(feeds.text_of(feed.feed, "link"), address),
        entries=_once(entries),
        problem=None if whole else f"the feed is cut off after {len(data):,} bytes; its entries before that are read",
    )


def _kind(version: str, root: str) -> FeedKind:
    if root == "RDF" or version in ("rss090", "rss10"):
        return FeedKind.RDF
    return FeedKind.ATOM if version.startswith("atom") or root == "feed" else FeedKind.RSS


def _xml_entry(entry: Any, feed: Any, address: str) -> FeedEntry | None:
    link = _whole_address(feeds.text_of(entry, "link"), address)
    if link is None:
        return None
    try:
        content, content_type, language = feeds.content_of(entry)
    except BrokenRecordError:
        content, content_type, language = None, "text/html", None
    return FeedEntry(
        address=link,
        hints=feeds.hints_of(entry, feed, language),
        modified=feeds.modified_of(entry),
        content=content,
        content_type=content_type,
        record_id=feeds.text_of(entry, "id"),
    )


def _read_json(body: bytes, address: str) -> FeedContent:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NoFeedError(f"it looks like JSON and cannot be read ({error}); get it again") from error
    items = feed.get("items") if json_feed.is_feed(feed) else None
    if not isinstance(items, list):
        raise NoFeedError("it is JSON and no JSON Feed: it has no `version` of one, or no `items`")
    try:
        entries = [_json_entry(item, feed, address) for item in items if isinstance(item, dict)]
        title, language = json_feed.text_of(feed, "title"), json_feed.text_of(feed, "language")
        homepage = _whole_address(json_feed.text_of(feed, "home_page_url"), address)
    except BrokenRecordError as error:
        raise NoFeedError(f"the JSON Feed: {error}") from error
    return FeedContent(FeedKind.JSON, title, language, homepage, _once(entries))


def _json_entry(item: dict[str, object], feed: dict[str, object], address: str) -> FeedEntry | None:
    try:
        link = _whole_address(json_feed.text_of(item, "url") or json_feed.text_of(item, "external_url"), address)
        if link is None:
            return None
        hints = json_feed.hints_of(item, feed)
        modified, record_id = json_feed.text_of(item, "date_modified"), json_feed.text_of(item, "id")
    except BrokenRecordError:
        return None
    try:
        content, content_type = json_feed.content_of(item)
    except BrokenRecordError:
        return FeedEntry(link, hints, modified, record_id=record_id)
    return FeedEntry(link, hints, modified, content, content_type, record_id)


def _read_sitemap(data: bytes, root: str, address: str) -> FeedContent:
    listed = sitemaps.read_sitemap(data)
    kind = FeedKind.NEWS_SITEMAP if any(item.is_news for item in listed) else FeedKind.SITEMAP
    language = next((item.language for item in listed if item.language), None)
    entries = [_listed_entry(item, address) for item in listed]
    return FeedContent(
        kind=FeedKind.SITEMAP_INDEX if root == "sitemapindex" else kind,
        title=None,
        language=language,
        homepage=None,
        entries=_once(entries),
        problem=None if feeds.is_whole(data, root) else "the sitemap is cut off; its addresses before that are read",
    )


def _listed_entry(item: sitemaps.Listed, address: str) -> FeedEntry | None:
    link = _whole_address(item.address, address)
    hints = Hints(title=item.title, published=item.published, language=item.language, origin=Origin.FEED)
    return None if link is None else FeedEntry(link, hints, item.modified)


def _whole_address(link: str | None, base: str) -> str | None:
    """Return an address of the web, whole and tidy; None for what is none."""
    try:
        return tidy(urljoin(base, link)) if link else None
    except ValueError:
        return None


def _once(entries: list[FeedEntry | None]) -> tuple[FeedEntry, ...]:
    found: dict[str, FeedEntry] = {}
    for entry in entries:
        if entry is not None:
            found.setdefault(entry.address, entry)
    return tuple(found.values())
