"""gzip that is the same bytes everywhere."""

from __future__ import annotations

import struct
import zlib

_LARGEST_BLOCK = 0xFFFF  # a stored block's length has 16 bits
_HEADER = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"  # deflate, no flags, no time, no hint, system unknown


def gzipped(body: bytes) -> bytes:
    """Return a gzip member (RFC 1952) of stored blocks (RFC 1951, 3.2.4).

    Nothing is made smaller: zlib, zlib-ng and Apple's zlib compress to different bytes, and the samples, the offsets in
    them and their labels must come out the same on every machine.
    """
    starts = range(0, max(len(body), 1), _LARGEST_BLOCK)
    blocks = b"".join(_block(body[start : start + _LARGEST_BLOCK], last=start == starts[-1]) for start in starts)
    return _HEADER + blocks + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def _block(piece: bytes, *, last: bool) -> bytes:
    return struct.pack("<BHH", last, len(piece), len(piece) ^ 0xFFFF) + piece
