"""What changed between two versions of an article: metadata, and paragraphs with their words.

Out: how it looks on a terminal (`flows.present_changes`) and on a page (`db.datasette`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from db.reading.evidence import Version

MOST_WORDS = 2000  # of a paragraph that is compared word by word: the time for it grows with the square


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. Either side is None where there is nothing to compare: something was added or taken away."""

    what: str  # "text", or the metadata's name
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    words: str


def changes(older: Version, newer: Version) -> tuple[Change, ...]:
    """Return what differs between two versions: metadata first, then the text, paragraph by paragraph."""
    text = (change for change in paragraph_changes(older.text, newer.text) if change.before != change.after)
    return (*metadata_changes(older, newer), *text)


def metadata_changes(older: Version, newer: Version) -> Iterator[Change]:
    """Yield the metadata that differ."""
    for name, value in newer.metadata.items():
        before, after = shown(older.metadata[name].value), shown(value.value)
        if before != after:
            yield Change(name, before, after)


def shown(value: str | bool | tuple[str, ...] | None) -> str | None:
    """Return a metadata value as text; None where there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) or None if isinstance(value, tuple) else value


def paragraph_changes(older: str, newer: str) -> Iterator[Change]:
    """Yield every paragraph of two texts in order; both sides of one that stayed are equal."""
    before, after = older.split("\n"), newer.split("\n")
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if b - a == d - c and kind != "insert":
            yield from (Change("text", *pair) for pair in zip(before[a:b], after[c:d], strict=True))
        else:
            yield from (Change("text", paragraph, None) for paragraph in before[a:b])
            yield from (Change("text", None, paragraph) for paragraph in after[c:d])


def word_changes(before: str, after: str) -> Iterator[Words]:
    """Yield the words of two paragraphs in order; of very long ones only that one went and the other came."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        yield from (Words("gone", before), Words("new", after))
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Words("same", " ".join(old[a:b]))
            continue
        if b > a:
            yield Words("gone", " ".join(old[a:b]))
        if d > c:
            yield Words("new", " ".join(new[c:d]))
