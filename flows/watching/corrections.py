"""Whether a changed text is a correction that is worth telling.

In: a pure comparison of two versions, word by word. Out: finding them (`db.watches`), and telling them.

Told is every change of words, however small: "40 boats" for "45 boats", "denied" for "did not deny", another name. Not
told is what changes no words (case, punctuation, blanks), and a respelling: words replaced one for one by words that
are nearly the same and have no digit, as when "recieve" becomes "receive".
"""

from __future__ import annotations

import difflib

from db.reading.changes import paragraph_changes
from dedup.words import split

# difflib's ratio is twice the letters in common over the letters of both. One wrong letter of five gives .8, two
# letters swapped in seven .86; "can" for "can't" gives .75 and two different names of six letters rarely more than .5.
RESPELLED = 0.8

# SequenceMatcher takes time with the square of what it compares: 5,000 words each, the longest reports, take 0.1 s.
MOST_WORDS = 5000

CHANGES_TOLD = 5  # paragraphs in an alert; all of them are in `wiresift explain`


def is_correction(before: str, after: str) -> bool:
    """Return whether the words of two texts differ by more than respelling."""
    old, new = _without_common_ends(split(before), split(after))
    if not old and not new:
        return False
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return True
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changed = (opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal")
    return not all(_is_respelled(old[a:b], new[c:d]) for _, a, b, c, d in changed)


def changed_paragraphs(before: str, after: str) -> list[dict[str, str | None]]:
    """Return the first paragraphs that differ, each as it was and as it is; None where there was or is none."""
    differing = [change for change in paragraph_changes(before, after) if change.before != change.after]
    return [{"before": change.before, "after": change.after} for change in differing[:CHANGES_TOLD]]


def _without_common_ends(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    begin = _common(old, new)
    old, new = old[begin:], new[begin:]
    end = _common(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _common(old: list[str], new: list[str]) -> int:
    """Return how many words two lists have in common at their beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _is_respelled(old: list[str], new: list[str]) -> bool:
    return len(old) == len(new) and all(map(_is_nearly, old, new))


def _is_nearly(old: str, new: str) -> bool:
    if any(letter.isdigit() for letter in old + new):
        return False
    return difflib.SequenceMatcher(None, old, new).ratio() >= RESPELLED
