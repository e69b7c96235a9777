"""OPML 2.0 (http://opml.org/spec2.opml), in which feed readers keep their subscriptions.

In: outlines with a feed to sources, and back. Out: names that are free and files (`flows.commands.sources_opml`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from flows.errors import RunError
from flows.source_files import Source

LONGEST = 20_000_000  # bytes: 50,000 subscriptions


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a feed reader."""

    feed: str
    title: str | None = None
    homepage: str | None = None
    language: str | None = None


def read_opml(path: Path) -> list[Subscription]:
    """Return the subscriptions of a file, folders dissolved, each feed once. Raise `RunError` for what is no OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with path.open("rb") as stream:
        data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise RunError(f"{path}: it has more than {LONGEST:,} bytes; split it")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise RunError(f"{path}: it is no XML: {error}; export it again from your feed reader") from error
    if root.tag != "opml":
        raise RunError(f"{path}: it is no OPML (its root is <{root.tag}>); export it from your feed reader as OPML")
    found: dict[str, Subscription] = {}
    for outline in root.iter("outline"):
        if outline.get("xmlUrl", "").strip():
            subscription = _subscription(outline)
            found.setdefault(subscription.feed, subscription)
    return list(found.values())


def write_opml(sources: Iterable[Source], title: str) -> bytes:
    """Return the OPML of the sources' feeds, an outline each."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        for feed in source.feeds:
            name = source.title or source.name
            said = {"htmlUrl": source.homepage, "language": source.language}
            known = {key: value for key, value in said.items() if value}
            etree.SubElement(body, "outline", {"type": "rss", "text": name, "title": name, "xmlUrl": feed} | known)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _subscription(outline: etree._Element) -> Subscription:
    said = {str(key): " ".join(str(value).split()) or None for key, value in outline.attrib.items()}
    return Subscription(
        feed=said["xmlUrl"] or "",
        title=said.get("title") or said.get("text"),
        homepage=said.get("htmlUrl"),
        language=said.get("language"),
    )
