"""Articles and alerts as an Atom feed (RFC 4287).

In: a feed and its entries as plain values, and the document that they make: well-formed whatever a text contains, links
to http and https only. Out: which articles, in which order (`db.reading.newest`), and where the document goes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
GENERATOR = "Wiresift"

# What XML 1.0 has no way to write (section 2.2): most controls, lone surrogates, U+FFFE and U+FFFF.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# A tag: URI (RFC 4151) names a thing for ever, wherever the feed lies: ids derive from content, and so do these.
TAG = "tag:wiresift,2026:{kind}/{identity}"


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that an entry is of."""

    name: str
    title: str
    homepage: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Times are UTC, ISO 8601 with Z, or days."""

    id: str
    title: str
    updated: str
    published: str | None = None
    address: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    paragraphs: tuple[str, ...] = ()  # the whole text; none where only the summary is told
    language: str | None = None
    origin: Origin | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `links` are addresses by relation: self, alternate, and for pages of a feed first, next, previous, last
    (RFC 5005)."""

    id: str
    title: str
    updated: str
    links: Mapping[str, str] = field(default_factory=dict)


def tag(kind: str, identity: str) -> str:
    """Return the id that a feed or an entry has for ever."""
    return TAG.format(kind=kind, identity=quote(identity, safe=""))


def atom_document(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Return the feed as an XML document in UTF-8."""
    root = etree.XML(f'<feed xmlns="{NAMESPACE}"/>')
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _time(feed.updated))
    _add(root, "generator", GENERATOR)
    for relation, address in feed.links.items():
        _add_link(root, relation, address)
    for entry in entries:
        _add_entry(root, entry)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def writable(text: str) -> str:
    """Return `text` without the characters that XML cannot write."""
    return UNWRITABLE.sub("", text)


def _add_entry(root: etree._Element, entry: Entry) -> None:
    element = etree.SubElement(root, f"{{{NAMESPACE}}}entry")
    if entry.language:
        element.set(XML_LANGUAGE, writable(entry.language))
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _time(entry.updated))
    if entry.published:
        _add(element, "published", _time(entry.published))
    _add_authors(element, entry)
    _add_link(element, "alternate", entry.address)
    for category in entry.categories:
        _add(element, "category").set("term", writable(category))
    if entry.origin:
        _add_origin(element, entry.origin, _time(entry.updated))
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.paragraphs:
        _add(element, "content", _as_html(entry.paragraphs)).set("type", "html")


def _add_authors(element: etree._Element, entry: Entry) -> None:
    """Add the authors: without any the source, as an entry must have one."""
    nameless = entry.origin.title if entry.origin else GENERATOR
    for name in [name for name in entry.authors if writable(name).strip()] or [nameless]:
        _add(_add(element, "author"), "name", name)


def _add_origin(element: etree._Element, origin: Origin, updated: str) -> None:
    source = _add(element, "source")
    _add(source, "id", tag("source", origin.name))
    _add(source, "title", origin.title)
    _add(source, "updated", updated)
    _add_link(source, "alternate", origin.homepage)


def _add_link(element: etree._Element, relation: str, address: str | None) -> None:
    if address and _is_web(address):
        link = _add(element, "link")
        link.set("rel", relation)
        link.set("href", writable(address))


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _time(written: str) -> str:
    """Return a time as Atom wants it (RFC 3339): of a day alone, as dumps may say it, the beginning."""
    return f"{written}T00:00:00Z" if len(written) == len("2026-01-31") else written


def _as_html(paragraphs: Iterable[str]) -> str:
    return "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        element.text = writable(text)
    return element
