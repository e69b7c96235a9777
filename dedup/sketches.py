"""Sketches: by 256 bytes a text, which pairs share too little to be worth reading their texts for.

In: one bit for each shingle of a text, chosen by its hash, and what the bits of two texts say of what they share. Out:
where sketches are stored, and exact comparison (`dedup.compare`), which decides about every pair that is left.

Against a million stored texts nine in ten proposed pairs are of a short text that shares one phrase with a text of any
length. Splitting the stored one again takes .2 ms for 400 words, reading its sketch 7 µs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.scheme import SKETCH_BITS
from dedup.settle import LEAST_SHARED
from dedup.words import Hashes

# Share of the smaller text's shingles below which a pair is not worth a row: it says neither copy nor round-up.
LEAST_CONTAINMENT = 0.2

# Standard deviations of the bits that two texts share by chance. A pair that is just worth a row is lost once in 44
# times, one that shares three tenths of the smaller text, the least that matters when settling, hardly ever.
DOUBT = 2.0

Sketches = NDArray[np.uint64]  # a row a text

_PLACE = np.uint64(SKETCH_BITS - 1)


def draw_sketch(shingles: Hashes) -> bytes:
    """Return the sketch of a text with these shingles."""
    bits = np.zeros(SKETCH_BITS, dtype=np.bool_)
    bits[shingles & _PLACE] = True
    return np.packbits(bits).tobytes()


def read_sketches(stored: list[bytes]) -> Sketches:
    """Return sketches as they are compared, in order."""
    return np.frombuffer(b"".join(stored), dtype=np.uint64).reshape(-1, SKETCH_BITS // 64)


def least_shared(smaller: float) -> float:
    """Return how many shingles a pair must share to be worth a row, by the shingles of its smaller text."""
    return max(LEAST_SHARED, LEAST_CONTAINMENT * smaller)


def may_share_enough(one: Sketches, other: Sketches) -> NDArray[np.bool_]:
    """Return of each pair of texts whether they may share as many shingles as make it worth a row.

    Two texts of which nothing is shared have bits in common as well: as many as there are places for each pair of
    their bits. In a text of more than some 5,000 words nearly every bit is set, so that nothing can be said against it.
    """
    ones, others = _count(one), _count(other)
    least = np.maximum(LEAST_SHARED, LEAST_CONTAINMENT * _sizes(np.minimum(ones, others)))
    by_chance = np.maximum(0, ones - least) * np.maximum(0, others - least) / SKETCH_BITS
    return _count(one & other) >= np.minimum(least, np.minimum(ones, others)) + by_chance - DOUBT * np.sqrt(by_chance)


def _count(sketches: Sketches) -> NDArray[np.int64]:
    """Return how many bits of each sketch are set."""
    counts: NDArray[np.int64] = np.bitwise_count(sketches).sum(axis=1, dtype=np.int64)
    return counts


def _sizes(bits: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return of how many shingles so many bits speak: several shingles can set one (Whang and others 1990)."""
    return -SKETCH_BITS * np.log1p(-np.minimum(bits, SKETCH_BITS - 1) / SKETCH_BITS)
