"""Capture times as one form: UTC, to the second, ISO 8601 with Z; or a day alone, where no more is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

COMPACT = re.compile(r"\d{14}")  # 20260114093000, as in the indexes of web archives
EPOCH = re.compile(r"\d{9,16}(?:\.\d+)?")  # seconds, milliseconds or microseconds since 1970


def utc(value: str | float) -> str | None:
    """Return "2026-01-14T09:30:00Z", or "2026-01-14" for a day; None when `value` is no time that is known here.

    Numbers are since 1970: seconds below 1e11 (the year 5138), then milliseconds, and microseconds from 1e14 on. A time
    without a zone is taken for UTC, which crawlers write. Parts of a second are cut off, so that times sort as text.
    """
    try:
        return _from_text(value.strip()) if isinstance(value, str) else _from_epoch(float(value))
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _from_text(text: str) -> str:
    if COMPACT.fullmatch(text):
        return _moment(datetime.strptime(text, "%Y%m%d%H%M%S"))  # noqa: DTZ007 - these are UTC by convention
    if EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return _moment(_parsed(text))


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return parsedate_to_datetime(text)  # RFC 5322: "Wed, 14 Jan 2026 09:30:00 +0100"


def _from_epoch(number: float) -> str:
    scale = 1 if number < 1e11 else 1e3 if number < 1e14 else 1e6
    return _moment(datetime.fromtimestamp(number / scale, UTC))


def _moment(time: datetime) -> str:
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
