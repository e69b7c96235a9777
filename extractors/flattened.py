"""Text that some crawler has already flattened: to the article's text, and the reason for every piece left out.

In: plain text, decoded. Out: HTML, which has a path of its own, and lines that recur at a source, which only the
store knows. The text is split into units, certain patterns are marked by rule, and the rest is weighed line by line in
context. No text is invented: kept and removed pieces are pieces of the input, in its order, with white space folded,
and together they are all of it.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from extractors.body import Body
from extractors.dates import parse_date
from extractors.endings import endings
from extractors.flattened_asides import asides
from extractors.flattened_dates import date_at_end
from extractors.flattened_joins import settle_joins
from extractors.flattened_model import Model, kept_of, model, probabilities, weight_kept
from extractors.flattened_reasons import BY_SHAPE, reasons_for
from extractors.flattened_repeats import said_twice
from extractors.flattened_rules import Head, Mark, ends_sentence, marks_of
from extractors.flattened_units import Unit, rejoin, units_of
from extractors.records import Hints, PartialDate, Reason, RemovedBlock, SourceProfile

# A text of which the model keeps this share of the words has next to no furniture; there a sentence is only left out
# for a sign or at a probability below the second figure. On cross-validated pages this costs less than .0005 of F1.
_BARE, _DOUBT = 0.9, 0.15
# A text of so few lines of which the model would not even keep half is no page but a table or a notice ("Net 3.1 mln vs
# 4.4 mln"): there only what shows its reason by a sign is left out.
_FEW, _HALF = 25, 0.5
# Three lines of figures or more in a text of so many lines are a table of results. On pages, where they would be stock
# tickers and scores, that costs .0001 of F1; of the articles of an agency that report results it spares half.
_TABLE, _ROWS = 40, 3
_LONGEST_ROW, _FIGURES = 14, 2  # words of a row, and how many of them have a digit
_AGAIN = Mark(Reason.OTHER, "said elsewhere in the text")


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
    return extract_with(model(), text, hints=hints, profile=profile, captured_at=captured_at)


def extract_with(
    use: Model, text: str, *, hints: Hints, profile: SourceProfile | None, captured_at: str | None
) -> Body:
    """As `extract_flattened`, with a model that is given: for the script that trains and measures one."""
    units = units_of(text)
    if not units:
        return Body(text="", removed=())
    marks, head = marks_of(units, hints.title)
    if any(unit.doubtful for unit in units):
        units = settle_joins(units, marks.keys())
        marks, head = marks_of(units, hints.title)
    marks |= _ended(units, marks)
    marks |= _weighed(use, units, marks)
    marks |= _asides(units, marks)
    marks |= _ended(units, marks)  # what stands last by now
    marks |= _said_twice(units, marks)
    text, removed = _assemble(units, marks)
    return Body(text, removed, title=head.title, published=_published(head, profile, captured_at))


def _ended(units: list[Unit], marks: dict[int, Mark]) -> dict[int, Mark]:
    """Return marks for the last unmarked units that say themselves that they are not the text's."""
    rest = [place for place in range(len(units)) if place not in marks]
    found = endings([units[place].text for place in rest])
    return {rest[place]: Mark(verdict.reason, verdict.detail) for place, verdict in found.items()}


def _weighed(use: Model, units: list[Unit], marks: dict[int, Mark]) -> dict[int, Mark]:
    """Return marks for the units that the model leaves out, with the scores they got. It sees only unmarked ones."""
    rest = [place for place in range(len(units)) if place not in marks]
    if not rest:
        return {}
    seen = [units[place] for place in rest]
    probability, columns = probabilities(seen, use)
    keep = kept_of(probability, np.maximum(columns["words"], 1))
    found = reasons_for(seen, np.flatnonzero(~keep).tolist(), int(np.argmax(keep)))
    share = weight_kept(keep, columns["words"])
    if share >= _BARE:
        found = {place: mark for place, mark in found.items() if not _spared(seen[place], mark, probability[place])}
    elif share < _HALF and len(seen) <= _FEW:
        found = {place: mark for place, mark in found.items() if mark.reason not in BY_SHAPE}
    table = _table(seen)
    scores = probability.tolist()
    return {
        rest[place]: Mark(mark.reason, mark.detail, scores[place])
        for place, mark in found.items()
        if place not in table or mark.reason not in BY_SHAPE
    }


