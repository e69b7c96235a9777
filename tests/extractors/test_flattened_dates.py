"""Lines that are dates, and dates at the end of a line."""

from __future__ import annotations

import pytest

from extractors.flattened_dates import date_at_end, is_date_line


@pytest.mark.parametrize(
    "line",
    [
        "14 Jan 2026", "09.Jan.2026", "09.01.2026", "2026-01-09", "01/09/2026", "5 Apr in 12:20",
        "April 5, 2026", "5. April 2026, 12:20 Uhr", "12:20, 5 Apr 2026", "Monday, 5 April 2026",
        "5 de abril de 2026", "5 avril 2026 à 12h20", "5 Nisan 2026 12:20", "5 aprel 2026",
        "5 апреля 2026, 12:20", "5 квітня 2026", "5 kwietnia 2026", "7 مارس 2026", "2026年4月5日", "2026년 4월 5일",
        "Published: 5 April 2026", "Stand: 05.04.2026", "3 hours ago", "vor 2 Stunden", "il y a 3 heures",
        "hace 2 días", "2 saat önce", "2 часа назад", "2026-04-05T12:20:00Z",
    ],
)  # fmt: skip
def test_lines_that_are_dates(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "", "12345", "May", "In 2026 the mill was sold", "Page 5 of 12", "1:0", "The 5 April agreement",
        "5 marching bands play", "2026",
    ],
)  # fmt: skip
def test_lines_that_are_none(line: str) -> None:
    assert not is_date_line(line)


def test_a_date_at_the_end() -> None:
    assert date_at_end("The mill is sold 5 Apr in 12:20") == len("The mill is sold ")
    assert date_at_end("The mill is sold | 18 февраля 2026") == len("The mill is sold | ")
    assert date_at_end("On 5 April the mill was sold") is None
    assert date_at_end("") is None


@pytest.mark.parametrize("character", ["1", "1 ", "1.", "jan ", "1 jan ", "(", "\u0660"])
def test_no_pattern_is_a_trap(character: str) -> None:
    line = character * 100_000
    assert not is_date_line(line)
    date_at_end(line)
