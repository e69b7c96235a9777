"""What a flattened text shows by its form alone, without the model: title and date, dated headlines, the page's date,
what stands between all paragraphs.

In: marks on units that are certain by their pattern. Out: everything that needs weighing, which the model does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from extractors.flattened_dates import DIGIT, date_at_end, is_date_line
from extractors.flattened_units import UPPER, Unit
from extractors.records import Reason

# A headline on its own line or with its date; the longest of 6,385 news titles has 125 characters: room for two.
LONGEST_TITLE = 250
# So many dated headlines in a row are a list of other stories; two may be an article's own timeline.
_FEWEST_DATED = 3
# "Latest news", "Read also", "Son xəbərlər": a heading has few words and no date.
_LONGEST_HEADING = 60
# So long is prose, whatever it ends with; so many characters of scripts without spaces.
_PROSE, _PROSE_WITHOUT_SPACES = 120, 50
# Title and date stand so close before the first prose, with at most a byline, a section or a share bar between.
_HEAD = 8
# A short line that stands so often, and at least every other time beside a paragraph, parts the paragraphs of a page:
# "Article content". All around it looks like furniture until it is gone. No line that stands twelve times in one of 131
# pages is body text; with 12 instead of 20 teasers lose the "more" under each of them, by which the model knows them.
_LONGEST_DIVIDER, _DIVIDERS = 60, 20
_ENDINGS = tuple(".!?…。！？؟۔।:;")
# "By Anna Bright and Tom Hale, Reuters", but not "Von der Leyen reist": names begin with capitals.
BYLINE = re.compile(
    r"(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]a|[Dd]oor|Av|Af|Автор:?|Yazan:?|Müəllif:?|Autor:?)"
    rf"(?:,?[ ](?:(?:and|und|et|y|e|en|ve|və|и)[ ])?[{UPPER}][^\s,]*){{1,6}}"
)
_CLOSING = "\"'”’»›)]」』“ "


class Mark(NamedTuple):
    """Why a unit is not body text; `score` is the model's probability that it is, None where a rule decided."""

    reason: Reason
    detail: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The title and the date that stand at the head of the text, as they are written there."""

    title: str | None = None
    date: str | None = None


def is_byline(line: str) -> bool:
    """Return whether the line is "By" and names, in one of the languages of the news."""
    return len(line) <= LONGEST_TITLE and bool(BYLINE.fullmatch(line))


def ends_sentence(line: str) -> bool:
    """Return whether the line ends like a sentence, closing quotation marks and brackets aside."""
    return line.rstrip(_CLOSING).endswith(_ENDINGS)


def is_prose(line: str) -> bool:
    """Return whether the line can only be running text."""
    if len(line) < _PROSE_WITHOUT_SPACES or is_date_line(line):
        return False
    spaces = line.count(" ")
    if spaces * 15 < len(line):  # a script without spaces: words are two characters, not six
        return line.isprintable() and any("\u0e00" <= character <= "\uffdc" for character in line[:20])
    return ends_sentence(line) if len(line) < 2 * _PROSE else True


def marks_of(units: list[Unit], title: str | None) -> tuple[dict[int, Mark], Head]:
    """Return the marked units by their place, and what the head said. `title` is the container's word for the title."""
    marks = _dated_headlines(units)
    head = _head(units, marks, title)
    _page_dates(units, marks)
    _dividers(units, marks)
    return marks, head


def _dated_headlines(units: list[Unit]) -> dict[int, Mark]:
    """Mark headlines that each have a date, before, after or in their line, and the heading over them."""
    marks: dict[int, Mark] = {}
    digits = [*(DIGIT.search(unit.text) for unit in units), None]
    place = 0
    while place < len(units):
        if not (digits[place] or digits[place + 1]):  # no dated headline begins here
            place += 1
            continue
        end, count = _dated_run(units, place)
        if count >= _FEWEST_DATED and _is_label(units, place, end):
            place += 1
            end, count = _dated_run(units, place)
        if count >= _FEWEST_DATED:
            heading = place > 0 and _is_heading(units[place - 1].text) and place - 1 not in marks
            under = f", under “{units[place - 1].text}”" if heading else ""
            if heading:
                marks[place - 1] = Mark(Reason.HEADING, f"heads a list of {count} dated headlines")
            marks |= {
                at: Mark(Reason.LINK_LIST, f"{count} headlines, each with a date{under}") for at in range(place, end)
            }
        place = max(end, place + 1)
    return marks


def _is_label(units: list[Unit], start: int, end: int) -> bool:
    """Whether the run of headlines with their dates is a heading and then dates with their headlines: one headline is
    left over at its end, and the first is shorter than any other."""
    if end >= len(units) or not is_date_line(units[start + 1].text):
        return False
    first, *others = (len(units[place].text) for place in range(start, end + 1, 2))
    return _is_headline(units[end].text) and first < min(others)


