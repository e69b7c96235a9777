"""Text to words: normalisation, where words stand, and one hash a word.

In: what is a word. Out: what is folded before (`dedup.folding`), shingles (`dedup.shingles`) and everything that is
compared.

Left away: punctuation, so every style of quote and dash. Kept: every word and every number.

Words are found and hashed with some forty numpy calls a text: 65 µs for 310 words, normalising included, where the
pattern, a cache of xxh3 hashes and a look at each word for digits took 117 µs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.folding import normalise

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
_Codes = NDArray[np.uint32]
_Kinds = NDArray[np.uint8]

# What lies behind is kept in the text's number but never compared, so that a document of 50 MB costs what one of
# a million characters does: about 170,000 words, the length of a long novel.
COMPARED_CHARACTERS = 1_000_000

# Thai, Lao, Myanmar, Khmer, Hiragana, Katakana, Han and its extensions: scripts written without spaces.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
_FIRST_UNSPACED = 0x0E00
_PUNCTUATION = (0x2000, 0x3040)  # typographic quotes, dashes and symbols, which are in texts of every script

# A Chinese word has about 1.7 characters, so three words have five: as three overlapping pieces of three do.
CHARACTERS_A_PIECE = 3

WORD: re.Pattern[str] = re.compile(r"\w+(?:[.,]\d+)*")

# Kinds of characters. Of what is no word character, only the two that stand in numbers are told apart.
_LETTER, _DIGIT, _POINT = 1, 3, 4
_IN_WORD = np.uint8(1)  # the bit that letters and digits have
_PLANE = 1 << 16  # the characters of nearly every text: looked up in a table, the others one by one

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: odd, with well spread bits

# What the characters of a word are multiplied with, by their place: powers of an odd number, so that no two words of
# news have one sum. Behind 256 characters, where no word is, the order says nothing.
_WEIGHTS = np.cumprod(np.full(256, 0xD6E8FEB86659FD93, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order, as they are compared."""

    hashes: Hashes
    begin_with_digit: NDArray[np.bool_]


def split(text: str) -> list[str]:
    """Return the words and numbers of `text` in order; a run of a script without spaces comes as overlapping pieces."""
    folded = normalise(text[:COMPARED_CHARACTERS])
    starts, ends = word_spans(folded)
    return [folded[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def word_spans(folded: str) -> tuple[Places, Places]:
    """Return where each word that `split` returns begins and ends in the normalised text."""
    codes = _codes(folded)
    starts, ends = _spans(folded, codes, _kinds(codes))[:2]
    return starts - 1, ends - 1


def read_words(text: str) -> Words:
    """Return the words of `text` as far as they are compared."""
    folded = normalise(text[:COMPARED_CHARACTERS])
    codes = _codes(folded)
    kinds = _kinds(codes)
    starts, ends, characters = _spans(folded, codes, kinds)
    return Words(_hash(characters, ends - starts), kinds[starts] == _DIGIT)


def _codes(folded: str) -> _Codes:
    """Return the code points of a text between two line ends, so that every character has one before and behind it."""
    return np.frombuffer(f"\n{folded}\n".encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _kinds(codes: _Codes) -> _Kinds:
    kinds = _table().take(codes, mode="clip")
    for at in np.flatnonzero(codes >= _PLANE).tolist():
        kinds[at] = _kind(chr(codes[at]))
    return kinds


@cache
def _table() -> _Kinds:
    """Return the kind of each character of the first plane: made in 2 ms, when it is first needed."""
    every = np.arange(_PLANE - 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")  # one by one: 5 MB
    kinds = np.zeros(_PLANE, dtype=np.uint8)  # the last one is no character: what lies behind is taken for it
    for pattern, kind in ((r"\w+", _LETTER), (r"\d+", _DIGIT), (r"[.,]", _POINT)):
        for found in re.finditer(pattern, every):
            kinds[slice(*found.span())] = kind
    return kinds


def _kind(character: str) -> int:
    if character.isdecimal():
        return _DIGIT
    return _LETTER if character.isalnum() else 0


def _spans(folded: str, codes: _Codes, kinds: _Kinds) -> tuple[Places, Places, _Codes]:
    """Return where words begin and end among the codes, and the characters of the words one after the other."""
    if _has_unspaced(folded, codes):
        spans = np.array(list(_pattern_spans(folded)), dtype=np.int64).reshape(-1, 2) + 1
        starts, ends = spans.T
        return starts, ends, codes[_within(starts, ends)]
    inside = (kinds & _IN_WORD).view(np.bool_)
    joins = _joins(kinds)
    inside[joins] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    breaks = _breaks(kinds, joins)
    if len(breaks):
        starts, ends = (np.sort(np.concatenate((places, breaks))) for places in (starts, ends))
    return starts, ends, codes.take(np.flatnonzero(inside))  # half the time of codes[inside]


def _joins(kinds: _Kinds) -> Places:
    """Return the points and commas that belong to a number: between a word character and a digit."""
    points = np.flatnonzero(kinds == _POINT)
    joins: Places = points[(kinds[points - 1] & _IN_WORD).view(np.bool_) & (kinds[points + 1] == _DIGIT)]
    return joins


def _breaks(kinds: _Kinds, joins: Places) -> Places:
    """Return where a number with a point or comma ends and a letter follows at once: the 5 of 1.5km ends a word."""
    if not len(joins):
        return joins
    others = np.flatnonzero(kinds != _DIGIT)
    behind: Places = others[others.searchsorted(joins + 1)]
    breaks: Places = behind[kinds[behind] == _LETTER]
    return breaks


def _has_unspaced(folded: str, codes: _Codes) -> bool:
    """Return whether a text has characters of scripts without spaces. (The pattern alone takes ten times as long.)"""
    if folded.isascii():
        return False
    beyond = (codes >= _FIRST_UNSPACED) & ((codes < _PUNCTUATION[0]) | (codes >= _PUNCTUATION[1]))
    return bool(beyond.any()) and _UNSPACED.search(folded) is not None


def _pattern_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where words and pieces stand, found by the pattern: what `_spans` does for texts with spaces."""
    for found in WORD.finditer(folded):
        yield from _pieces(folded, *found.span())


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not _UNSPACED.search(folded, start, end):
        return iter([(start, end)])
    last = max(start + 1, end - CHARACTERS_A_PIECE + 1)
    return ((at, min(at + CHARACTERS_A_PIECE, end)) for at in range(start, last))


def _within(starts: Places, ends: Places) -> Places:
    """Return every place in these spans, which may overlap, one span after the other."""
    lengths = ends - starts
    places: Places = np.arange(lengths.sum()) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return places


def _hash(characters: _Codes, lengths: Places) -> Hashes:
    """Return the hash of each word: the sum of its characters weighed by their places, mixed."""
    if not len(lengths):
        return np.empty(0, dtype=np.uint64)
    firsts = np.cumsum(lengths) - lengths
    weighed = _WEIGHTS.take(np.arange(len(characters)) - np.repeat(firsts, lengths), mode="clip")
    weighed *= characters
    hashes: Hashes = np.add.reduceat(weighed, firsts)
    hashes ^= hashes >> np.uint64(32)
    hashes *= _GOLDEN
    return hashes ^ (hashes >> np.uint64(29))
