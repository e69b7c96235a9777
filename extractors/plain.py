"""A capture of flattened text to an article.

In: what the words gave (`flattened`) joined with what the container said. Out: how the words are read.
"""

from __future__ import annotations

from extractors import language
from extractors.address import address
from extractors.authors import names
from extractors.body import Body
from extractors.dates import parse_date, published_at
from extractors.decode import decode
from extractors.flattened import extract_flattened
from extractors.found import Found, first
from extractors.records import Capture, Extracted, Failure, Hints, Origin, Origins, PartialDate, SourceProfile, Stage


def extract_plain(capture: Capture, profile: SourceProfile | None) -> Extracted | Failure:
    """Return the article of a text capture, or why there is none."""
    text = decode(capture.body, capture.charset)
    body = extract_flattened(
        text, url=capture.url, hints=capture.hints, profile=profile, captured_at=capture.captured_at
    )
    if not body.text.strip():
        return Failure(
            capture.payload, Stage.EXTRACT, "no text is left of the document; see what was cut with its bytes"
        )
    hints = capture.hints
    title = first((hints.title, hints.origin), (body.title, Origin.TEXT))
    authors = _authors(body, hints)
    published = _published(body, hints, profile)
    declared = hints.language or (profile.language if profile else None)
    tongue, guessed = language.choose(declared, body.text)
    return Extracted(
        payload=capture.payload,
        address=address(capture.url, None, body.text),
        text=body.text,
        title=title.value,
        authors=authors.value,
        published=published.value,
        language=tongue,
        standfirst=body.standfirst,
        origins=Origins(
            title=title.origin,
            authors=authors.origin,
            published=published.origin,
            language=_language_origin(tongue, guessed, hints),
            standfirst=Origin.TEXT if body.standfirst else Origin.NONE,
        ),
        removed=body.removed,
    )


def _authors(body: Body, hints: Hints) -> Found[tuple[str, ...]]:
    hinted = names(hints.authors)
    if hinted:
        return Found(hinted, hints.origin)
    return Found(body.authors, Origin.TEXT if body.authors else Origin.NONE)


def _published(body: Body, hints: Hints, profile: SourceProfile | None) -> Found[PartialDate | None]:
    """The container's date where it knows the day and the year, else what the text says, else what is left."""
    zone = profile.time_zone if profile else None
    hinted = parse_date(hints.published, time_zone=zone) if hints.published else None
    exact = hinted if hinted and published_at(hinted) else None
    return first((exact, hints.origin), (body.published, Origin.TEXT), (hinted, hints.origin))


def _language_origin(tongue: str | None, guessed: bool, hints: Hints) -> Origin:
    if tongue is None:
        return Origin.NONE
    if guessed:
        return Origin.DETECTED
    return hints.origin if hints.language else Origin.RULE
