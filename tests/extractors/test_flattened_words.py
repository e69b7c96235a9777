"""Words, numbered, and what is distinct of them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from extractors.flattened_words import WORD, distinct, words_of


def test_a_word_is_a_run_of_letters_in_every_plane() -> None:
    points = (*range(0x3400), *range(0xD700, 0x10500), *range(0x1D3FF, 0x1D810), *range(0x1F600, 0x1F610), 0x20000)
    text = " ".join(f"a{chr(point)}b {chr(point)} {chr(point)}{chr(point)}c" for point in points)
    assert WORD.findall(text) == re.findall(r"[^\W\d_]+", text)


def test_words_are_numbered_as_they_first_stand_and_know_their_unit() -> None:
    words = words_of(["Ferry and ferries", "2026", "The ferry"], {"ferry": 1.5})
    assert words.unit.tolist() == [0, 0, 0, 2, 2]
    assert words.word.tolist() == [0, 1, 2, 3, 0]
    assert words.function.tolist() == [0, 1, 0, 1]
    assert words.weight.tolist() == [1.5, 0, 0, 0]
    assert words.topical.tolist() == [1, 0, 1, 0]


def test_inflected_forms_share_a_beginning() -> None:
    words = words_of(["parliament parliamentary party"], {})
    assert words.stem.tolist() == [0, 0, 1]
    assert words.stems == 2


@pytest.mark.parametrize("numbers", [[], [7], [3, 1, 3, 2, 1], [5, 5, 5]])
def test_distinct_numbers_ascend(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
