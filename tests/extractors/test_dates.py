"""Dates are known to what they say, in every language, and nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import parse_date, published_at
from extractors.records import PartialDate, Precision

WRITTEN = {
    "2026-01-14": "2026-01-14",
    "2025-06-30 15:59:30+02:00": "2025-06-30T15:59:30+02:00",
    "2024-11-22T06:57:50.233000Z": "2024-11-22T06:57:50+00:00",
    "Mon, 05 Jan 2026 10:20:30 +0100": "2026-01-05T10:20:30+01:00",
    "Fri Apr 28 19:20:36 CEST 2023": "2023-04-28T19:20:36+02:00",
    "09.Jan.2026": "2026-01-09",
    "14 Jan 2026": "2026-01-14",
    "14.01.2026, 09:30 Uhr": "2026-01-14T09:30",
    "1736850000": "2025-01-14T10:20:00+00:00",
    "1736850000123": "2025-01-14T10:20:00+00:00",
    "25/04/2026": "2026-04-25",
    "April 5, 2026 at 3:04 PM EDT": "2026-04-05T15:04-04:00",
    "Donnerstag, 17. Okt. 2024, 11:22 Uhr": "2024-10-17T11:22",
    "28 août 2025 à 12h30": "2025-08-28T12:30",
    "3 de marzo de 2025": "2025-03-03",
    "7 gennaio 2025": "2025-01-07",
    "9 de março de 2025": "2025-03-09",
    "20 Şubat 2026 Cuma 10:15": "2026-02-20T10:15",
    "15 İyun 2025 - 10:00": "2025-06-15T10:00",
    "5 апреля 2026, 14:20": "2026-04-05T14:20",
    "18 грудня 2025": "2025-12-18",
    "12 października 2025, 10:11": "2025-10-12T10:11",
    "2 maart 2025": "2025-03-02",
    "٥ أبريل ٢٠٢٦": "2026-04-05",
    "2026年1月14日": "2026-01-14",
    "2021-04": "2021-04",
    "Dec 2020": "2020-12",
    "2021": "2021",
    "5 Apr in 12:20": "XXXX-04-05",
    "29 February": "XXXX-02-29",
}


@pytest.mark.parametrize(("raw", "edtf"), WRITTEN.items())
def test_reads_what_is_written(raw: str, edtf: str) -> None:
    date = parse_date(raw)
    assert date is not None
    assert (date.edtf, date.raw) == (edtf, raw)


@pytest.mark.parametrize("raw", ["", "yesterday", "2 hours ago", "31.02.2025", "0001-01-01", "7:45", "x" * 5000])
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse_date(raw) is None


def test_an_open_order_of_day_and_month_leaves_the_year() -> None:
    assert parse_date("05/04/2026") == PartialDate("2026", "05/04/2026", Precision.YEAR)
    assert parse_date("05/04/2026", day_first=True) == PartialDate("2026-04-05", "05/04/2026", Precision.DAY)
    assert parse_date("05/04/2026", day_first=False) == PartialDate("2026-05-04", "05/04/2026", Precision.DAY)


def test_a_source_lends_its_zone_to_times_without_one() -> None:
    date = parse_date("14.07.2026, 09:30", time_zone="Europe/Berlin")
    assert date is not None
    assert date.edtf == "2026-07-14T09:30+02:00"
    assert published_at(date) == "2026-07-14T07:30:00Z"
    assert parse_date("14.07.2026, 09:30", time_zone="Nowhere/At_All") is not None


@pytest.mark.parametrize(
    ("raw", "at"),
    [("2026-01-14", "2026-01-14T00:00:00Z"), ("5 Apr in 12:20", None), ("2021-04", None), ("2021", None)],
)
def test_only_known_days_have_a_place_in_time(raw: str, at: str | None) -> None:
    date = parse_date(raw)
    assert date is not None
    assert published_at(date) == at


@given(st.datetimes(min_value=__import__("datetime").datetime(1900, 1, 1)))
def test_iso_dates_come_back(moment: object) -> None:
    text = moment.replace(microsecond=0).isoformat()  # type: ignore[attr-defined]
    if not "1900" <= text[:4] <= "2200":
        return
    date = parse_date(text)
    assert date is not None
    assert date.edtf == text


@given(st.text(max_size=200))
def test_any_text_is_answered(raw: str) -> None:
    date = parse_date(raw)
    assert date is None or date.raw == raw
