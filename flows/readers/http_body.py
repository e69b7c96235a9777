"""The body of an HTTP message as a browser sees it: transfer and content codings undone, within a limit of size."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader

from flows.readers import sniff
from flows.readers.problems import BrokenRecordError

GZIP_WINDOW = 16 + zlib.MAX_WBITS  # zlib's way to ask for the gzip form

_CHUNK_SIZE = re.compile(rb"\A[0-9a-fA-F]+[ \t]*(?:;[^\r\n]*)?\r?\n")
_NOTHING_TO_UNDO = frozenset({"", "identity", "none"})


def decoded(body: bytes, transfer: str | None, content: str | None, limit: int) -> bytes:
    """Return `body` without the codings that the two headers name (RFC 9110, 8.4, and RFC 9112, 6.1 and 7).

    Crawlers often store the decoded body under the coded one's headers: what does not look coded is left as it is.
    Raises `BrokenRecordError` for damaged codings, unknown ones, and for more than `limit` bytes.
    """
    for coding in [*_codings(content), *_codings(transfer)][::-1]:
        body = _undone(body, coding, limit)
    return body


def _codings(header: str | None) -> list[str]:
    names = (name.strip().lower().removeprefix("x-") for name in (header or "").split(","))
    return [name for name in names if name not in _NOTHING_TO_UNDO]


def _undone(body: bytes, coding: str, limit: int) -> bytes:
    if not _looks_coded(body, coding):
        return body
    if coding not in READERS:
        raise BrokenRecordError(
            f"the HTTP coding `{coding[:40]}` is not known. chunked, gzip, deflate, br and zstd are read."
        )
    try:
        data = READERS[coding](body, limit + 1)
    except (OSError, zlib.error) as error:
        raise BrokenRecordError(
            f"the {coding} coding of the HTTP body is damaged or cut off ({error}). Crawl the page again."
        ) from error
    if len(data) > limit:
        raise BrokenRecordError(
            f"the HTTP body unpacks to more than {limit:,} bytes. If it should, raise the limit `document`."
        )
    return data


def _looks_coded(body: bytes, coding: str) -> bool:
    match coding:
        case "chunked":
            return _CHUNK_SIZE.match(body) is not None
        case "gzip":
            return body.startswith(b"\x1f\x8b")
        case "zstd":
            return body.startswith(b"\x28\xb5\x2f\xfd")
        case _:  # deflate and br begin with no mark of their own
            return sniff.is_binary(body) or body.lstrip()[:1] != b"<"


def _streamed(reader: Callable[[BinaryIO], BinaryIO]) -> Callable[[bytes, int], bytes]:
    def read(body: bytes, size: int) -> bytes:
        stream = reader(io.BytesIO(body))
        pieces = []
        while size > 0 and (piece := stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    return read


def _deflate(body: bytes, size: int) -> bytes:
    """Undo `deflate`: zlib data by the standard, bare deflate data by many servers."""
    try:
        return _inflate(body, size, zlib.MAX_WBITS)
    except zlib.error:
        return _inflate(body, size, -zlib.MAX_WBITS)


def _inflate(body: bytes, size: int, window: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    data = unpacker.decompress(body, size)
    if not unpacker.eof and len(data) < size:
        raise zlib.error("the data end too early")
    return data


READERS: dict[str, Callable[[bytes, int], bytes]] = {
    "chunked": _streamed(lambda stream: cast(BinaryIO, ChunkedReader(stream))),
    "gzip": lambda body, size: _inflate(body, size, GZIP_WINDOW),
    "br": _streamed(lambda stream: cast(BinaryIO, BrotliReader(stream))),
    "zstd": _streamed(lambda stream: cast(BinaryIO, ZstdReader(stream))),
    "deflate": _deflate,
}
