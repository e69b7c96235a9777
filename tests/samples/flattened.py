"""A document as text that some crawler has flattened: the body alone, or the page's column with its lines glued."""

from __future__ import annotations

from tests.samples.documents import Document


def clean(document: Document) -> str:
    """Return the body alone, an empty line between the paragraphs."""
    return "\n\n".join(document.paragraphs) + "\n"


def glued(document: Document) -> str:
    """Return title and date in one line, the body, other headlines glued to their heading, and the page's date."""
    (first, first_date), *others = document.outlet.latest
    lines = [
        title_line(document),
        "",
        *document.paragraphs,
        f"{document.outlet.words['latest']}{first}",
        first_date,
        *(line for item in others for line in item),
        "",
        document.page_date,
        "",
    ]
    return "\n".join(lines)


def record_text(document: Document) -> str:
    """Return the body with the lines that whoever took the article over put under it."""
    return "\n".join(filter(None, [*document.paragraphs, document.prompt, document.credit]))


def title_line(document: Document) -> str:
    """Return the first line of glued text."""
    return f"{document.title}{document.join}{document.published_raw}"
