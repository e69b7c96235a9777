"""Sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html), with Google's news extension.

In: the addresses that one lists, and what it says of each. Out: fetching them. A sitemap holds addresses and no
articles, so that one saved as a file gives nothing (`flows.readers.feeds` says so).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.readers.problems import BrokenStreamError

MOST = 50_000  # addresses in one sitemap, by the protocol


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of a sitemap."""

    address: str
    modified: str | None = None  # `lastmod`, as it is written
    published: str | None = None  # news alone, as are the next ones
    title: str | None = None
    language: str | None = None

    @property
    def is_news(self) -> bool:
        """Whether the news extension says something of it."""
        return self.published is not None or self.title is not None


def read_sitemap(data: bytes) -> list[Listed]:
    """Return what a sitemap or a sitemap index lists, in its order. Raises `BrokenStreamError`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenStreamError(f"the sitemap cannot be parsed ({error}). Get it again.") from error
    if root is None:
        raise BrokenStreamError("the sitemap is empty. Get it again.")
    return list(_listed(root))


def _listed(root: Any) -> Iterator[Listed]:
    for element in root[:MOST]:
        if _name(element) not in ("url", "sitemap"):
            continue
        said = {_name(inner): _words(inner) for inner in element.iterdescendants() if _words(inner)}
        if address := said.get("loc"):
            published, title = said.get("publication_date"), said.get("title")
            yield Listed(address, said.get("lastmod"), published, title, said.get("language"))


def _name(element: Any) -> str:
    """Return an element's name without its namespace, which sitemaps often spell wrongly; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _words(element: Any) -> str | None:
    return (element.text or "").strip() or None
