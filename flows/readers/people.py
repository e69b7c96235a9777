"""Authors that stand in one string, taken apart where it is safe to."""

from __future__ import annotations

import re

_BY = re.compile(r"^\s*by:?\s+", re.IGNORECASE)
_SURE = re.compile(r"\s*[;|\n]\s*")  # what stands in no name
_JOINED = re.compile(r"\s+(?:and|&)\s+|\s*,\s+(?:and\s+)?")
_PARTICLES = frozenset("al af av bin da dal de del della den der di dos du el la le van von y zu".split())  # noqa: SIM905
NAME_WORDS = range(2, 6)  # "Ada Low" to "Maria da Silva dos Santos": fewer is half a name, more a sentence or an office


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in `text`, in order and without "By".

    Semicolons, bars and newlines always part. "and", "&" and commas part only when every piece looks like a full
    name: so "Ann Low and Bo Ek" are two, while "Low, Ann", "Ann Low, Paris" and "Department of Health and Care" stay
    whole.
    """
    pieces = (piece for part in _SURE.split(_BY.sub("", text)) for piece in _joined_names(part))
    return tuple(piece for piece in (piece.strip(" ,") for piece in pieces) if piece)


def _joined_names(text: str) -> list[str]:
    pieces = [piece for piece in _JOINED.split(text) if piece]
    return pieces if all(_is_full_name(piece) for piece in pieces) else [text]


def _is_full_name(text: str) -> bool:
    words = text.split()
    return len(words) in NAME_WORDS and all(word in _PARTICLES or _begins_a_name(word) for word in words)


def _begins_a_name(word: str) -> bool:
    """Return whether a word could stand in a name: not in lower case, where its alphabet has cases, and no number."""
    return not word[0].islower() and not word[0].isdigit()
