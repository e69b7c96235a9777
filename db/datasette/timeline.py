"""Where the articles of a story stand on its time line: a row a source, a dot an article.

In: rows and places in percent of the width. Out: how it is drawn (story.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.reading.pages.story import StoryMember

ROWS = 40  # sources; a longer time line is no picture any more, and the list has them all
MARGIN = 3.0  # percent at both ends, so that no dot is cut
SHORTEST = timedelta(hours=1)  # of a whole time line: minutes would look like days


@dataclass(frozen=True, slots=True)
class Dot:
    """An article at its place, in percent of the width; `exact` when the minute is known and not only the day."""

    member: StoryMember
    place: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A source with its articles, the first one first."""

    source: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows in the order of their first articles; `left_out` members have no known day, or no row any more."""

    first: str
    last: str
    rows: tuple[Row, ...]
    left_out: int


def timeline(members: tuple[StoryMember, ...]) -> Timeline | None:
    """Return the time line of a story; None unless two of its articles have a known day."""
    times = {member.article: _time(member) for member in members}
    known = [(time, member) for member in members if (time := times[member.article])]
    if len(known) < 2:
        return None
    first = min(time for time, _ in known)
    last = max(max(time for time, _ in known), first + SHORTEST)
    dots: dict[str, list[Dot]] = {}
    for time, member in sorted(known, key=lambda pair: pair[0]):
        place = MARGIN + (100 - 2 * MARGIN) * ((time - first) / (last - first))
        dots.setdefault(member.source, []).append(Dot(member, round(place, 2), _is_exact(member)))
    rows = tuple(Row(source, tuple(some)) for source, some in list(dots.items())[:ROWS])
    shown = sum(len(row.dots) for row in rows)
    return Timeline(_written(first), _written(last), rows, len(members) - shown)


def _time(member: StoryMember) -> datetime | None:
    """Return when it was published; of a day alone its middle."""
    if member.published_at is None:
        return None
    try:
        time = datetime.fromisoformat(member.published_at)
    except ValueError:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware if _is_exact(member) else aware + timedelta(hours=12)


def _is_exact(member: StoryMember) -> bool:
    return member.precision in ("minute", "second")


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
