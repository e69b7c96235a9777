"""The two documents that show the form of flattened text; they stand beside the repository, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.body import Body
from extractors.flattened import extract_flattened
from extractors.records import Hints, PartialDate, Precision, Reason

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"no seed documents in {SEEDS}")


def extract(name: str) -> tuple[str, Body]:
    [path] = SEEDS.glob(f"{name}_*.txt")
    text = path.read_text(encoding="utf-8")
    return text, extract_flattened(text, url=None, hints=Hints(), profile=None, captured_at=None)


def test_the_clean_document_comes_back_whole() -> None:
    text, body = extract("000")
    assert body == Body(text="\n".join(line for line in text.splitlines() if line), removed=())


def test_the_other_gives_its_six_paragraphs_and_a_reason_for_the_rest() -> None:
    text, body = extract("003")
    lines = [line for line in text.splitlines() if line]
    assert body.text.split("\n") == lines[1:7]
    assert body.title == "Russia and Turkey may sign space cooperation agreement soon"
    assert body.published == PartialDate("XXXX-04-05", "5 Apr in 12:20", Precision.DAY_WITHOUT_YEAR)
    title, heading, headlines, page_date = body.removed
    assert (title.reason, title.position, title.text) == (Reason.METADATA, 0, lines[0])
    assert (heading.reason, heading.position, heading.text) == (Reason.HEADING, 6, "Latest news")
    assert (headlines.reason, headlines.position) == (Reason.LINK_LIST, 6)
    assert headlines.text.split("\n") == [lines[7].removeprefix("Latest news"), *lines[8:-1]]
    assert len(headlines.text.split("\n")) == 20
    assert (page_date.reason, page_date.position, page_date.text) == (Reason.PAGE_DATE, 6, "14 Jan 2026")
