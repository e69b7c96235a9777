"""Where feeds may be: what a page links, what robots.txt names, where they usually stand. Pure.

In: bytes and an address in, addresses out, likeliest first. Out: asking there (`flows.discovery.search`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement
from protego import Protego

from extractors.address import tidy
from extractors.decode import as_utf8
from extractors.tree import NoPageError, parse

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
    }
)
# The defaults of the common publishing systems: WordPress and Drupal, Hugo and Jekyll, Ghost, and hand-made sites.
USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/index.xml", "/atom.xml", "/feed.json")
# News sitemaps first: a plain one lists every page that a site ever had.
USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
MOST_LINKED = 8  # asked for of those that one page names: sites with a feed for every section link dozens

_FEED_PATH = re.compile(
    r"(?:/|^)(?:rss|feeds?|atom)(?:[/.?_-]|$)|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)\w*\.(?:xml|json)", re.I
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address where a feed may be."""

    address: str
    found: str  # how it was found, for a person: "linked by the page"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page says of its site."""

    site_name: str | None = None
    title: str | None = None
    language: str | None = None
    linked: tuple[Place, ...] = ()  # the feeds that its link tags name
    offered: tuple[Place, ...] = ()  # links for readers that look like feeds: a page "RSS" often lists them


def read_page(body: bytes, charset: str | None, address: str) -> PageLinks:
    """Return what a page says of its site and its feeds. What is no page gives nothing."""
    try:
        tree = parse(as_utf8(body, charset))
    except NoPageError:
        return PageLinks()
    base = next(iter(_whole(address, _first(tree, "//base[@href]/@href"))), address)
    return PageLinks(
        site_name=_first(tree, "//meta[@property='og:site_name']/@content"),
        title=_first(tree, "//title/text()"),
        language=_first(tree, "/html/@lang"),
        linked=_once(Place(link, "linked by the page") for link in _declared(tree, base)),
        offered=_once(Place(link, "offered on the page") for link in _offered(tree, base)),
    )


def usual_feeds(address: str) -> tuple[Place, ...]:
    """Return where the feeds of a site usually stand."""
    return tuple(Place(urljoin(address, path), "at a usual place") for path in USUAL_FEEDS)


def sitemaps(robots: str, address: str) -> tuple[Place, ...]:
    """Return the sitemaps that a robots.txt names, those of news first, and where they usually stand."""
    named = sorted(Protego.parse(robots).sitemaps, key=lambda link: "news" not in link.lower())
    whole = [whole for link in named for whole in _whole(address, link)]
    places = (Place(link, "named by robots.txt") for link in whole)
    return (*_once(places), *(Place(urljoin(address, path), "at a usual place") for path in USUAL_SITEMAPS))


def _declared(tree: HtmlElement, base: str) -> list[str]:
    links = []
    for link in tree.iterfind(".//link"):
        rel, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" in rel and kind in FEED_TYPES) or "feed" in rel:
            links += _whole(base, link.get("href"))
    return links


def _offered(tree: HtmlElement, base: str) -> list[str]:
    links = []
    for anchor in tree.iterfind(".//a"):
        links += [link for link in _whole(base, anchor.get("href")) if _FEED_PATH.search(link.partition("//")[2])]
    return links


def _whole(base: str, link: str | None) -> list[str]:
    try:
        whole = tidy(urljoin(base, link.strip())) if link else None
    except ValueError:
        whole = None
    return [whole] if whole else []


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the first of the places, each address once."""
    found: dict[str, Place] = {}
    for place in places:
        found.setdefault(place.address, place)
    return tuple(found.values())[:MOST_LINKED]


def _first(tree: HtmlElement, path: str) -> str | None:
    """Return the first text at an XPath, its blanks put in order; None where there is none."""
    found = tree.xpath(path)
    texts = (" ".join(str(value).split()) for value in found) if isinstance(found, list) else ()
    return next(filter(None, texts), None)
