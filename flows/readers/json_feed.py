"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractors.records import Failure, Hints, Origin
from flows.readers import fields, sniff
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.locators import place
from flows.readers.problems import BrokenRecordError, BrokenStreamError, failure

VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/", "https://www.jsonfeed.org/version/")


def is_feed(value: Mapping[str, object]) -> bool:
    """Return whether a JSON object says that it is a JSON Feed."""
    version = value.get("version")
    return isinstance(version, str) and version.startswith(VERSIONS)


def read_entries(feed: Mapping[str, object], limits: Limits) -> Iterator[Found | Failure]:
    """Yield the document of each item, "entry=N"."""
    items = feed.get("items")
    if not isinstance(items, list):
        raise BrokenStreamError("the JSON Feed has no list of `items`. Get it again.")
    for number, item in enumerate(items, start=1):
        locator = place("entry", number)
        try:
            yield _found(item, feed, locator, limits)
        except BrokenRecordError as error:
            yield failure(f"entry {number}: {error}", locator)


def _found(item: object, feed: Mapping[str, object], locator: str, limits: Limits) -> Found:
    if not isinstance(item, dict):
        raise BrokenRecordError("an item has to be a JSON object.")
    content, media_type = content_of(item)
    body = fields.encoded(content)
    if len(body) > limits.document:
        raise BrokenRecordError(
            f"the content has {len(body):,} bytes, over {limits.document:,}. If it should, raise the limit `document`."
        )
    return Found(
        body=body,
        media_type=media_type,
        locator=locator,
        url=text_of(item, "url") or text_of(item, "external_url"),
        record_id=text_of(item, "id"),
        hints=hints_of(item, feed),
        charset="utf-8",
    )


def hints_of(item: Mapping[str, object], feed: Mapping[str, object]) -> Hints:
    """Return what a feed says of one of its items. Raises `BrokenRecordError` for values that are no text."""
    return Hints(
        title=text_of(item, "title"),
        authors=_authors(item) or _authors(feed),
        published=text_of(item, "date_published"),
        language=text_of(item, "language") or text_of(feed, "language"),
        origin=Origin.FEED,
    )


def content_of(item: Mapping[str, object]) -> tuple[str, str]:
    """Return the item's content and its media type. Raises `BrokenRecordError` where it has none."""
    for key, media_type in (("content_html", sniff.HTML), ("content_text", sniff.PLAIN)):
        content = item.get(key)
        if isinstance(content, str) and content.strip():
            return content, media_type
    raise BrokenRecordError(
        "it has neither `content_html` nor `content_text`: there is no article in it. Fetch its page instead."
    )


def text_of(item: Mapping[str, object], key: str) -> str | None:
    """Return a value as text. Raises `BrokenRecordError` for a list or an object."""
    value = item.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str | int | float):
        return fields.whole(str(value).strip())
    raise BrokenRecordError(f"`{key}` has to be a text. Mend or leave out the item.")


def _authors(item: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of `authors` (1.1) or `author` (1.0)."""
    authors = item.get("authors") or [item.get("author")]
    names = (
        author.get("name") for author in (authors if isinstance(authors, list) else []) if isinstance(author, dict)
    )
    return tuple(fields.whole(name.strip()) for name in names if isinstance(name, str) and name.strip())
