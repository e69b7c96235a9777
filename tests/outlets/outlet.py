"""An outlet: what it answers to which request at which time."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

import brotli  # type: ignore[import-untyped]

from tests.outlets import feeds
from tests.outlets.stories import Story, classic_page, rebuilt_page

FEED = "/feed"
SHOWN = 12  # stories in a feed, the newest first
NEVER = datetime.max.replace(tzinfo=UTC)
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the outlet sees it."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    at: datetime
    address: Callable[[str], str]  # a path of this outlet -> the whole address


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. A body that is an iterable is sent piece by piece, without a length, and the connection closed."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bool = False  # the body is all that is sent, status line and headers included


@dataclass(frozen=True, slots=True)
class Fault:
    """What is answered instead, for addresses that begin so, between two times."""

    prefix: str
    reply: Callable[[Asked], Reply]
    since: datetime = ALWAYS
    until: datetime = NEVER

    def applies(self, asked: Asked) -> bool:
        """Return whether this request meets it."""
        return asked.path.startswith(self.prefix) and self.since <= asked.at < self.until


@dataclass(slots=True)
class Outlet:
    """A publisher with a feed at /feed and a page for each story."""

    name: str
    kind: str = "rss"
    stories: Sequence[Story] = ()
    full: bool = False  # the feed has the whole articles
    validators: bool = True  # ETag and Last-Modified, and 304
    coding: str | None = None  # gzip or br, where the client takes it
    charset: str = "utf-8"  # of the bytes
    declared: str | None = None  # as the header says it; None: as it is
    robots: str | None = None
    shown: int = SHOWN  # stories in the feed
    rebuilt: datetime = NEVER  # from when on the pages have the other template
    also_feed: str = FEED  # where the feed stands, too
    faults: tuple[Fault, ...] = ()
    port: int = 0  # given by the server

    def address(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def feed(self) -> str:
        """The address of the feed."""
        return self.address(FEED)

    def published(self, at: datetime) -> list[Story]:
        """Return the stories that are out at a time, the newest first."""
        return [story for story in reversed(self.stories) if story.published <= at]

    def answer(self, asked: Asked) -> Reply:
        """Return the answer to a request."""
        for fault in self.faults:
            if fault.applies(asked):
                return fault.reply(asked)
        if asked.path == "/robots.txt":
            return Reply(404) if self.robots is None else Reply(body=self.robots.encode())
        if asked.path in (FEED, self.also_feed):
            return self._feed(asked)
        return self._page(asked)

    def _feed(self, asked: Asked) -> Reply:
        shown = self.published(asked.at)[: self.shown]
        if self.kind == "sitemap-index":
            days = {f"/sitemap/{story.published:%Y-%m-%d}": story.published for story in reversed(shown)}
            return self._document(asked, feeds.sitemap_index(days, asked.address), "application/xml")
        writer, media_type = feeds.WRITERS[self.kind]
        return self._document(asked, writer(self.name, shown, asked.at, asked.address, self.full), media_type)

    def _page(self, asked: Asked) -> Reply:
        shown = self.published(asked.at)
        if asked.path.startswith("/sitemap/"):
            listed = [story for story in shown if f"{story.published:%Y-%m-%d}" == asked.path.rpartition("/")[2]]
            text = feeds.news_sitemap(self.name, listed, asked.at, asked.address, False)
            return self._document(asked, text, "application/xml") if listed else Reply(404, b"nothing here")
        story = next((story for story in shown if story.path == asked.path.partition("?")[0]), None)
        if story is None:
            return Reply(404, b"<html><body><p>Not found</p></body></html>", {"Content-Type": "text/html"})
        template = rebuilt_page if asked.at >= self.rebuilt else classic_page
        return self._document(asked, template(story, asked.at, shown[:5]), "text/html", story.modified(asked.at))

    def _document(self, asked: Asked, text: str, media_type: str, changed: datetime | None = None) -> Reply:
        text = text.replace('encoding="utf-8"', f'encoding="{self.charset}"').replace(
            '<meta charset="utf-8">', f'<meta charset="{self.charset}">'
        )
        body = text.encode(self.charset, "xmlcharrefreplace")
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": f"{media_type}; charset={self.declared or self.charset}", "Set-Cookie": "seen=1"}
        if self.validators:
            headers["ETag"] = etag
            headers["Last-Modified"] = format_datetime(changed or asked.at, usegmt=True)
            if asked.headers.get("if-none-match") == etag:
                return Reply(304, headers={"ETag": etag})
        return _coded(Reply(200, body, headers), asked, self.coding)


def _coded(reply: Reply, asked: Asked, coding: str | None) -> Reply:
    """Compress the body when the client takes it."""
    if coding is None or coding not in asked.headers.get("accept-encoding", "") or not isinstance(reply.body, bytes):
        return reply
    packed = gzip.compress(reply.body, mtime=0) if coding == "gzip" else brotli.compress(reply.body)
    return Reply(reply.status, packed, {**reply.headers, "Content-Encoding": coding})
