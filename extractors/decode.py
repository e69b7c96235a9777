"""Bytes of a web page to text: byte order mark, declared charset, detection, in this order (WHATWG encoding
sniffing)."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{1,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([a-z0-9_:.-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4096  # bytes; the standard asks for 1024, pages put scripts before it
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])  # what no XML tree can hold


def decode(body: bytes, declared: str | None = None) -> str:
    """Return the text of `body`. `declared` is the charset of the HTTP header or the container.

    Never fails: bytes that fit no encoding become U+FFFD. Control characters are left out, as no tree can hold them.
    """
    return as_utf8(body, declared).decode("utf-8")


def as_utf8(body: bytes, declared: str | None = None) -> bytes:
    """Return the text of `body` as `decode` does, in UTF-8. What is UTF-8 already is not copied needlessly."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _encoded(body[len(mark) :].decode(name, "replace"))
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _encoded(_legacy(body, _declared(body, declared)))
    return body.translate(None, _CONTROL)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(None, _CONTROL)


def _legacy(body: bytes, declared: list[str]) -> str:
    for name in declared:
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _lenient(body, declared)


def _declared(body: bytes, declared: str | None) -> list[str]:
    meta = _META.search(body[:_META_WITHIN])
    names = [declared, meta[1].decode("ascii", "replace") if meta else None]
    return [map_encoding_to_html5(name.strip().lower(), fallback_utf8=False) or name for name in names if name]


def _lenient(body: bytes, declared: list[str]) -> str:
    """Some bytes fit neither UTF-8 nor what is declared: detection, unless UTF-8 fails in a few places only."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 1000 < len(text):
        return text
    name = detect_encoding(body, html5_compatible=True) or (declared[0] if declared else "windows-1252")
    try:
        return body.decode(name, "replace")
    except LookupError:
        return text
