"""Exact comparison of two texts by their shingles.

In: what two texts share, where, and their numbers. Out: which texts are compared, and what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.content import Content
from dedup.passages import Run, shared_runs
from dedup.records import Evidence
from dedup.shingles import first_of_equals
from dedup.words import Hashes


def count_shared(one: Content, other: Content) -> int:
    """Return how many shingles stand in both."""
    return _count_equals(one.shingles, other.shingles)


def without(content: Content, stop_shingles: Hashes) -> Content:
    """Return `content` without the shingles in the ascending `stop_shingles`."""
    if not len(stop_shingles):
        return content
    kept = ~find(content.shingles, stop_shingles)[0]
    return Content(content.shingles[kept], content.places[kept], content.numbers, content.postings)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two texts gave, and what is shown of it."""

    evidence: Evidence
    runs: list[Run]  # the first and the longest shared passage: words of the smaller text, of `a` of two of one size


def compare(a: int, a_content: Content, b: int, b_content: Content) -> Comparison:
    """Compare two texts, `a` < `b`."""
    smaller, larger = _by_size(a_content, b_content)
    found, where = find(smaller.shingles, larger.shingles)
    places = smaller.places[found]
    places.sort()
    beside = larger.places[where[found]]
    beside.sort()
    ranges = [_range(places), _range(beside)]
    if smaller is not a_content:
        ranges.reverse()
    missing = len(smaller.numbers) - _count_equals(smaller.numbers, larger.numbers)
    evidence = Evidence(
        a=a,
        b=b,
        shared=len(places),
        a_size=len(a_content.shingles),
        b_size=len(b_content.shingles),
        numbers=1 - missing / len(smaller.numbers) if len(smaller.numbers) else 1.0,
        missing=missing,
        a_range=ranges[0],
        b_range=ranges[1],
    )
    return Comparison(evidence, shared_runs(places))


def _count_equals(one: Hashes, other: Hashes) -> int:
    """Return how many values stand in both arrays, each of which has none twice."""
    together = np.concatenate((one, other))
    together.sort()
    return len(together) - int(np.count_nonzero(first_of_equals(together)))


def _by_size(one: Content, other: Content) -> tuple[Content, Content]:
    return (one, other) if len(one.shingles) <= len(other.shingles) else (other, one)


def find(shingles: Hashes, among: Hashes) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Return for each of `shingles` whether it is in the ascending `among`, and where."""
    if not len(among):
        return np.zeros(len(shingles), dtype=bool), np.zeros(len(shingles), dtype=np.intp)
    where = among.searchsorted(shingles)
    where[where == len(among)] = 0
    return among[where] == shingles, where


def _range(places: NDArray[np.int32]) -> tuple[int, int]:
    """Return between which of the ascending places the middle nine tenths stand: stray phrases do not widen it."""
    if not len(places):
        return 0, 0
    twentieth = len(places) // 20
    return int(places[twentieth]), int(places[len(places) - 1 - twentieth])
