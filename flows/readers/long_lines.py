"""Long lines of JSONL: a page that is read without ever standing in memory as one `str`.

One letter beyond U+FFFF makes a `str` take four bytes for each of its characters: a page of 1.3 MB would be there as
its line, as what the parser copies of that, as 5 MB of text, and as its bytes. Here the bytes are made from the line a
piece at a time, in the same processor time. A very long line is looked through first, and then given up part by part
as its bytes are made: they are not in memory together.

In: the first long string of a line. Out: everything else (`flows.readers.jsonl`), and every line that does not fit.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import orjson

from flows.readers.lines import VERY_LONG_LINE, Parts, taken

# With 8 kB it takes the same processor time, with 32 kB a fifth more: they leave the nearer cache.
PIECE = 1 << 14

# Longer than any stretch of text or of an encoded image without a character before which it can be cut.
LONGEST_PIECE = 1 << 18

# What is in no escape, and begins a character: one of ASCII that has no meaning behind a backslash and is no
# hexadecimal digit, or the first byte of another.
_CUT = re.compile(rb'[^"\\/0-9A-Fa-fbnrtu\x80-\xbf]')

# What stands for the long string while the rest of the line is parsed. Outside of a string it is no JSON, so a string
# that was cut out in the wrong place is noticed.
MARK = "\0 long \0"
_ESCAPED_MARK = orjson.dumps(MARK)[1:-1]

Record = dict[str, object]


def parse_long_line(parts: Parts, fits: Callable[[Record], bool]) -> Record:
    """Return the object of a line, with that of its values which is a long string as its bytes, UTF-8. No part is left.

    Raise `ValueError` and leave all parts for all else: what is no JSON, or no object, or has no long string as a
    value, or does not fit: `fits` is asked of the object with `MARK` for the long string.
    """
    long = io.BytesIO()
    very_long = sum(map(len, parts)) > VERY_LONG_LINE
    record = _parse(parts, _forget if very_long else long.write)
    if not fits(record):
        raise ValueError("the object does not fit")
    if very_long:
        _write_long_string(taken(parts), long.write)
    parts.clear()
    value = long.getvalue()
    return {key: value if item == MARK else item for key, item in record.items()}


def _forget(_: bytes) -> None:
    """Write nothing."""


def _parse(parts: Parts, write: Callable[[bytes], object]) -> Record:
    """Return the object of a line with `MARK` for its long string, which is written."""
    before, behind = _write_long_string(parts, write)
    value: object = orjson.loads(b"".join((before, _ESCAPED_MARK, behind)))
    if not isinstance(value, dict) or MARK not in value.values():
        raise ValueError("the long string is no value of an object")
    return value


def _write_long_string(parts: Iterable[bytes], write: Callable[[bytes], object]) -> tuple[bytes, bytes]:
    """Write the long string of a line, unescaped, and return what stands before and behind it, its quotes included."""
    pieces = _pieces(parts)
    first = next(pieces, b"")
    begin = _beginning(first)
    behind = _write_string(chain((first[begin:],), pieces), write)
    return first[:begin], b"".join(chain((behind,), pieces))


def _beginning(piece: bytes) -> int:
    """Return where the string begins that goes on behind the first piece."""
    bare = _without_escapes(piece)
    if bare.count(b'"') % 2 == 0:
        raise ValueError("no string goes on behind the first piece")
    return bare.rindex(b'"') + 1


def _write_string(pieces: Iterable[bytes], write: Callable[[bytes], object]) -> bytes:
    """Write the string that the pieces begin with, and return the rest of the piece in which it ends."""
    for piece in pieces:
        try:
            write(_text(piece))
        except orjson.JSONDecodeError:  # it holds the closing quote, or else is no JSON
            length = _without_escapes(piece).index(b'"')
            write(_text(piece[:length]))
            return piece[length:]
    raise ValueError("the string has no end")


def _text(piece: bytes) -> bytes:
    text: str = orjson.loads(b'"%b"' % piece)
    return text.encode()


def _without_escapes(piece: bytes) -> bytes:
    """Return a piece of the same length in which every quote begins or ends a string."""
    return piece.replace(rb"\\", b"--").replace(rb"\"", b"--")


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the line in pieces of some 16 kB, cut where no escape and no character is cut through."""
    rest = b""
    for part in parts:
        begin = 0
        while cut := _CUT.search(part, begin + PIECE):
            yield rest + part[begin : cut.start()]
            rest, begin = b"", cut.start()
        rest += part[begin:]
        if len(rest) > LONGEST_PIECE:
            raise ValueError("there is nowhere to cut")
    yield rest
