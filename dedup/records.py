"""The data types of copy detection. Texts are named by numbers that derive from their content."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dedup.content import Content


class Relation(StrEnum):
    """How two texts are related."""

    SAME_TEXT = "same-text"  # equal after normalisation
    NEAR_COPY = "near-copy"  # the same story, lightly edited
    EXCERPT = "excerpt"  # one stands in the other: a cut
    ROUND_UP = "round-up"  # one contains several others, and is the same story as none


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored of a text so that copies of it can be found."""

    scheme: str  # shingles, hashes, permutations and sampling: signatures of different schemes are never compared
    text: int  # the text's number, 47 bits of the hash of its words; 0 for a text without words
    bands: tuple[int, ...]  # MinHash values joined by bands, 47 bits each
    postings: tuple[int, ...]  # the sampled shingles, 47 bits each
    sketch: bytes  # a bit for each shingle: see `dedup.sketches`
    content: Content = field(repr=False, compare=False)  # what of the text is compared; not stored, as the text is


@dataclass(frozen=True, slots=True)
class Evidence:
    """What comparing two texts gave, stop-shingles left out. The texts are `a` < `b`."""

    a: int
    b: int
    shared: int  # distinct shingles that stand in both
    a_size: int  # distinct shingles of `a`
    b_size: int
    numbers: float  # share of the shorter text's numbers that stand in the other; 1 when it has none
    missing: int  # how many of the shorter text's numbers do not stand in the other
    a_range: tuple[int, int]  # where in `a` the middle nine tenths of what is shared stand: places of shingles
    b_range: tuple[int, int]

    @property
    def texts(self) -> tuple[int, int]:
        """Return the two texts."""
        return self.a, self.b

    @property
    def jaccard(self) -> float:
        """Return the share of all their shingles that stand in both."""
        union = self.a_size + self.b_size - self.shared
        return self.shared / union if union else 0.0

    @property
    def containment(self) -> float:
        """Return the share of the smaller text's shingles that stand in the larger."""
        smaller = min(self.a_size, self.b_size)
        return self.shared / smaller if smaller else 0.0

    @property
    def contained(self) -> int:
        """Return which of the two is the smaller."""
        return self.a if self.a_size <= self.b_size else self.b

    def other(self, text: int) -> int:
        """Return the one of the two that is not `text`."""
        return self.b if text == self.a else self.a

    def range_in(self, text: int) -> tuple[int, int]:
        """Return where in `text` that is shared stands."""
        return self.a_range if text == self.a else self.b_range


@dataclass(frozen=True, slots=True)
class Link:
    """What is shown of a related pair: `a` < `b` are the first versions that had the two texts."""

    a: int
    b: int
    relation: Relation
    jaccard: float  # of the two shingle sets, stop-shingles left out
    containment: float  # share of the smaller set that stands in the larger
    contained: int  # which of the two is the smaller: `a` or `b`
    numbers: float  # share of the shorter text's numbers that stand in the other; 1 when it has none
    passages: tuple[str, ...]  # the first and the longest shared passage
