"""What is true of each document: where it stands, what a perfect extractor makes of it, whose copy it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import escape

from tests.samples.documents import Document, all_documents
from tests.samples.flattened import title_line
from tests.samples.pages import appeared_first, page

_PAGES = ("page", "bare-page", "response", "html-record")
_DIRECTORY = "dumps"  # the dump, and so the source, of the loose files under seeds/dumps


def label(document: Document, file: str, locator: str) -> dict[str, Any]:
    """Return one line of labels.jsonl.

    `source` is what the capture's URL says, and the dump's name where there is none. `published` is EDTF. `removed`
    holds lines that must stand in removed blocks with their reason; null is where several are right, and `rule` is
    right wherever a source has rules. A null `standfirst` means that none is shown.
    """
    captured = document.form in ("response", "html-record", "text-record", "entry")
    found: dict[str, Any] = {
        "id": document.id,
        "file": file,
        "locator": locator,
        "form": document.form,
        "outlet": document.outlet.name,
        "source": document.outlet.name if captured else _DIRECTORY,
        "url": document.url if captured else None,
        "captured_at": document.captured_at or None,
        "relation": document.relation,
        "story": document.story or None,
        "of": _original(document),
        "failure": document.failure or None,
    }
    return found if document.failure else found | _extracted(document, file)


def _extracted(document: Document, file: str) -> dict[str, Any]:
    return {
        "title": document.title or None,
        "authors": document.authors,
        "published": document.published or None,
        "modified": document.modified or None,
        "language": document.language,
        "standfirst": document.standfirst or None,
        "text": "\n".join(document.paragraphs),
        "removed": [{"reason": reason, "text": text} for reason, text in _removed(document, file)],
    }


def _original(document: Document) -> str | None:
    """Return the id of the document that this one was made from; None for what was made from none."""
    if document.relation in ("original", "single", "template", "round-up", "broken"):
        return None
    return next(
        other.id for other in all_documents().values() if other.story == document.story and other.relation == "original"
    )


def _removed(document: Document, file: str) -> Iterator[tuple[str | None, str]]:
    if document.form in _PAGES:
        yield from _removed_from_page(document)
    elif document.form == "glued-text":
        yield from _removed_from_glued(document)
    elif document.form == "text-record":
        yield from _given(("prompt", document.prompt), ("credit", document.credit))
    elif file.endswith(".rss"):
        yield None, str(appeared_first(document).striptags())


def _removed_from_page(document: Document) -> Iterator[tuple[str | None, str]]:
    outlet = document.outlet
    candidates = [
        ("caption", document.caption),
        ("prompt", outlet.newsletter),
        ("prompt", outlet.cookies),
        ("bio", document.bio),
        ("credit", document.credit),
        ("navigation", outlet.footer),
        *(("link-list", headline) for headline in [*outlet.read_also, *outlet.most_read]),
        *(("link-list", headline) for headline, _ in outlet.latest),
        *((None, text) for _, _, text in document.comments),
    ]
    html = page(document).decode(document.charset)
    # What a template shows depends on the length of the article, so the page itself is asked.
    yield from ((reason, text) for reason, text in _given(*candidates) if escape(text) in html)


def _removed_from_glued(document: Document) -> Iterator[tuple[str | None, str]]:
    yield "metadata", title_line(document)
    yield "heading", document.outlet.words["latest"]
    for headline, date in document.outlet.latest:
        yield "link-list", headline
        yield "link-list", date
    yield "page-date", document.page_date


def _given(*candidates: tuple[str | None, str]) -> Iterator[tuple[str | None, str]]:
    return ((reason, text) for reason, text in candidates if text)