def _asides(units: list[Unit], marks: dict[int, Mark]) -> dict[int, Mark]:
    """Return marks for the units that are kept so far and say themselves that they stand beside the text."""
    kept = [place for place in range(len(units)) if place not in marks]
    found = asides([units[place].text for place in kept])
    return {kept[place]: Mark(verdict.reason, verdict.detail) for place, verdict in found.items()}


def _said_twice(units: list[Unit], marks: dict[int, Mark]) -> dict[int, Mark]:
    """Return marks for the units that only repeat others that are kept."""
    kept = [place for place in range(len(units)) if place not in marks]
    return {kept[place]: _AGAIN for place in said_twice([units[place].text for place in kept])}


def _table(units: list[Unit]) -> set[int]:
    """Return the places of the rows of figures ("Net 3.1 mln vs 4.4 mln") in a short text that has a table of them.

    A text that is half of rows is a table with all that stands between them ("Nine months").
    """
    if len(units) > _TABLE:
        return set()
    rows = {place for place, unit in enumerate(units) if _is_row(unit.text)}
    if len(rows) < _ROWS:
        return set()
    return set(range(len(units))) if 2 * len(rows) >= len(units) else rows


def _is_row(text: str) -> bool:
    """Whether the line is short and has figures, other than those of a date at its end, as under a quoted post."""
    if date_at_end(text) is not None:
        return False
    words = text.split(maxsplit=_LONGEST_ROW)
    return len(words) <= _LONGEST_ROW and sum(any(map(str.isdigit, word)) for word in words) >= _FIGURES


def _spared(unit: Unit, mark: Mark, probability: float) -> bool:
    """Whether a sentence without any sign of what it would be instead stays in a text that is bare of furniture."""
    return mark.reason is Reason.OTHER and ends_sentence(unit.text) and probability >= _DOUBT


def _published(head: Head, profile: SourceProfile | None, captured_at: str | None) -> PartialDate | None:
    date = parse_date(head.date, time_zone=profile.time_zone if profile else None) if head.date else None
    # ISO 8601 sorts as text; a year that is not known ("XXXX") cannot be compared.
    if date and captured_at and date.edtf[0].isdigit() and date.edtf[:10] > captured_at[: len(date.edtf[:10])]:
        return None
    return date


def _assemble(units: list[Unit], marks: dict[int, Mark]) -> tuple[str, tuple[RemovedBlock, ...]]:
    """Return the kept text, and one block for each run of units that left it for the same reason."""
    texts: list[str] = []
    blocks: list[RemovedBlock] = []
    position = 0
    kinds = [_kind(marks.get(place)) for place in range(len(units))]
    runs = groupby(range(len(units)), key=kinds.__getitem__)
    for kind, places in runs:
        run = list(places)
        text = rejoin([units[place] for place in run])
        if kind is None:
            texts.append(text)
            position += text.count("\n") + 1
        else:
            detail = _detail([marks[place] for place in run])
            blocks.append(RemovedBlock(kind[0], detail, position, text))
    return "\n".join(texts), tuple(blocks)


def _kind(mark: Mark | None) -> tuple[Reason, str] | None:
    return (mark.reason, mark.detail) if mark else None


def _detail(run: list[Mark]) -> str:
    scores = [mark.score for mark in run if mark.score is not None]
    return f"{run[0].detail}; model score at most {max(scores):.2f}" if scores else run[0].detail
