"""Lines of bytes with a bound: a longer line is skipped without ever being in memory.

Here and in all that stands between a dump and its captures, values are handed on by `map` and `yield from`, which keep
nothing of them: a loop keeps its last value, and a page of 1.7 MB would be in memory, as its line and as its body,
until the batch that it fills is stored.
"""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Iterator

from flows.memory import return_holes
from flows.readers.problems import BrokenStreamError

SKIP = 1 << 20  # bytes read at a time to get behind a line that is too long
AT_ONCE = 1 << 18  # bytes of a line that are read at once: of 496 news pages 88 have more
VERY_LONG_LINE = 1 << 20  # bytes: of 496 news pages 9 have more; there is room made for such a page, which comes on top
UTF8_MARK = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# A line, in parts of up to `AT_ONCE` bytes. Who reads them may take them out one by one, so that a long line need not
# be in memory together with what is made of it.
Parts = list[bytes]


def bounded_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield (number from 1, line with its end) for each line; None for a line of more than `limit` bytes.

    A UTF-8 byte order mark is left out. Raises `BrokenStreamError` for UTF-16 and UTF-32.
    """
    return map(_whole, bounded_parts(stream, limit))


def bounded_parts(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, Parts | None]]:
    """Do as `bounded_lines`, with the parts of each line."""
    _refuse_wide(stream)
    yield from iter(functools.partial(_next_line, stream, limit, itertools.count(1)), None)


def joined(parts: Parts) -> bytes:
    """Return the line, and leave no part of it."""
    if len(parts) == 1:
        return parts.pop()
    line = io.BytesIO()
    for part in taken(parts):
        line.write(part)
    return line.getvalue()


def taken(parts: Parts) -> Iterator[bytes]:
    """Yield the parts, each taken out before."""
    while parts:
        yield parts.pop(0)


def _whole(numbered: tuple[int, Parts | None]) -> tuple[int, bytes | None]:
    number, parts = numbered
    return number, None if parts is None else joined(parts)


def _next_line(stream: io.BufferedReader, limit: int, numbers: Iterator[int]) -> tuple[int, Parts | None] | None:
    """Return what `bounded_parts` yields, None at the end."""
    number = next(numbers)
    parts = _parts(stream, limit + 1)
    if not parts:
        return None
    if sum(map(len, parts)) > limit and not parts[-1].endswith(b"\n"):
        _skip_line(stream)
        return number, None
    if number == 1:
        parts[0] = parts[0].removeprefix(UTF8_MARK)
    return number, parts


def _parts(stream: io.BufferedReader, limit: int) -> Parts:
    """Return the next line, or its first `limit` bytes. `readline` alone would have a long one twice to join it."""
    parts: Parts = []
    length = 0
    while part := stream.readline(min(AT_ONCE, limit - length)):
        parts.append(part)
        length += len(part)
        if part.endswith(b"\n"):
            break
        if length == VERY_LONG_LINE:
            return_holes()
    return parts


def too_long(what: str, limit: int) -> str:
    """Say that a line or row is too long, and what to do."""
    return f"{what} is longer than {limit:,} bytes. If it should be, raise the limit `line`."


def _refuse_wide(stream: io.BufferedReader) -> None:
    if stream.peek(4).startswith(WIDE_MARKS):
        raise BrokenStreamError(
            "the text is UTF-16 or UTF-32, and has to be UTF-8. Convert it, with iconv for example."
        )


def _skip_line(stream: io.BufferedReader) -> None:
    while piece := stream.readline(SKIP):
        if piece.endswith(b"\n"):
            return
