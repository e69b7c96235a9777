"""Windows over units: sums and weighted means, at the ends of a document too."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.flattened_windows import inside, sums_of, window_means

VALUES = np.array([1, 2, 4, 8, 16], np.float32)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0, 0, [1, 2, 4, 8, 16]), (1, 1, [3, 7, 14, 28, 24]), (2, -1, [0, 1, 3, 6, 12]), (-1, 2, [6, 12, 24, 16, 0])],
)
def test_a_window_ends_where_the_document_does(before: int, after: int, expected: list[float]) -> None:
    assert inside(sums_of(VALUES), before, after).tolist() == expected
    rows = inside(sums_of(np.stack([VALUES, 2 * VALUES])), before, after)
    assert rows.tolist() == [expected, [2 * value for value in expected]]


def test_a_window_wider_than_the_document_has_all_of_it() -> None:
    assert inside(sums_of(VALUES), 40, 40).tolist() == [31] * 5


def test_a_mean_weighs_its_units() -> None:
    weight = np.array([1, 3, 0, 1, 1], np.float32)
    means = window_means("near{}{:+d}", VALUES, weight, [(1, 1), (-1, 1)])
    assert list(means) == ["near1+1", "near-1+1"]
    assert means["near1+1"].tolist() == pytest.approx([7 / 4, 7 / 4, 14 / 4, 12, 12])
    assert means["near-1+1"].tolist() == pytest.approx([2, 0, 8, 16, 0])
