"""What a value of a source file must be, beyond its type: addresses, hosts, intervals, time zones, dates, selectors.

In: one function a kind of value, which returns what is wrong and what to write, or None. Out: which key has which kind
(`flows.source_files`), and types and unknown keys (`flows.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.intervals import next_by_cron, seconds_of

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[^\s/:@?#]+)", re.IGNORECASE)


def of_address(value: str) -> str | None:
    """An address of a page or of a feed."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    return None if whole and not re.search(r"\s", value) else f"'{value}' is no address; write it as 'https://...'"


def of_host(value: str) -> str | None:
    """A host's name, without scheme, port and path."""
    if _HOST.fullmatch(value):
        return None
    return f"'{value}' is no host; write the name alone, as in 'example.org'"


def of_interval(value: str) -> str | None:
    """An interval."""
    return _error_of(seconds_of, value)


def of_cron(value: str) -> str | None:
    """A cron expression."""
    return _error_of(lambda cron: next_by_cron(cron, datetime.now(UTC)), value)


def of_language(value: str) -> str | None:
    """A language tag, by its form."""
    return None if _LANGUAGE.fullmatch(value) else f"'{value}' is no language; write its code, as in 'tr' or 'en-GB'"


def of_time_zone(value: str) -> str | None:
    """The IANA name of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"'{value}' is not known; write it as 'Europe/Istanbul'"
    return None


def of_day(value: str) -> str | None:
    """A day of the calendar."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"'{value}' is no day; write it as '2026-01-31'"
    return None


def of_selector(value: str) -> str | None:
    """A CSS selector or an XPath. Imports the parser of pages, which takes a moment."""
    from lxml.etree import XPathError
    from lxml.html import fromstring

    from extractors.rules import select

    try:
        select(fromstring("<p></p>"), value)
    except (ValueError, XPathError) as error:
        what = str(error).removeprefix("the selector ")
        return what if value in what else f"'{value}' cannot be evaluated ({error}); write CSS or XPath"
    return None


def _error_of(read: Callable[[str], object], value: str) -> str | None:
    try:
        read(value)
    except ValueError as error:
        return str(error)
    return None
