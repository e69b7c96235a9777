"""What a search found, for a person: an article's line, and under it where the words stand, in bold."""

from __future__ import annotations

from collections.abc import Iterator

import click

from db.reading.search import MARK_BEGIN, MARK_END, Hit
from flows.present import printable, wrapped

UNKNOWN_DAY = "no date"
DAY_WIDTH = len("2026-01-31")
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def hit_lines(hit: Hit, width: int | None) -> Iterator[str]:
    """Yield the lines of one article found."""
    day = printable(hit.published[:DAY_WIDTH] if hit.published else UNKNOWN_DAY)
    title = click.style(printable(hit.title or "(no title)"), bold=True)
    copy = "" if hit.canonical else "  (copy)"
    yield f"{hit.article}  {day:{DAY_WIDTH}}  {printable(hit.source)}  {title}{copy}"
    for line in wrapped(printable(hit.snippet), width, "    "):
        yield line.replace(MARK_BEGIN, BOLD).replace(MARK_END, PLAIN) + (PLAIN if MARK_BEGIN in line else "")
