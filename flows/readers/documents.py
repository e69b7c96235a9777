"""Files that are one document each: .txt and .html. Their bytes are the body; the encoding is left to extraction."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from flows.readers import sniff
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.problems import BrokenStreamError
from flows.readers.streams import BUFFER


def read_text(stream: io.BufferedReader, limits: Limits) -> Iterator[Found]:
    """Yield the one document of a text file; a page saved under the name of a text is seen to be HTML."""
    return _document(stream, limits, sniff.of_text)


def read_html(stream: io.BufferedReader, limits: Limits) -> Iterator[Found]:
    """Yield the one document of an HTML file; a text saved under the name of a page is seen to be text."""
    return _document(stream, limits, sniff.of_html)


def bounded(stream: io.BufferedReader, limit: int, name: str) -> bytes:
    """Return all bytes of a stream. Raises `BrokenStreamError` for more than `limit`, the limit called `name`."""
    pieces: list[bytes] = []
    size = 0
    while size <= limit and (piece := stream.read(BUFFER)):  # one read of the limit would take the memory of the limit
        pieces.append(piece)
        size += len(piece)
    if size > limit:
        raise BrokenStreamError(f"it has more than {limit:,} bytes. If it should, raise the limit `{name}`.")
    return b"".join(pieces)


def _document(stream: io.BufferedReader, limits: Limits, media_type: Callable[[bytes], str]) -> Iterator[Found]:
    body = bounded(stream, limits.document, "document")
    yield Found(body=body, media_type=media_type(body), locator="")
