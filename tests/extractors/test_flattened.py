"""Golden pairs: a flattened text of our own writing, and what must come of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.body import Body
from extractors.flattened import extract_flattened
from extractors.records import Hints, Precision, Reason, SourceProfile

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "flattened"
PAIRS = sorted(path.stem for path in GOLDEN.glob("*.txt"))

PROSE = (
    "The council of the lake towns decided on Monday evening to keep the ferry running through the winter, after "
    "hundreds of commuters had signed a letter that asked for it.",
    "The boat will leave every forty minutes, and the fare stays as it is, said the harbour master, who had first "
    "argued for closing the line in the coldest weeks.",
    "A new decision is to be taken in the spring, when the figures of the winter are known.",
)


def extract(text: str, hints: Hints | None = None, captured_at: str | None = None) -> Body:
    return extract_flattened(text, url=None, hints=hints or Hints(), profile=None, captured_at=captured_at)


@pytest.mark.parametrize("name", PAIRS)
def test_golden(name: str) -> None:
    body = extract((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"))
    right = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert body.text.split("\n") == right["text"]
    assert body.title == right["title"]
    assert (body.published.edtf if body.published else None) == right["published"]
    assert [[block.position, block.reason, block.text.split("\n")] for block in body.removed] == right["removed"]


@pytest.mark.parametrize("name", PAIRS)
def test_what_was_extracted_comes_back_as_it_is(name: str) -> None:
    text = extract((GOLDEN / f"{name}.txt").read_text(encoding="utf-8")).text
    assert extract(text) == Body(text, ())


def test_every_detail_says_something() -> None:
    body = extract((GOLDEN / "fr-page.txt").read_text(encoding="utf-8"))
    assert all(block.detail for block in body.removed)
    assert any("model score at most 0." in block.detail for block in body.removed)


def test_the_title_of_the_container_is_found_at_the_head() -> None:
    body = extract("\n".join(("Winter ferry stays", *PROSE)), Hints(title="Winter  Ferry Stays"))
    assert body.title == "Winter ferry stays"
    assert body.text == "\n".join(PROSE)
    assert [block.reason for block in body.removed] == [Reason.METADATA]


@pytest.mark.parametrize("byline", ["By Ada Morrow", "di Ada Morrow"])
def test_a_standfirst_between_byline_and_date_is_not_the_title(byline: str) -> None:
    standfirst = "Commuters had asked for it in a letter, and the towns around the lake pay for the boats until spring"
    body = extract("\n".join(("Winter ferry stays on the lake", byline, standfirst, "9 May 2025", *PROSE)))
    assert body.title == "Winter ferry stays on the lake"
    assert body.published is not None and body.published.edtf == "2025-05-09"
    assert body.text.split("\n")[-3:] == list(PROSE)


def test_a_date_after_the_capture_is_not_believed() -> None:
    text = "\n".join(("Winter ferry stays on the lake 9 May 2026", *PROSE))
    published = extract(text, captured_at="2026-05-09T10:00:00Z").published
    assert published
    assert (published.edtf, published.raw) == ("2026-05-09", "9 May 2026")
    early = extract(text, captured_at="2026-05-08T23:00:00Z")
    assert early.published is None
    assert early.title == "Winter ferry stays on the lake"


def test_a_time_takes_the_zone_of_its_source() -> None:
    profile = SourceProfile("lake", time_zone="Europe/Berlin")
    text = "\n".join(("Winter ferry stays on the lake 9 May 2026, 12:20", *PROSE))
    published = extract_flattened(text, url=None, hints=Hints(), profile=profile, captured_at=None).published
    assert published
    assert (published.edtf, published.precision) == ("2026-05-09T12:20+02:00", Precision.MINUTE)


def test_a_year_is_not_invented() -> None:
    published = extract("\n".join(("Winter ferry stays on the lake 5 Apr in 12:20", *PROSE))).published
    assert published
    assert (published.edtf, published.precision) == ("XXXX-04-05", Precision.DAY_WITHOUT_YEAR)


def test_dates_inside_the_text_are_not_its_date() -> None:
    text = "\n".join((*PROSE, "The line was opened on 3 June 1987, and has been closed only once since then."))
    assert extract(text) == Body(text, ())


def test_two_dated_lines_are_no_list() -> None:
    lines = (*PROSE, "The timetable in short.", "First boat 5 Jan 2026", "Last boat 9 Jan 2026")
    assert not any("each with a date" in block.detail for block in extract("\n".join(lines)).removed)


RESULTS = (
    "Halden Ferries third quarter",
    "Net 3.1 mln vs 4.4 mln",
    "Per share 12 cents vs 17 cents",
    "Sales 41.2 mln vs 39.9 mln",
    "Nine months",
    "Net 9.0 mln vs 8.2 mln",
    "Per share 35 cents vs 32 cents",
)


def test_a_notice_of_figures_stays_whole() -> None:
    assert extract("\n".join(RESULTS)).text.split("\n") == list(RESULTS)


def test_a_table_in_a_longer_report_stays() -> None:
    rows = [row for row in RESULTS if " vs " in row]
    assert set(rows) <= set(extract("\n".join((*PROSE, *RESULTS, *PROSE[::-1]))).text.split("\n"))


def test_what_stands_between_all_paragraphs_goes() -> None:
    paragraphs = [f"{PROSE[place % 3]} That was said on day {place}." for place in range(24)]
    body = extract("\n".join(f"{paragraph}\nMore of this" for paragraph in paragraphs))
    assert "More of this" not in body.text
    assert body.removed[0].detail == "stands 24 times, between paragraphs"


def test_what_stands_between_a_few_paragraphs_is_weighed() -> None:
    paragraphs = [f"{PROSE[place % 3]} That was said on day {place}." for place in range(19)]
    body = extract("\n".join(f"{paragraph}\nMore of this" for paragraph in paragraphs))
    assert all("between paragraphs" not in block.detail for block in body.removed)


def test_a_speaker_between_all_paragraphs_is_no_divider() -> None:
    paragraphs = [f"{PROSE[place % 3]} That was said on day {place}." for place in range(24)]
    body = extract("\n".join(f"Ada Morrow:\n{paragraph}" for paragraph in paragraphs))
    assert all("between paragraphs" not in block.detail for block in body.removed)


def test_captions_between_paragraphs_go() -> None:
    caption = "The ferry leaves the old harbour in the first snow of the winter. Foto: Privat"
    body = extract("\n".join((PROSE[0], caption, *PROSE[1:])))
    assert body.text == "\n".join(PROSE)
    assert [block.reason for block in body.removed] == [Reason.CAPTION]


MORE_PROSE = (
    "Ada Morrow, who rows the mail across when the ferry stands still, said that she had not been asked and would have"
    " signed the letter twice.",
    "The treasurer of the council put the cost of a winter at some four thousand crowns, most of it for a second deck"
    " hand and for the salt that keeps the landing stage free of ice.",
    "On the far shore the school had already moved its first lesson by half an hour, so that the children from the"
    " islands could come by the later boat.",
)


def test_dates_under_quoted_posts_are_no_table() -> None:
    lines = [*PROSE, *MORE_PROSE]
    for place, day in ((5, 18), (4, 17), (2, 16)):
        lines.insert(place, f"— Ada Morrow (@adamorrow) July {day}, 2026")
    body = extract("\n".join(lines))
    assert body.text == "\n".join((*PROSE, *MORE_PROSE))
    assert len(body.removed) == 3
