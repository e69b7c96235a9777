"""The data types of copy detection. Texts are named by integers that the store gives out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How two texts are related."""

    SAME_TEXT = "same-text"  # equal after normalisation
    NEAR_COPY = "near-copy"  # the same story, lightly edited
    EXCERPT = "excerpt"  # one stands in the other: a cut
    ROUND_UP = "round-up"  # one contains several others, and is the same story as none


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored of a text so that copies of it can be found."""

    scheme: str  # permutations, shingles and hash: signatures of different schemes are never compared
    values: bytes  # MinHash values, little-endian unsigned 32-bit
    postings: tuple[int, ...]  # the sampled shingles (FracMinHash), signed 64-bit
    shingles: int  # how many distinct shingles the text has


@dataclass(frozen=True, slots=True)
class Link:
    """A verified pair of texts, `a` < `b`, with what a person needs to see why."""

    a: int
    b: int
    relation: Relation
    jaccard: float  # of the two shingle sets
    containment: float  # share of the smaller set that stands in the larger
    contained: int  # which of the two is the smaller: `a` or `b`
    numbers: float  # share of the shorter text's numbers that stand in the other; 1 when it has none
    passages: tuple[str, ...]  # the first and the longest shared passage
