"""When an article was published and changed, as its page says.

In: JSON-LD, then meta tags, then `<time>`, then htmldate, where the better ones are silent or not believed: a
date after the capture is none. Out: dates in the running text and in the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from extractors import linked_data
from extractors.dates import parse_date, published_at
from extractors.found import NOTHING, Found
from extractors.metadata import Head
from extractors.records import Origin, PartialDate, Precision

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "date", "cxenseparse:recs:publishtime", "article.published", "published_time",
    "datecreated", "citation_publication_date", "publication_date", "last-modified",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod", "last-modified")
_TIMES = (
    "(//time[@pubdate or @itemprop='datePublished' or contains(@class,'publish')])[1]",
    "(//*[@itemprop='datePublished'])[1]",
    "(//article//time[@datetime])[1]|(//header//time[@datetime])[1]",
    "(//time)[1]",
)
_TOLERANCE = timedelta(days=1)  # a local time without its zone is up to 14 hours ahead of UTC
_MONTH_FIRST = {"en-US", "en-us", "en_US", "en-PH"}
_CLOCKED = (Precision.SECOND, Precision.MINUTE)


class Clock:
    """Reads the dates of one page, and believes none that lies after its capture."""

    def __init__(self, head: Head, captured_at: str | None, time_zone: str | None, language: str | None) -> None:
        self._head, self._time_zone = head, time_zone
        self._latest = _moment(captured_at) if captured_at else None
        self._day_first = None if language in (None, "en") else language not in _MONTH_FIRST

    def published(self) -> Found[PartialDate | None]:
        """Return the best known date of publication: the first that is believed, with its time if another names
        it."""
        best: Found[PartialDate | None] = NOTHING
        for found in self._candidates():
            if best.value is None:
                best = found
            elif found.value and found.value.precision in _CLOCKED and found.value.edtf[:10] == best.value.edtf:
                return found
            if best.value and best.value.precision in _CLOCKED:
                return best
        return best

    def modified(self) -> Found[PartialDate | None]:
        """Return the date of the last change, if the page names one that is believed."""
        said = linked_data.text(self._head.article.get("dateModified"))
        for raw, origin in ((said, Origin.JSON_LD), (self._head.meta_text(*_MODIFIED), Origin.META)):
            if date := self.believed(raw):
                return Found(date, origin)
        return NOTHING

    def believed(self, raw: str | None) -> PartialDate | None:
        """Return the date that `raw` writes, unless it lies after the capture."""
        date = parse_date(raw, day_first=self._day_first, time_zone=self._time_zone) if raw else None
        if date is None or date.precision is Precision.DAY_WITHOUT_YEAR or self._latest is None:
            return date
        at = _moment(published_at(date) or f"{date.edtf}-01-01"[:10])
        return date if at <= self._latest + _TOLERANCE else None

    def _candidates(self) -> Iterator[Found[PartialDate | None]]:
        head = self._head
        for name in ("datePublished", "dateCreated", "uploadDate"):
            if date := self.believed(linked_data.text(head.article.get(name))):
                yield Found(date, Origin.JSON_LD)
        for raw in head.meta_texts(*_PUBLISHED):
            if date := self.believed(raw):
                yield Found(date, Origin.META)
        for path in _TIMES:
            for element in head.tree.xpath(path):
                if date := self.believed(_written(element)):
                    yield Found(date, Origin.HTML)

    def guessed(self) -> PartialDate | None:
        """Return what htmldate makes of the page: for pages that name no date where dates are looked for."""
        latest = self._latest.strftime("%Y-%m-%d") if self._latest else None
        url = self._head.url
        raw = find_date(self._head.tree, original_date=True, extensive_search=False, url=url, max_date=latest)
        return self.believed(raw)


def _written(element: HtmlElement) -> str | None:
    return element.get("datetime") or element.get("content") or " ".join(element.text_content()[:200].split())


def _moment(text: str) -> datetime:
    """An ISO time as a moment in UTC; where it names no zone it is taken as UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
