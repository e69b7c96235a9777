"""Dates as they stand on pages, found in short lines of flattened text.

In: whether a line is a date, ends with one or has one. Out: what day it is, which `dates.parse_date` reads.
The patterns look for form alone and take time linear in the line: every repetition is bounded.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Beginnings of the names of the months, long enough to tell them from each other within a language: Germanic, Romance,
# Turkic, Slavic (Cyrillic and Latin), Greek, Arabic and Hebrew. They only count beside a number.
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|maj|mei|okt|dez|des|jän|mär|mrt|maa|juin|juil|aoû|avr|fév|déc|"
    "ene|abr|ago|set|dic|fev|mag|giu|lug|ott|gen|out|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|yan|iyn|iyl|avq|sen|noy|dek|"
    "sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|"
    "ιαν|φεβ|μαρ|απρ|μαΐ|μαϊ|ιου|αυγ|σεπ|οκτ|νοε|δεκ|"
    "يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|"
    "ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר"
)
_MONTH = rf"(?:{_MONTHS})[^\W\d_]{{0,8}}\.?"
_YEAR = r"(?:19|20)\d{2}"
_TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:[  ]?(?:[ap]\.?m\.?|uhr|uur|h|z|gmt|utc|[a-z]{2,4}t)\b)?"
_NUMERIC = (
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}\.[ ]?\d{{1,2}}\.[ ]?(?:{_YEAR}|\d{{2}})"
    rf"|\d{{1,2}}[/-]\d{{1,2}}[/-](?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}[ ]?[年년][ ]?\d{{1,2}}[ ]?[月월][ ]?\d{{1,2}}[ ]?[日일]"
)
_NAMED = (
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.|º|ª)?[ ./-]{{0,2}}(?:de |of |d')?{_MONTH}(?:,?[ ./-]{{0,2}}(?:de |del |)?{_YEAR})?"
    rf"|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?[ ]{_YEAR})?"
)
_DAY = rf"(?:{_NUMERIC}|{_NAMED})"
# Between day and time: "5 Apr in 12:20", "5. April um 12:20", "5 Apr, 12:20", "5.4.2026 | 12:20", "2026-04-05T12:20".
_BETWEEN = r"[ ,|•·–—t-]{0,4}(?:(?:in|at|um|ob|à|a las|as|às|saat|в|о|o|kl|klo|alle|ore)\.?[ ])?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?[ ])?"
_MOMENT = rf"(?:{_DAY}(?:{_BETWEEN}{_TIME})?|{_TIME}{_BETWEEN}{_DAY})"

MOMENT = re.compile(rf"(?<![\w.]){_MOMENT}(?!\w)", re.IGNORECASE)
# Glued to the last word of a title ("schools3 November 2025") only a day with its year is one: "Covid19 March" is none.
_GLUED = re.compile(
    rf"(?<=[^\W\d_])\d{{1,2}}[ .]{{0,2}}{_MONTH}[ .]{{0,2}}{_YEAR}(?:{_BETWEEN}{_TIME})?(?!\w)", re.IGNORECASE
)
# A label may stand before it ("Published: 5 April", "Stand: 5.4.2026") and a zone or the word for hour after it.
_DATE_LINE = re.compile(
    rf"(?:[^\W\d_]{{2,16}}(?:[ ][^\W\d_]{{2,12}})?:?[ ])?{_WEEKDAY}{_MOMENT}(?:[ ][^\W\d_]{{1,5}}\.?)?[ ]?[.|•·–—-]?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:\d{1,3}|an?|one)[ ](?:min|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|years?)\.?[ ]ago"
    r"|(?:vor|il y a|hace|há)[ ]\d{1,3}[ ][^\W\d_]{1,8}\.?|\d{1,3}[ ](?:dakika|saat|gün|hafta|ay)[ ]önce"
    r"|\d{1,3}[ ][^\W\d_]{1,8}[ ](?:назад|тому|temu|fa|geleden|siden|sedan|əvvəl)",
    re.IGNORECASE,
)
# No line that is a date is longer: "Published: Wednesday, 14 September 2026, 12:20 p.m. CEST" has 54 characters.
LONGEST_DATE_LINE = 70
# A date at the end of a line is looked for in this many last characters.
_TAIL = 60
DIGIT = re.compile(r"\d")  # there is no date without one


def is_date_line(line: str) -> bool:
    """Return whether the whole line is a moment: a day, with a time and a label at most, or "3 hours ago"."""
    return len(line) <= LONGEST_DATE_LINE and _is_date(line)


# A line is asked about by each rule and by its neighbours' features, and menus repeat: 1,100 questions a page.
@lru_cache(maxsize=8192)
def _is_date(line: str) -> bool:
    return bool(DIGIT.search(line)) and bool(_DATE_LINE.fullmatch(line) or _AGO.fullmatch(line))


@lru_cache(maxsize=512)  # asked thrice about the lines of a list of headlines
def date_at_end(line: str) -> int | None:
    """Return where in the line a moment begins that ends it, or None."""
    start = max(0, len(line) - _TAIL)
    if not DIGIT.search(line, start):
        return None
    end = len(line.rstrip(" .|"))
    found = [*MOMENT.finditer(line, start), *_GLUED.finditer(line, start)]
    return min((match.start() for match in found if match.end() >= end), default=None)
