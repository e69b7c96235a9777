"""How stored values look in a page: the filters of the templates.

Stored texts come from strangers. Every one is escaped; a character that would be obeyed instead of shown (a
right-to-left override, an escape) is shown as its number; and what the reading order of a text is, decides nothing
outside of it (`<bdi>`). An address is a link only when it is of http or https.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from db.reading.changes import Words, shown
from db.reading.controls import OBEYED, escaped
from db.reading.search import MARK_BEGIN, MARK_END
from extractors.records import Reason

NO_TITLE = "(no title)"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EDTF = re.compile(
    r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<time>\d\d:\d\d)(?::[\d.]+)?(?P<zone>.*))?)?)?"
)
_REASONS = frozenset(Reason)


def visible(text: object) -> Markup:
    """Return `text` escaped, with what would be obeyed shown by its number."""
    return Markup(OBEYED.sub(_control, str(escape(str(text)))))  # noqa: S704 - escaped before


def _control(match: re.Match[str]) -> str:
    character = match[0]
    name = unicodedata.name(character, "control character").lower()
    return f'<span class="control" title="{name}">U+{ord(character):04X}</span>'


def words(text: object) -> Markup:
    """Return `text` for a place among other words: its direction stays inside."""
    return Markup("<bdi>{}</bdi>").format(visible(text))


def title(text: str | None) -> Markup:
    """Return a title, or that there is none."""
    return words(text) if text else Markup('<i class="none">{}</i>').format(NO_TITLE)


def plain(text: object) -> str:
    """Return `text` for an attribute or a page's title, where no markup can be."""
    return OBEYED.sub(escaped, str(text))


def snippet(text: str) -> Markup:
    """Return a snippet of a search with the words found marked."""
    marked = str(visible(text)).replace(MARK_BEGIN, "<mark>").replace(MARK_END, "</mark>")
    return Markup("<bdi>{}</bdi>").format(Markup(marked))  # noqa: S704 - escaped before


def segment(text: object) -> str:
    """Return `text` as one segment of a path."""
    return quote(str(text), safe="")


def link(address: str | None) -> str | None:
    """Return an address that a page may link to; None for any scheme but http and https, and for what is no address."""
    if not address or OBEYED.search(address) or any(character.isspace() for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def number(value: float) -> str:
    """Return "12,345"."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return "1 copy", "2 copies"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def share(value: float) -> str:
    """Return .339 as "33.9%"."""
    return f"{value:.1%}" if 0 < value < 0.9995 else f"{value:.0%}"


def hours(value: float | None) -> str:
    """Return a time in hours as a person says it: "25 min", "3.5 h", "2.1 days"."""
    if value is None:
        return ""
    if abs(value) < 1:
        return f"{value * 60:.0f} min"
    return f"{value:.1f} h" if abs(value) < 48 else f"{value / 24:.1f} days"


def day(value: str | None) -> str:
    """Return an EDTF date as a person says it: "14 Jan 2026, 09:30 UTC", "5 Apr, year not known"; "" for None."""
    match = _EDTF.match(value or "")
    if not match or not value:
        return plain(value or "")
    month = _MONTHS[int(match["month"]) - 1] if match["month"] and 0 < int(match["month"]) < 13 else None
    year = match["year"] if match["year"] != "XXXX" else None
    parts = [str(int(match["day"])) if match["day"] else None, month, year]
    written = " ".join(part for part in parts if part) + ("" if year else ", year not known")
    zone = "UTC" if match["zone"] == "Z" else plain(match["zone"] or "")
    return f"{written}, {match['time']} {zone}".rstrip() if match["time"] else written


def moment(value: str | None) -> Markup:
    """Return a UTC time of the store as a person says it, marked up with the time itself."""
    if not value:
        return Markup('<span class="none">not known</span>')
    return Markup('<time datetime="{}">{}</time>').format(plain(value), day(value))


def seconds(run: tuple[str, str | None]) -> str:
    """Return how long it was from the first time to the second: "5 s", "12 min"; "" while the second is not known."""
    started, finished = run
    if not finished:
        return ""
    length = (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
    if length < 120:
        return f"{length:.0f} s"
    return f"{length / 60:.0f} min" if length < 7200 else f"{length / 3600:.1f} h"


def reason_class(reason: str) -> str:
    """Return the class by which the style sheet knows a reason; what is none of ours looks like "other"."""
    return f"cut-{reason if reason in _REASONS else Reason.OTHER}"


def changed_words(runs: tuple[Words, ...] | list[Words]) -> Markup:
    """Return words that stayed, went and came."""
    forms = {"same": Markup("{}"), "gone": Markup("<del>{}</del>"), "new": Markup("<ins>{}</ins>")}
    return Markup(" ").join(forms[run.kind].format(visible(run.words)) for run in runs)


FILTERS: Mapping[str, Callable[..., object]] = {
    "visible": visible,
    "words": words,
    "headline": title,
    "plain": plain,
    "snippet": snippet,
    "segment": segment,
    "address": link,
    "number": number,
    "counted": counted,
    "share": share,
    "hours": hours,
    "day": day,
    "moment": moment,
    "seconds": seconds,
    "reason_class": reason_class,
    "changed_words": changed_words,
    "value": shown,
}
