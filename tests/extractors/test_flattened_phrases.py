"""Words and pairs, hashed."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.flattened_phrases import BITS, Phrases, places_of
from extractors.flattened_words import words_of


def places(text: str) -> set[int]:
    return set(places_of(words_of([text], {}))[1].tolist())


def test_words_and_pairs_fall_into_the_table_once_each() -> None:
    unit, place = places_of(words_of(["read more read more", "read"], {}))
    # read, more; ^read, read more, more read, more$ - and read; ^read, read$
    assert np.bincount(unit).tolist() == [6, 3]
    assert place.min() >= 0
    assert place.max() < 1 << BITS


def test_order_counts_and_case_does_not() -> None:
    assert places("Read more") == places("READ MORE")
    assert places("read more") != places("more read")
    assert len(places("read more") & places("more read")) == 2


def test_a_place_is_the_same_on_every_machine() -> None:
    assert sorted(places("harbour")) == [39879, 72541, 80986]


def test_the_score_is_the_sum_over_the_root_of_the_number() -> None:
    weight = np.zeros(1 << BITS, np.int8)
    weight[list(places("subscribe now"))] = -10
    phrases = Phrases(weight, step=0.5, bias=1.0)
    score = phrases.score(words_of(["subscribe now", "42", "harbour"], {}), 3)
    number = len(places("subscribe now"))
    assert score.tolist() == pytest.approx([1 - 5 * number**0.5, 1, 1], rel=1e-5)
