"""Text that some crawler has already flattened: to the article's text, and the reason for every piece left out.

In: plain text, decoded. Out: HTML, which has a path of its own, and lines that recur at a source, which only the
store knows. The text is split into units, certain patterns are marked by rule, and the rest is weighed line by line in
context. No text is invented: kept and removed pieces are pieces of the input, in its order, with white space folded,
and together they are all of it.
"""

from __future__ import annotations

from itertools import groupby

from extractors.body import Body
from extractors.dates import parse_date
from extractors.flattened_rules import Head, Mark, marks_of
from extractors.flattened_units import Unit, rejoin, units_of
from extractors.records import Hints, PartialDate, RemovedBlock, SourceProfile


def extract_flattened(
    text: str,
    *,
    url: str | None,  # noqa: ARG001  # both paths of extraction take the same; an address says nothing of lines
    hints: Hints,
    profile: SourceProfile | None,
    captured_at: str | None,
) -> Body:
    """Return the article's text, what was left out of it and why, and the title and date that stood at its head.

    Paragraphs are separated by one newline. A text without anything foreign comes back as it is, white space folded;
    an empty one gives an empty body. A date after the capture is not believed.
    """
    units = units_of(text)
    marks, head = marks_of(units, hints.title)
    kept = [unit for place, unit in enumerate(units) if place not in marks]
    return Body(
        text=rejoin(kept),
        removed=tuple(_removed(units, marks)),
        title=head.title,
        published=_published(head, profile, captured_at),
    )


def _published(head: Head, profile: SourceProfile | None, captured_at: str | None) -> PartialDate | None:
    date = parse_date(head.date, time_zone=profile.time_zone if profile else None) if head.date else None
    # ISO 8601 sorts as text; a year that is not known ("XXXX") cannot be compared.
    if date and captured_at and date.edtf[0].isdigit() and date.edtf[:10] > captured_at[: len(date.edtf[:10])]:
        return None
    return date


def _removed(units: list[Unit], marks: dict[int, Mark]) -> list[RemovedBlock]:
    """Return one block for each run of units that left the text for the same reason."""
    blocks: list[RemovedBlock] = []
    paragraphs: list[Unit] = []
    for mark, run in groupby(enumerate(units), key=lambda item: marks.get(item[0])):
        members = [unit for _, unit in run]
        if mark is None:
            paragraphs.extend(members)
        else:
            position = rejoin(paragraphs).count("\n") + 1 if paragraphs else 0
            blocks.append(RemovedBlock(mark.reason, mark.detail, position, rejoin(members)))
    return blocks
