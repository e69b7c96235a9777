"""Long lines of JSONL: a page that is read without ever standing in memory as one `str`.

One letter beyond U+FFFF makes a `str` take four bytes for each of its characters: a page of 1.3 MB would be there as
its line, as what the parser copies of that, as 5 MB of text, and as its bytes. Here the bytes are made from the line a
piece at a time, in the same processor time.

In: the first long string of a line. Out: everything else (`flows.readers.jsonl`), and every line that does not fit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import orjson

LONG_LINE = 1 << 18  # bytes: of 496 news pages 88 have more
PIECE = 1 << 15

# What stands for the long string while the rest of the line is parsed. Outside of a string it is no JSON, so a string
# that was cut out in the wrong place is noticed.
MARK = "\0 long \0"
_ESCAPED_MARK = orjson.dumps(MARK)[1:-1]


def parse_long_line(line: bytes) -> dict[str, object]:
    """Return the object of a line, with that of its values which is a long string as its bytes, UTF-8.

    Raise `ValueError` for all else: what is no JSON, or no object, or has no long string as a value.
    """
    begin = _beginning(line)
    long, end = _unescaped(line, begin)
    value: object = orjson.loads(b"".join((line[:begin], _ESCAPED_MARK, line[end:])))
    if not isinstance(value, dict) or MARK not in value.values():
        raise ValueError("the long string is no value of an object")
    return {key: long if item == MARK else item for key, item in value.items()}


def _beginning(line: bytes) -> int:
    """Return where the string begins that goes on behind the first piece."""
    begin, end = next(_pieces(line, 0), (0, 0))
    piece = _without_escapes(line[begin:end])
    if piece.count(b'"') % 2 == 0:
        raise ValueError("no string goes on behind the first piece")
    return begin + piece.rindex(b'"') + 1


def _unescaped(line: bytes, begin: int) -> tuple[bytes, int]:
    """Return the string whose first character is at `begin`, and where its closing quote is."""
    made = io.BytesIO()
    for start, end in _pieces(line, begin):
        piece = line[start:end]
        try:
            made.write(_text(piece))
        except orjson.JSONDecodeError:  # it holds the closing quote, or else is no JSON
            length = _without_escapes(piece).index(b'"')
            made.write(_text(piece[:length]))
            return made.getvalue(), start + length
    raise ValueError("the string has no end")


def _text(piece: bytes) -> bytes:
    text: str = orjson.loads(b'"%b"' % piece)
    return text.encode()


def _without_escapes(piece: bytes) -> bytes:
    """Return a piece of the same length in which every quote begins or ends a string."""
    return piece.replace(rb"\\", b"--").replace(rb"\"", b"--")


def _pieces(line: bytes, begin: int) -> Iterator[tuple[int, int]]:
    """Yield where pieces of some 32 kB begin and end: before a space, which is in no escape and in no character."""
    while begin < len(line):
        space = line.find(b" ", begin + PIECE)
        end = space if space >= 0 else len(line)
        yield begin, end
        begin = end
