"""Shingles and the number of a text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.shingles import distinct, hash_shingles, identify, lengthen
from dedup.words import COMPARED_CHARACTERS, read_words, split


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_distinct_is_the_sorted_set(values: list[int]) -> None:
    assert distinct(np.array(values, dtype=np.uint64)).tolist() == sorted(set(values))


def test_shingles_depend_on_the_order_of_words() -> None:
    forward, backward = (hash_shingles(read_words(text).hashes) for text in ("a b c d", "d c b a"))
    assert len(forward) == 2
    assert not set(forward.tolist()) & set(backward.tolist())


def test_a_longer_shingle_depends_on_the_word_that_follows() -> None:
    one, other = (read_words(text).hashes for text in ("a b c d e", "a b c d f"))
    longer = [lengthen(hash_shingles(words), words[3:]).tolist() for words in (one, other)]
    assert [len(some) for some in longer] == [2, 2]
    assert longer[0][0] == longer[1][0]
    assert longer[0][1] != longer[1][1]


def test_a_text_without_words_has_no_number() -> None:
    assert identify("?!", read_words("?!").hashes) == 0
    assert identify("a", read_words("a").hashes) != 0


def test_a_huge_text_is_compared_by_its_beginning_and_known_by_all_of_it() -> None:
    beginning = " ".join(str(number) for number in range(200_000))
    one, other = beginning + "x" * 50_000_000, beginning + "y" * 50_000_000
    assert len(beginning) > COMPARED_CHARACTERS
    assert sum(map(len, split(one))) < COMPARED_CHARACTERS
    assert identify(one, read_words(one).hashes) != identify(other, read_words(other).hashes)