def _dated_run(units: list[Unit], start: int) -> tuple[int, int]:
    """The end of the run of dated headlines that begins at `start`, and how many there are."""
    first_is_date = is_date_line(units[start].text)
    place, count = start, 0
    while place < len(units):
        step = _dated_item(units, place, first_is_date)
        if not step:
            break
        place, count = place + step, count + 1
    return place, count


def _dated_item(units: list[Unit], place: int, date_first: bool) -> int:
    """How many units the dated headline at `place` has: one, two, or none if it is none."""
    text = units[place].text
    following = units[place + 1].text if place + 1 < len(units) else ""
    if date_first:
        return 2 if is_date_line(text) and _is_headline(following) else 0
    if not _is_headline(text):
        return 0
    if is_date_line(following):
        return 2
    return 1 if date_at_end(text) else 0


def _is_headline(text: str) -> bool:
    return 12 <= len(text) <= LONGEST_TITLE and not text.endswith((".", "。")) and not is_date_line(text)


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not text.endswith((".", "。", "”", '"')) and not is_date_line(text)


def _head(units: list[Unit], marks: dict[int, Mark], hint: str | None) -> Head:
    """Find a title with its date right before the first prose, mark both and return them."""
    first = next((place for place, unit in enumerate(units) if place not in marks and is_prose(unit.text)), None)
    if first is None:
        return Head()
    for place in range(max(0, first - _HEAD), first):
        text = units[place].text
        if place in marks or not _is_headline(text):
            continue
        cut = date_at_end(text)
        if cut and cut >= 12:
            return _dated_head(units, marks, place, cut)
        if place + 1 < first and is_date_line(units[place + 1].text):
            title = _over_byline(units, marks, place)
            marks[title] = marks[place + 1] = Mark(Reason.METADATA, "title and date at the head")
            return Head(units[title].text, units[place + 1].text)
    return _hinted_head(units, marks, hint, first)


def _over_byline(units: list[Unit], marks: dict[int, Mark], place: int) -> int:
    """Return where the title stands if the line before the date is a standfirst: title, byline, standfirst, date."""
    title = place - 2
    if title < 0 or title in marks or not is_byline(units[place - 1].text):
        return place
    return title if _is_headline(units[title].text) else place


def _dated_head(units: list[Unit], marks: dict[int, Mark], place: int, cut: int) -> Head:
    """Mark and return the title that a date ends, or that stands over a byline that a date ends."""
    before, date = units[place].text[:cut].rstrip(" ,|·•–—-"), units[place].text[cut:]
    if not is_byline(before):
        marks[place] = Mark(Reason.METADATA, "title and date at the head")
        return Head(before, date)
    marks[place] = Mark(Reason.METADATA, "byline and date at the head")
    over = units[place - 1].text if place and place - 1 not in marks else ""
    if not _is_headline(over):
        return Head(date=date)
    marks[place - 1] = Mark(Reason.METADATA, "title over the byline")
    return Head(over, date)


def _hinted_head(units: list[Unit], marks: dict[int, Mark], hint: str | None, first: int) -> Head:
    """Mark the container's title where it stands before the first prose."""
    wanted = " ".join((hint or "").split()).casefold()
    for place in range(first):
        if wanted and units[place].text.casefold() == wanted:
            marks[place] = Mark(Reason.METADATA, "the title, as the container gives it")
            return Head(units[place].text)
    return Head()


def _page_dates(units: list[Unit], marks: dict[int, Mark]) -> None:
    """Mark a lone date that is the text's last line, or its first if it is not the title's."""
    if len(units) < 2:
        return
    for place, side in ((len(units) - 1, "last"), (0, "first")):
        if place not in marks and is_date_line(units[place].text):
            marks[place] = Mark(Reason.PAGE_DATE, f"a lone date as the {side} line")


def _dividers(units: list[Unit], marks: dict[int, Mark]) -> None:
    """Mark a line that stands again and again between paragraphs.

    What ends like a sentence, or with a colon like a speaker's name, is left to the model. Mean F1 is .0024 higher, and
    .0025 in the form container: two pages of one house by .06 to .3 in every form; none is lower by .005.
    """
    counts = Counter(unit.text for unit in units if len(unit.text) <= _LONGEST_DIVIDER)
    places: dict[str, list[int]] = {
        text: [] for text, often in counts.items() if often >= _DIVIDERS and not ends_sentence(text)
    }
    for place, unit in enumerate(units if places else ()):
        if unit.text in places:
            places[unit.text].append(place)
    for often in places.values():
        if 2 * sum(_is_beside_prose(units, place) for place in often) >= len(often):
            mark = Mark(Reason.NAVIGATION, f"stands {len(often)} times, between paragraphs")
            marks.update((place, mark) for place in often if place not in marks)


def _is_beside_prose(units: list[Unit], place: int) -> bool:
    return any(is_prose(unit.text) for unit in (*units[max(0, place - 1) : place], *units[place + 1 : place + 2]))
