"""Text on a terminal: safe, wrapped, in columns.

In: how any stored text may be shown. Stored texts come from strangers: what would move the cursor, colour the screen,
ring a bell or turn the reading order around is shown as an escape and not obeyed. Out: what is shown of an article
(`flows.present_article`), of a search (`flows.present_search`) and of the store (`flows.present_status`).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

import click
from rich.cells import cell_len

from db.reading.controls import OBEYED, escaped

WIDEST = 100  # a longer line is hard to read
NARROWEST = 40

BLANK = re.compile(r"\s+")


def printable(text: str) -> str:
    """Return `text` on one line, harmless to a terminal."""
    return OBEYED.sub(escaped, BLANK.sub(" ", text).strip())


def printable_lines(text: str) -> list[str]:
    """Return the lines of `text`, each harmless to a terminal."""
    return [OBEYED.sub(escaped, line.replace("\t", "    ").rstrip()) for line in text.split("\n")]


def json_text(value: object, indent: int | None = None) -> str:
    """Return `value` as JSON with readable letters; what a terminal would obey is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def line_width() -> int | None:
    """Return where to wrap lines: as wide as the terminal is, within reason; None where a program reads them."""
    if not sys.stdout.isatty():
        return None
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def wrapped(text: str, width: int | None, indent: str = "", first: str | None = None) -> Iterator[str]:
    """Yield harmless `text` in lines of at most `width`, each behind `indent`, the first behind `first`."""
    begin = indent if first is None else first
    if width is None or not text:
        yield (begin + text).rstrip()
        return
    yield from textwrap.wrap(text, width, initial_indent=begin, subsequent_indent=indent, break_on_hyphens=False)


def columns(rows: Sequence[Sequence[object]], headings: Sequence[str], indent: str = "  ") -> Iterator[str]:
    """Yield a table without lines: numbers to the right, everything else to the left, harmless to a terminal."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(headings, *texts, strict=True)]
    right = [all(isinstance(value, (int, float)) for value in column) for column in zip(*rows, strict=True)]
    right = right or [False] * len(headings)
    yield click.style((indent + _row(headings, widths, right)).rstrip(), dim=True)
    for row in texts:
        yield (indent + _row(row, widths, right)).rstrip()


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else printable(str(value))


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        " " * (width - cell_len(cell)) + cell if to_the_right else cell + " " * (width - cell_len(cell))
        for cell, width, to_the_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded)


def heading(text: str) -> str:
    """Return the heading of a section."""
    return click.style(text, bold=True)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 copy", "2 copies"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
