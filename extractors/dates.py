"""Dates as they are written in metadata and on pages, known to what they say and no further.

In: ISO 8601, RFC 2822, Unix time, numbers with separators, month names in thirteen languages, CJK dates; a time
of day and a zone where they stand beside the date. Out: relative dates ("two hours ago"), which need a clock,
and guesses: a year that is not written is not invented ("5 Apr" is "XXXX-04-05"), nor is the order of day and
month where the writing leaves it open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.months import MONTHS, fold
from extractors.records import PartialDate, Precision

LONGEST = 160  # characters; a date with its time and its zone needs 60, a sentence is no date
FIRST_YEAR, LAST_YEAR = 1800, 2200  # digitised archives begin in the nineteenth century

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_NAME = rf"(?<![^\W\d_])(?P<name>{_NAME})(?![^\W\d_])"
_DAY, _YEAR = r"(?<!\d)(?P<day>\d{1,2})(?!\d)", r"(?P<year>\d{4})(?!\d)"
_JOIN = r"[\s.,/|'’-]{0,3}(?:(?:de|del|of|d|st|nd|rd|th|er|ro|i)\b)?[\s.,/|'’-]{0,3}"
_CLOCK = r"\d{2}:\d{2}:\d{2}"  # between day and year, as the Unix command date writes it
# In the order of trust: the first that fits is the date.
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        rf"{_DAY}(?:st|nd|rd|th|er|º|°)?{_JOIN}{_NAME}{_JOIN}{_YEAR}",
        rf"{_NAME}\s{_DAY}\s(?P<clock>{_CLOCK}\s[a-z]{{1,4}}(?:[+-]\d{{2}}:?\d{{2}})?)\s{_YEAR}",
        rf"{_NAME}{_JOIN}{_DAY}(?:st|nd|rd|th)?{_JOIN}{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}}){_JOIN}{_NAME}{_JOIN}{_DAY}",
        r"(?<!\d)(?P<first>\d{1,2})(?P<mark>[./-])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<year>\d{4}|\d{2})(?!\d)",
        rf"{_DAY}(?:st|nd|rd|th|er|º|°)?{_JOIN}{_NAME}",
        rf"{_NAME}{_JOIN}{_DAY}(?![\d:])",
        rf"{_NAME}{_JOIN}{_YEAR}",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})(?![\d-])",
        r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t|$)",
        r"^(?P<year>\d{4})$",
    )
)
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?P<mark>[:.h])(?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d{1,9})?"
    r"\s?(?P<half>[ap]\.?\s?m\b)?"
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?(?!\d)")
_ZONE = re.compile(r"\b[a-z]{1,4}\b")
_EPOCH = re.compile(r"\d{10}|\d{13}")

# Hours east of UTC of the abbreviations that mean one zone in the news; CST and IST mean several and are left out.
_HOURS = {
    -8: "pst", -7: "pdt mst", -6: "mdt", -5: "cdt est", -4: "edt", 0: "z utc gmt", 1: "cet mez bst",
    2: "cest mesz eet sast",
    3: "eest msk trt", 7: "wib", 8: "hkt sgt", 9: "jst kst", 10: "aest", 11: "aedt",
}  # fmt: skip
_ABBREVIATIONS = {name: hours for hours, names in _HOURS.items() for name in names.split()}
_REGIONS = {"et": "America/New_York", "pt": "America/Los_Angeles"}


@dataclass(frozen=True, slots=True)
class _Day:
    """What a writing says of the calendar; None where it is silent."""

    year: int | None
    month: int | None
    day: int | None


def parse_date(raw: str, *, day_first: bool | None = None, time_zone: str | None = None) -> PartialDate | None:
    """Return the date that `raw` writes, or None where it writes none.

    `day_first` decides "05/04/2026"; where it is None such a date is known to the year only. `time_zone` (IANA)
    is the zone of a time that names none; without it the time stays local.
    """
    text = fold(raw[: LONGEST + 1]).strip()
    if not text or len(raw) > LONGEST:
        return None
    if _EPOCH.fullmatch(text):
        return _from_epoch(int(text), raw)
    for form in _FORMS:
        if match := form.search(text):
            found = _read(match, day_first)
            rest = match.groupdict().get("clock") or f"{text[: match.start()]} {text[match.end() :]}"
            return _partial(found, rest, raw, time_zone) if found else None
    return None


def published_at(date: PartialDate) -> str | None:
    """Return `date` in UTC as ISO 8601 with Z, for sorting; None where the day or the year is not known.

    A day without a time is its midnight, and a time without a zone is taken as UTC: for an order, not for a claim.
    """
    if date.precision not in (Precision.SECOND, Precision.MINUTE, Precision.DAY):
        return None
    moment = datetime.fromisoformat(date.edtf)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _from_epoch(number: int, raw: str) -> PartialDate | None:
    seconds = number / 1000 if number >= 10**12 else number
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=0)
    return PartialDate(moment.isoformat(), raw, Precision.SECOND) if moment.year >= 1990 else None


def _read(match: re.Match[str], day_first: bool | None) -> _Day | None:
    parts = match.groupdict()
    if "first" in parts:
        found = _ordered(parts, day_first)
    else:
        name = parts.get("name")
        month = MONTHS[name] if name else _number(parts.get("month"))
        found = _Day(_number(parts.get("year")), month, _number(parts.get("day")))
    return found if _exists(found) else None


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _ordered(parts: dict[str, str], day_first: bool | None) -> _Day:
    first, second, year = int(parts["first"]), int(parts["second"]), int(parts["year"])
    year += 2000 if year < 100 else 0
    if parts["mark"] == ".":
        day_first = True  # nobody writes 04.13.2026
    if first > 12 or second > 12:
        day_first = first > 12
    if day_first is None and first != second:
        return _Day(year, None, None)
    return _Day(year, second, first) if day_first else _Day(year, first, second)


def _exists(found: _Day) -> bool:
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        return False
    try:
        date(found.year or 2000, found.month or 1, found.day or 1)  # 2000 was a leap year
    except ValueError:
        return False
    return True


def _partial(found: _Day, rest: str, raw: str, time_zone: str | None) -> PartialDate:
    if found.year is None:
        return PartialDate(f"XXXX-{found.month:02}-{found.day:02}", raw, Precision.DAY_WITHOUT_YEAR)
    if found.month is None:
        return PartialDate(f"{found.year:04}", raw, Precision.YEAR)
    if found.day is None:
        return PartialDate(f"{found.year:04}-{found.month:02}", raw, Precision.MONTH)
    day = date(found.year, found.month, found.day)
    match = _TIME.search(rest)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return PartialDate(day.isoformat(), raw, Precision.DAY)
    moment = datetime.combine(day, clock, _zone(rest[match.end() :], time_zone))
    if match["second"]:
        return PartialDate(moment.isoformat(timespec="seconds"), raw, Precision.SECOND)
    return PartialDate(moment.isoformat(timespec="minutes"), raw, Precision.MINUTE)


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    return time(hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


def _zone(rest: str, time_zone: str | None) -> tzinfo | None:
    """The zone written in `rest` (what follows the time), else the source's own, else None."""
    if offset := _OFFSET.search(rest):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if offset["sign"] == "-" else minutes))
    for word in _ZONE.findall(rest):
        if word in _ABBREVIATIONS:
            return timezone(timedelta(hours=_ABBREVIATIONS[word]))
        if word in _REGIONS:
            return _region(_REGIONS[word])
    return _region(time_zone)


def _region(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
