"""What a changed text at one address is, measured against the text before: a correction, an update, another story.

In: a rule over the two texts' shingles. Out: which versions there are, their differences word by word
(`db.reading.changes`), and which of them are told (`flows.watching`).
"""

from __future__ import annotations

from enum import StrEnum

from dedup.compare import count_shared
from dedup.content import read
from dedup.settle import is_related
from dedup.words import split

# A replaced word changes three shingles. Two words of a notice, a tenth of a longer text, and the sentence that says
# that the text was corrected, are still a correction.
MOST_CHANGED = 0.1
TWO_WORDS = 6  # shingles
A_NOTE = 25  # shingles: a sentence of 25 words


class Revision(StrEnum):
    """What a version is to the one before it."""

    RESPELLED = "respelled"  # the same words: only case, punctuation or blanks differ
    CORRECTION = "correction"  # the same text but for a few words, such as a figure or a name, or with a note about it
    UPDATE = "update"  # the same text, and more than a note has come
    REWRITTEN = "rewritten"  # the same story in other words, or much of it gone
    ANOTHER_STORY = "another story"  # as on a page that shows a new story every day


def revision(before: str, after: str) -> Revision:
    """Return what the text `after` is to the text `before` that stood at the same address."""
    old_words, new_words = split(before), split(after)
    if old_words == new_words:
        return Revision.RESPELLED
    one, other = read(before), read(after)
    old, new, shared = len(one.shingles), len(other.shingles), count_shared(one, other)
    if not shared:
        return Revision.ANOTHER_STORY
    if old - shared <= max(TWO_WORDS, MOST_CHANGED * old):
        few = max(A_NOTE, MOST_CHANGED * old)
        return Revision.CORRECTION if new - shared <= few else Revision.UPDATE
    return Revision.REWRITTEN if is_related(shared, old, new) else Revision.ANOTHER_STORY
