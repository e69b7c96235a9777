"""Text to words, shingles and numbers: what is compared when two texts are compared.

In: normalisation, the split into words, the 64-bit hashes of word 3-shingles. Out: sampling, signatures, scores.

Normalised away: Unicode compatibility forms (NFKC), case, the Turkish dotted and dotless i, invisible characters, and
punctuation (so every style of quote and dash). Kept: every word and every number.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

Hashes = NDArray[np.uint64]
Number = TypeVar("Number", np.uint64, np.int_)

WORDS_A_SHINGLE = 3

# What lies behind is kept in the text's number but never compared, so that a document of 50 MB costs what one of
# a million characters does: about 170,000 words, the length of a long novel.
COMPARED_CHARACTERS = 1_000_000

IDENTITY_BITS = 47  # SQLite keeps a positive one in 6 bytes; a million texts clash with a chance of 1 in 280

# Thai, Lao, Myanmar, Khmer, Hiragana, Katakana, Han and its extensions: scripts written without spaces.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
_FIRST_UNSPACED = 0x0E00
_PUNCTUATION = (0x2000, 0x3040)  # typographic quotes, dashes and symbols, which are in texts of every script

# A Chinese word has about 1.7 characters, so three words have five: as three overlapping pieces of three do.
CHARACTERS_A_PIECE = 3

_FIRST_OTHER_DIGIT = "\u0660"  # Arabic; superscripts are folded

WORD: re.Pattern[str] = re.compile(r"\w+(?:[.,]\d+)*")
_INVISIBLE = re.compile("[\u00ad\u0307\u200b-\u200f\u2060-\u2064\ufeff]")

_SMALL_CACHE = 1 << 17  # words: about 16 MB
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: odd, with well spread bits


class _WordHashes(dict[str, bytes]):
    """Words to their hashes, each calculated once. The words of news repeat: 99 % are found here.

    As bytes, which are joined into an array in half the time that numbers take.
    """

    def __missing__(self, word: str) -> bytes:
        if len(self) >= _SMALL_CACHE:
            self.clear()
        value = self[word] = xxh3_64_intdigest(word.encode("utf-8", "surrogatepass")).to_bytes(8, sys.byteorder)
        return value


_WORD_HASHES = _WordHashes()


@dataclass(frozen=True, slots=True)
class Content:
    """What of a text takes part in comparisons."""

    shingles: Hashes  # each once, ascending
    places: NDArray[np.int32]  # of each, where it first stands: the number of its first word
    numbers: Hashes  # hashes of the words that begin with a digit, each once, ascending


def normalise(text: str) -> str:
    """Return `text` with compatibility forms, case and invisible characters folded. Idempotent."""
    if text.isascii():
        return text.lower()
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", folded).replace("ı", "i")


def split(text: str) -> list[str]:
    """Return the words and numbers of `text` in order; a run of a script without spaces comes as overlapping pieces."""
    folded = normalise(text[:COMPARED_CHARACTERS])
    if not _has_unspaced(folded):
        return WORD.findall(folded)
    return [folded[start:end] for start, end in word_spans(folded)]


def word_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Return where each word that `split` returns stands in the normalised text, one after the other."""
    spans = map(re.Match.span, WORD.finditer(folded))
    if not _has_unspaced(folded):
        return spans
    return (piece for start, end in spans for piece in _pieces(folded, start, end))


def _has_unspaced(folded: str) -> bool:
    """Return whether a text has characters of scripts without spaces. (The pattern alone takes ten times as long.)"""
    if folded.isascii():
        return False
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    beyond = (codes >= _FIRST_UNSPACED) & ((codes < _PUNCTUATION[0]) | (codes >= _PUNCTUATION[1]))
    return bool(beyond.any()) and _UNSPACED.search(folded) is not None


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not _UNSPACED.search(folded, start, end):
        return iter([(start, end)])
    last = max(start + 1, end - CHARACTERS_A_PIECE + 1)
    return ((at, min(at + CHARACTERS_A_PIECE, end)) for at in range(start, last))


def hash_words(words: Iterable[str]) -> Hashes:
    """Return one hash a word, in order."""
    return np.frombuffer(b"".join(map(_WORD_HASHES.__getitem__, words)), dtype=np.uint64)


def hash_shingles(words: Hashes) -> Hashes:
    """Return the hash of every run of three words, in order, repeats included; none for fewer than three words."""
    mixed = words[:-2] * _GOLDEN
    mixed ^= mixed >> np.uint64(29)
    mixed += words[1:-1]
    mixed *= _GOLDEN
    mixed ^= mixed >> np.uint64(32)
    mixed += words[2:]
    mixed *= _GOLDEN
    return mixed ^ (mixed >> np.uint64(29))


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Return `values` ascending, each once. (`numpy.unique` takes eight times as long for arrays of this size.)"""
    ascending = np.sort(values)
    return ascending[_first_of_equals(ascending)]


def _first_of_equals(ascending: NDArray[Number]) -> NDArray[np.bool_]:
    first = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def identify(text: str, words: Hashes) -> int:
    """Return the number of a text: equal for texts whose words are equal; 0 for a text without words."""
    if not len(words):
        return 0
    rest = text[COMPARED_CHARACTERS:].encode("utf-8", "surrogatepass")
    return xxh3_64_intdigest(words.tobytes() + rest) >> (64 - IDENTITY_BITS) or 1


def read(text: str) -> Content:
    """Return what of `text` takes part in comparisons."""
    words = split(text)
    return take_content(words, hash_words(words))


def take_content(words: list[str], word_hashes: Hashes) -> Content:
    """Return what of these words, whose hashes are given, takes part in comparisons."""
    hashes = hash_shingles(word_hashes)
    order = np.argsort(hashes)  # not stable: 15 times as fast, where the processor sorts in vectors
    ascending = hashes[order]
    starts = np.flatnonzero(_first_of_equals(ascending))
    places = np.minimum.reduceat(order, starts) if len(starts) else order
    return Content(ascending[starts], places.astype(np.int32), _numbers(words))


def _numbers(words: list[str]) -> Hashes:
    """Return the hashes of the words that begin with a digit. Of what words have, only 0 to 9 sort before a colon."""
    found = {word for word in words if word < ":"}
    if max(words, default="") >= _FIRST_OTHER_DIGIT:
        found.update(word for word in words if word[0].isdigit())
    return np.sort(hash_words(found))
