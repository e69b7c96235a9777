"""Words to shingles: runs of words as 64-bit hashes, and the number by which a text is known.

In: hashes of runs of words. Out: words (`dedup.words`), which shingles are sampled (`dedup.sampling`), scores.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from dedup.words import COMPARED_CHARACTERS, Hashes

Number = TypeVar("Number", np.uint64, np.int_)

WORDS_A_SHINGLE = 3

IDENTITY_BITS = 47  # SQLite keeps a positive one in 6 bytes; a million texts clash with a chance of 1 in 280

LEAST_RETURNED = 1024  # bytes: arrays of as many and more are not kept by numpy when they are dropped

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: odd, with well spread bits


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


def lengthen(shingles: Hashes, following: Hashes) -> Hashes:
    """Return the hash of every run of one word more: of each shingle but the last with the word that follows it."""
    mixed = shingles[:-1] + following
    mixed *= _GOLDEN
    return mixed ^ (mixed >> np.uint64(29))


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Return `values` ascending, each once. (`numpy.unique` takes eight times as long for arrays of this size.)"""
    ascending = np.sort(values)
    return ascending[first_of_equals(ascending)]


def numbered(values: NDArray[Number]) -> tuple[NDArray[Number], NDArray[np.int_]]:
    """Return `values` ascending, each once, and where among them each of `values` stands."""
    order = np.argsort(values)
    ascending = values[order]
    first = first_of_equals(ascending)
    places = np.empty_like(order)
    places[order] = np.cumsum(first) - 1
    return ascending[first], places


def first_of_equals(ascending: NDArray[Number]) -> NDArray[np.bool_]:
    """Return which of ascending values are not like the one before."""
    first = room_for_answers(len(ascending))
    first[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def room_for_answers(count: int) -> NDArray[np.bool_]:
    """Return an array for so many answers, each to be written.

    Of arrays of less than a KiB numpy keeps seven of each number of bytes, until its process ends: of answers, one
    byte each, 3.7 MB, scattered over the heap. This is a part of a larger one, which goes back to the system.
    """
    return np.empty(max(count, LEAST_RETURNED), dtype=bool)[:count]


def identify(text: str, words: Hashes) -> int:
    """Return the number of a text: equal for texts whose words are equal; 0 for a text without words."""
    if not len(words):
        return 0
    rest = text[COMPARED_CHARACTERS:].encode("utf-8", "surrogatepass")
    return xxh3_64_intdigest(words.tobytes() + rest) >> (64 - IDENTITY_BITS) or 1
