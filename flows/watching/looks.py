"""How an alert looks: as a message for people, and as an entry of a feed.

In: turning an alert's content into text. Out: what it says (`flows.watching.alerts`), and how it gets to its receiver.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from db.atom import Entry, Feed, Origin, atom_document, tag
from flows.present import counted
from flows.watching.alerts import Content

KINDS = {"story": "", "correction": "Corrected: ", "trouble": "Trouble: ", "recovery": "Well again: "}


def headline(content: Content) -> str:
    """Return the alert in one line."""
    return f"{KINDS[content['kind']]}{content['title']}"


def message_lines(content: Content) -> Iterator[str]:
    """Yield the lines of a message; the headline is not among them, the id is the last."""
    yield from _body(content)
    if url := content.get("article", {}).get("url"):
        yield url
    yield f"Watch {content['watch']}, alert {content['id']}"


def alerts_feed(watch: str, title: str | None, made: str, contents: Iterable[str]) -> bytes:
    """Return the Atom feed of a watch's alerts, as they are stored, the newest first."""
    alerts = [json.loads(content) for content in contents]
    updated = alerts[0]["made"] if alerts else made
    return atom_document(Feed(tag("watch", watch), title or watch, updated), map(_entry, alerts))


def _body(content: Content) -> Iterator[str]:
    if "article" not in content:
        yield content["what"]
        return
    article = content["article"]
    yield " · ".join(filter(None, [article["source_title"] or article["source"], article["published"]]))
    for change in content.get("changes", ()):
        yield from (f"- {change['before']}",) if change["before"] else ()
        yield from (f"+ {change['after']}",) if change["after"] else ()
    if content["kind"] == "story":
        yield article["excerpt"]
    yield from _copies(content)


def _copies(content: Content) -> Iterator[str]:
    story = content["story"]
    if story and story["articles"] > 1:
        yield f"{counted(story['articles'], 'article')} of this story: {', '.join(story['sources'])}"


def _entry(content: Content) -> Entry:
    article = content.get("article", {})
    source = article.get("source") or content.get("source")
    return Entry(
        id=tag("alert", content["id"]),
        title=headline(content),
        updated=content["made"],
        published=content["made"],
        address=article.get("url"),
        authors=tuple(article.get("authors", ())),
        paragraphs=tuple(_body(content)),
        language=article.get("language"),
        origin=Origin(source, article.get("source_title") or source) if source else None,
        categories=(content["kind"],),
    )
