"""What changed between two versions of an article: metadata, and paragraphs with their words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from db.reading.evidence import Version

MOST_WORDS = 2000  # of a paragraph that is compared word by word: the time for it grows with the square


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. Either side is None where there is nothing to compare: something was added or taken away."""

    what: str  # "text", or the metadata's name
    before: str | None
    after: str | None


def changes(older: Version, newer: Version) -> tuple[Change, ...]:
    """Return what differs between two versions: metadata first, then the text, paragraph by paragraph."""
    return (*_metadata(older, newer), *_paragraphs(older.text.split("\n"), newer.text.split("\n")))


def _metadata(older: Version, newer: Version) -> Iterator[Change]:
    for name, value in newer.metadata.items():
        before, after = shown(older.metadata[name].value), shown(value.value)
        if before != after:
            yield Change(name, before, after)


def shown(value: str | bool | tuple[str, ...] | None) -> str | None:
    """Return a metadata value as text; None where there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) or None if isinstance(value, tuple) else value


def _paragraphs(older: list[str], newer: list[str]) -> Iterator[Change]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, older, newer).get_opcodes():
        if kind == "replace" and b - a == d - c:
            yield from (Change("text", *pair) for pair in zip(older[a:b], newer[c:d], strict=True))
        elif kind != "equal":
            yield from (Change("text", paragraph, None) for paragraph in older[a:b])
            yield from (Change("text", None, paragraph) for paragraph in newer[c:d])


def marked_words(before: str, after: str) -> str:
    """Return `after` with the words taken away as [-these-] and the new ones as {+these+}."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return f"[-{before}-] {{+{after}+}}"
    pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += old[a:b]
            continue
        pieces += [f"[-{' '.join(old[a:b])}-]"] if b > a else []
        pieces += [f"{{+{' '.join(new[c:d])}+}}"] if d > c else []
    return " ".join(pieces)
