"""The followed outlets as a table, for a person and for a program.

In: joining the user's files with what the store knows. Out: reading both (`flows.sources`, `db.reading.sources`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.reading.sources import Brought
from flows.present import columns, counted, printable
from flows.source_files import Source
from flows.sources import Sources

RECENT = timedelta(days=7)  # a whole week, as few outlets write as much on a Sunday
NOTHING = Brought("", 0, 0, 0, None, None, 0, None, None, None)
ABOUT = ("language", "title")
HEADINGS = ("source", "state", "last success", "last new article", "articles", "a day", "copies", "failures")


@dataclass(frozen=True, slots=True)
class Listed:
    """A source file with what the source has brought."""

    source: Source
    brought: Brought
    per_day: float | None  # new articles of the last week, a day; None where there is none yet
    fault: str | None = None  # what is wrong with its file

    @property
    def state(self) -> str:
        """Whether it is followed, and whether it can be."""
        if self.fault:
            return "wrong file"
        if not self.source.enabled:
            return "disabled"
        if not self.source.feeds:
            return "no feeds"
        return "failing" if self.brought.error else "enabled"


def listed(sources: Sources, brought: Mapping[str, Brought], now: datetime) -> list[Listed]:
    """Return the sources with what each has brought."""
    found = ((source, brought.get(source.name, NOTHING)) for source in sources.all)
    return [Listed(source, known, _per_day(known, now), sources.faults.get(source.name)) for source, known in found]


def listed_lines(rows: Sequence[Listed], every: bool) -> Iterator[str]:
    """Yield the table; the disabled ones that have brought nothing only when `every` one is asked for, with what helps
    to choose among them."""
    shown = [row for row in rows if every or row.source.enabled or row.brought.articles or row.fault]
    hidden = len(rows) - len(shown)
    if shown:
        about = ABOUT if every else ()
        cells = [(*_cells(row), *(getattr(row.source, name) for name in about)) for row in shown]
        yield from columns(cells, (*HEADINGS, *about), indent="")
    for row in shown:
        if row.fault:
            yield f"{row.source.name}: {printable(row.fault)}"
        elif row.brought.error:
            yield f"{row.source.name}: {printable(row.brought.error_feed or '')}: {printable(row.brought.error)}"
    if hidden:
        yield f"{counted(hidden, 'disabled source')} not shown: --all shows them, `sources enable NAME` follows one"
    if not rows:
        yield "no sources yet: `wiresift sources add URL` makes one"


def listed_data(row: Listed) -> dict[str, Any]:
    """Return a source as plain data."""
    about = {name: getattr(row.source, name) for name in ("name", "title", "homepage", "hosts", "feeds", "language")}
    brought = {name: value for name, value in dataclasses.asdict(row.brought).items() if name != "source"}
    return about | {"state": row.state, "fault": row.fault, "per_day": row.per_day} | brought


def _cells(row: Listed) -> tuple[object, ...]:
    brought = row.brought
    return (
        row.source.name,
        row.state,
        _minute(brought.last_success),
        _minute(brought.last_article),
        brought.articles,
        "" if row.per_day is None else f"{row.per_day:.1f}",
        f"{brought.copies / brought.articles:.0%}" if brought.articles else "",
        brought.failures,
    )


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "never"


def _per_day(brought: Brought, now: datetime) -> float | None:
    """Return the new articles a day of the last week, or of the time since the first one, a day at least."""
    if brought.first_article is None:
        return None
    since = min(RECENT, max(timedelta(days=1), now - datetime.fromisoformat(brought.first_article)))
    return brought.recent / (since / timedelta(days=1))
