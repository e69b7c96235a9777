"""Sketches: pairs that share enough are never turned away, pairs by chance nearly always."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.scheme import SKETCH_BITS
from dedup.sketches import draw_sketch, least_shared, may_share_enough, read_sketches
from dedup.words import Hashes

PAIRS = 300


def _kept(one: int, other: int, shared: int, seed: int = 1) -> float:
    """Return the share of random pairs of texts with so many shingles that are kept."""
    random = np.random.default_rng(seed)
    sketches: list[list[bytes]] = [[], []]
    for _ in range(PAIRS):
        shingles: Hashes = random.integers(0, 1 << 63, one + other - shared, dtype=np.uint64)
        sketches[0].append(draw_sketch(shingles[:one]))
        sketches[1].append(draw_sketch(shingles[one - shared :]))
    return float(may_share_enough(*map(read_sketches, sketches)).mean())


@pytest.mark.parametrize(("one", "other"), [(20, 20), (20, 400), (60, 400), (120, 400), (120, 2000), (400, 400)])
def test_pairs_that_share_three_tenths_are_kept(one: int, other: int) -> None:
    shared = max(15, round(0.3 * one))
    assert _kept(one, other, shared) >= 0.99
    assert _kept(other, one, shared) >= 0.99


@pytest.mark.parametrize(("one", "other", "most"), [(20, 400, 0.1), (60, 400, 0.4), (120, 400, 0.05), (120, 120, 0.01)])
def test_pairs_that_share_a_phrase_are_turned_away(one: int, other: int, most: float) -> None:
    assert _kept(one, other, 3) <= most


def test_pairs_just_worth_a_row_are_nearly_always_kept() -> None:
    assert _kept(120, 400, round(least_shared(120))) >= 0.9


def test_against_texts_that_set_every_bit_nothing_is_said() -> None:
    assert _kept(100, 50_000, 20) == 1
    full = draw_sketch(np.arange(SKETCH_BITS, dtype=np.uint64))
    assert may_share_enough(read_sketches([full]), read_sketches([full])).all()


def test_texts_without_shingles_share_nothing_or_are_compared_exactly() -> None:
    empty, some = draw_sketch(np.empty(0, dtype=np.uint64)), draw_sketch(np.arange(300, dtype=np.uint64))
    assert len(empty) == len(some) == SKETCH_BITS // 8
    assert may_share_enough(read_sketches([some]), read_sketches([some])).all()
    assert read_sketches([]).shape[0] == 0
