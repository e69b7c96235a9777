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

from flows.readers.problems import BrokenStreamError

SKIP = 1 << 20  # bytes read at a time to get behind a line that is too long
AT_ONCE = 1 << 18  # bytes of a line that are read at once
UTF8_MARK = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def bounded_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield (number from 1, line with its end) for each line; None for a line of more than `limit` bytes.

    A UTF-8 byte order mark is left out. Raises `BrokenStreamError` for UTF-16 and UTF-32.
    """
    _refuse_wide(stream)
    yield from iter(functools.partial(_next_line, stream, limit, itertools.count(1)), None)


def _next_line(stream: io.BufferedReader, limit: int, numbers: Iterator[int]) -> tuple[int, bytes | None] | None:
    """Return what `bounded_lines` yields, None at the end."""
    number = next(numbers)
    line = _line(stream, limit + 1)
    if not line:
        return None
    if len(line) > limit and not line.endswith(b"\n"):
        _skip_line(stream)
        return number, None
    return number, line.removeprefix(UTF8_MARK) if number == 1 else line


def _line(stream: io.BufferedReader, limit: int) -> bytes:
    """Return the next line, or its first `limit` bytes. `readline` would have a long one twice: as parts, joined."""
    at_once = min(AT_ONCE, limit)
    part = stream.readline(at_once)
    if len(part) < at_once or part.endswith(b"\n"):
        return part
    line = io.BytesIO()
    while part:
        line.write(part)
        part = b"" if part.endswith(b"\n") else stream.readline(min(AT_ONCE, limit - line.tell()))
    return line.getvalue()


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
