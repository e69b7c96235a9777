"""Exact comparison of two texts by their shingles.

In: what two texts share, where, and their numbers. Out: which texts are compared, and what follows from it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.records import Evidence
from dedup.shingles import Content, Hashes, distinct


def mark(hashes: Hashes, among: Hashes) -> NDArray[np.bool_]:
    """Return for each of `hashes` whether it is in the sorted `among`."""
    if not len(among):
        return np.zeros(len(hashes), dtype=bool)
    places = np.searchsorted(among, hashes)
    places[places == len(among)] = 0
    found: NDArray[np.bool_] = among[places] == hashes
    return found


def count_shared(one: Content, other: Content) -> int:
    """Return how many distinct shingles stand in both."""
    smaller, larger = sorted((one.distinct, other.distinct), key=len)
    return int(np.count_nonzero(mark(smaller, larger)))


def without(content: Content, stop_shingles: Hashes) -> Content:
    """Return `content` without the shingles in the sorted `stop_shingles`."""
    if not len(stop_shingles):
        return content
    ordered = content.ordered[~mark(content.ordered, stop_shingles)]
    return Content(ordered, distinct(ordered), content.numbers)


def compare(a: int, a_content: Content, b: int, b_content: Content) -> Evidence:
    """Return the evidence about two texts, `a` < `b`."""
    shorter, longer = sorted((a_content, b_content), key=lambda content: len(content.ordered))
    missing = len(shorter.numbers) - int(np.count_nonzero(mark(shorter.numbers, longer.numbers)))
    return Evidence(
        a=a,
        b=b,
        shared=count_shared(a_content, b_content),
        a_size=len(a_content.distinct),
        b_size=len(b_content.distinct),
        numbers=1 - missing / len(shorter.numbers) if len(shorter.numbers) else 1.0,
        missing=missing,
        a_range=_range(a_content, b_content),
        b_range=_range(b_content, a_content),
    )


def _range(within: Content, other: Content) -> tuple[int, int]:
    """Return where in `within` the middle nine tenths of what `other` has too stand: stray phrases do not widen it."""
    places = np.flatnonzero(mark(within.ordered, other.distinct))
    if not len(places):
        return 0, 0
    twentieth = len(places) // 20
    return int(places[twentieth]), int(places[len(places) - 1 - twentieth])
