"""What bytes are: HTML, plain text, or neither. After the WHATWG MIME Sniffing Standard, section 7, as news needs it.

In: a decision from the first bytes and from what was declared. Out: character encodings, which extraction detects.
"""

from __future__ import annotations

import re

HTML = "text/html"
PLAIN = "text/plain"

# Section 7.1 looks at the first 1,445 bytes; tags are looked for further on, as fragments may begin with words.
BINARY_WINDOW = 1445
MARKUP_WINDOW = 4096

HTML_TYPES = frozenset({HTML, "application/xhtml+xml"})
UNDECLARED = frozenset({"", "unknown/unknown", "application/unknown", "application/octet-stream", "*/*"})

_PREAMBLE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?")
_FIRST_TAG = re.compile(
    rb"<(?:!doctype\s+html|!--|(?:html|head|body|title|meta|link|script|style|iframe|h[1-6]|div|p|a|b|i|em|strong|span|br|hr"
    rb"|font|table|ul|ol|li|img|figure|blockquote|article|section|main|header|aside)(?=[\s/>]))",
    re.IGNORECASE,
)
_LATER_TAG = re.compile(
    rb"</(?:p|div|a|b|i|em|strong|span|h[1-6]|ul|ol|li|blockquote|figure)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE
)
_ANY_TAG = re.compile(rb"<[a-z!/]", re.IGNORECASE)
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16
_MAGIC = (
    b"%PDF-",
    b"%!PS-Adobe-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x00\x00\x01\x00",
)


def of_text(body: bytes) -> str:
    """Return "text/html" or "text/plain" for bytes that are known to be text of either kind."""
    head = _narrow(body)
    start = _PREAMBLE.match(head)
    if start and _FIRST_TAG.match(head, start.end()):
        return HTML
    return HTML if _LATER_TAG.search(head) else PLAIN


def of_html(body: bytes) -> str:
    """Return "text/html" for bytes that are said to be HTML, unless there is not one tag near their beginning."""
    return HTML if _ANY_TAG.search(_narrow(body)) else PLAIN


def of_response(body: bytes, declared: str | None) -> str | None:
    """Return the type of an HTTP body with its declared type (no parameters), or None for what is no text document."""
    kind = (declared or "").strip().lower()
    if not may_be_text(kind) or body.startswith(_MAGIC):
        return None
    if kind in HTML_TYPES:
        return of_html(body)
    if kind in UNDECLARED and is_binary(body):
        return None
    return of_text(body)


def may_be_text(declared: str | None) -> bool:
    """Return whether a declared type (no parameters) leaves room for HTML or text: it names one of them, or nothing."""
    kind = (declared or "").strip().lower()
    return kind in HTML_TYPES or kind in UNDECLARED or kind == PLAIN


def is_binary(body: bytes) -> bool:
    """Return whether there are bytes at the beginning that no text has, by section 7.2 of the standard."""
    return not body.startswith(_WIDE_MARKS) and bool(_BINARY_BYTES.search(body, 0, BINARY_WINDOW))


def _narrow(body: bytes) -> bytes:
    """Return the beginning of `body`, UTF-16 as if it were one byte a character: tags are ASCII."""
    head = body[:MARKUP_WINDOW]
    return head[2:].replace(b"\x00", b"") if head.startswith(_WIDE_MARKS) else head
