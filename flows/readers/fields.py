"""Records of JSONL, JSON and CSV: which key is what, and a record as a `Found`.

Keys are compared without case, "_", "-" and spaces: `date_published`, `datePublished` and "Date Published" are one. Of
several spellings in one record the first below that has a value counts. A value of a type that makes no sense costs the
record, as its other values are then not what they seem either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from extractors.records import Hints
from flows.readers import moments, sniff
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.people import split_authors
from flows.readers.problems import BrokenRecordError

SPELLINGS: dict[str, tuple[str, ...]] = {
    "html": ("html", "rawhtml", "htmlcontent", "contenthtml", "pagehtml"),
    "text": ("text", "plaintext", "fulltext", "contenttext", "articletext", "maintext"),
    "body": ("body", "content", "articlebody", "article"),  # HTML or text: sniffed
    "id": ("id", "recordid", "articleid", "docid", "documentid", "uuid", "guid"),
    "url": ("url", "link", "uri", "pageurl", "articleurl", "permalink", "canonicalurl"),
    "title": ("title", "headline"),
    "authors": ("authors", "author", "byline", "creator"),
    "published": (
        *(
            "published",
            "publishedat",
            "datepublished",
            "publicationdate",
            "publisheddate",
            "publishdate",
            "datepublish",
        ),
        *("publishedon", "pubdate", "date", "datetime"),
    ),
    "language": ("language", "lang", "languagecode"),
    "source": (
        "source",
        "sourcename",
        "publisher",
        "outlet",
        "newspaper",
        "publication",
        "sitename",
        "site",
        "sourcedomain",
        "domain",
    ),
    "captured_at": (
        *("capturedat", "crawldate", "crawledat", "crawltime", "fetchedat", "fetchdate", "fetchtime", "retrievedat"),
        *("retrieved", "scrapedat", "scrapedate", "downloadedat", "downloaddate", "datedownload", "timestamp"),
    ),
}
BODY_FIELDS = ("html", "text", "body")

_JOINTS = re.compile(r"[\s_-]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def found(record: Mapping[str, object], locator: str, limits: Limits) -> Found:
    """Return the document of a record. Raises `BrokenRecordError` for no body and for values of wrong types.

    The document may be a text, or its bytes, UTF-8.
    """
    values = _by_field(record)
    body, media_type = _body(values, record, limits)
    return Found(
        body=body,
        media_type=media_type,
        locator=locator,
        url=_text(values, "url"),
        captured_at=_moment(values, "captured_at"),
        said=_name(values, "source"),
        record_id=_text(values, "id"),
        hints=Hints(
            title=_text(values, "title"),
            authors=_authors(values),
            published=_published(values),
            language=_text(values, "language"),
        ),
        charset="utf-8",
    )


def is_body_key(key: str) -> bool:
    """Return whether a column or key of this name holds documents."""
    return any(_plain(key) in SPELLINGS[field] for field in BODY_FIELDS)


def is_known_key(key: str) -> bool:
    """Return whether a column or key of this name is read."""
    return any(_plain(key) in spellings for spellings in SPELLINGS.values())


def encoded(text: str) -> bytes:
    """Return `text` as UTF-8. Lone surrogates, left by cut escapes in JSON, become U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return whole(text).encode()


def whole(text: str) -> str:
    """Return `text` with U+FFFD for lone surrogates, which no encoding can write."""
    try:
        text.encode()  # 2.4 times as fast as looking for surrogates in 131 news pages
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def _plain(key: str) -> str:
    return _JOINTS.sub("", key.lower())


def _by_field(record: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    """Return field -> (the record's own key, value) for the fields that have a value."""
    given: dict[str, tuple[str, object]] = {}
    for key, value in record.items():
        if value is not None and not (isinstance(value, str | bytes) and (not value or value.isspace())):
            given.setdefault(_plain(key), (key, value))
    chosen = {}
    for field, spellings in SPELLINGS.items():
        spelling = next((spelling for spelling in spellings if spelling in given), None)
        if spelling is not None:
            chosen[field] = given[spelling]
    return chosen


def _body(values: Mapping[str, tuple[str, object]], record: Mapping[str, object], limits: Limits) -> tuple[bytes, str]:
    field = next((field for field in BODY_FIELDS if field in values), None)
    if field is None:
        raise BrokenRecordError(_no_body(record))
    key, value = values[field]
    if not isinstance(value, str | bytes):
        raise BrokenRecordError(f"`{key}` has to be a text, and is {_kind(value)}. Mend the record.")
    body = encoded(value) if isinstance(value, str) else value
    if len(body) > limits.document:
        raise BrokenRecordError(
            f"`{key}` has {len(body):,} bytes, over {limits.document:,}. If it should, raise the limit `document`."
        )
    return body, {"html": sniff.HTML, "text": sniff.PLAIN}.get(field) or sniff.of_text(body)


def _no_body(record: Mapping[str, object]) -> str:
    empty = [key for key in record if is_body_key(key)]
    if empty:
        return f"`{empty[0]}` is empty. A record needs the page as `html` or its text as `text`."
    keys = ", ".join(f"`{whole(key)[:40]}`" for key in list(record)[:8]) or "none"
    return (
        f"there is neither `html` nor `text` (keys: {keys}). A record needs the page as `html` or its text as `text`."
    )


def _text(values: Mapping[str, tuple[str, object]], field: str) -> str | None:
    key, value = values.get(field, (field, None))
    if value is None:
        return None
    if isinstance(value, str):
        return whole(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise BrokenRecordError(f"`{key}` has to be a text, and is {_kind(value)}. Mend the record.")


def _name(values: Mapping[str, tuple[str, object]], field: str) -> str | None:
    """Return a value that may also be an object with a `name`."""
    key, value = values.get(field, (field, None))
    named = value["name"] if isinstance(value, Mapping) and "name" in value else value
    return _text({field: (key, named)}, field)


def _moment(values: Mapping[str, tuple[str, object]], field: str) -> str | None:
    text = _text(values, field)
    return None if text is None else moments.utc(text)


def _published(values: Mapping[str, tuple[str, object]]) -> str | None:
    """Return the publication date as it is written; a number, which nobody reads as a date, as its time."""
    _, value = values.get("published", ("", None))
    text = _text(values, "published")
    return text if isinstance(value, str) or text is None else moments.utc(text)


def _authors(values: Mapping[str, tuple[str, object]]) -> tuple[str, ...]:
    key, value = values.get("authors", ("authors", None))
    if isinstance(value, str):
        return split_authors(whole(value))
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        names = [_name({"authors": (key, one)}, "authors") for one in value]
    else:
        names = [_name(values, "authors")]
    return tuple(name for name in names if name)


def _kind(value: object) -> str:
    """Name a JSON type as a person would."""
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)
