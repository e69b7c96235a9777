"""Words: what is folded away, what is kept, where words stand, and what hostile texts cost."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import words
from dedup.folding import normalise
from dedup.words import WORD, read_words, split, word_spans

# What decides where words begin and end, in any order: letters, digits of two scripts, points, a character of a script
# without spaces, one beyond the first plane.
ALPHABET = "aä_7٣.,- \n東𐌰😀"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Quoted” – he said", '"Quoted" - he said'),
        ("İSTANBUL IŞIĞI", "istanbul ışığı"),
        ("ﬁnal ½", "final 1⁄2"),
        ("co\u00adoperate", "cooperate"),
        ("STRASSE", "straße"),
        ("Cafe\u0301", "café"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_writing_that_means_the_same_is_the_same(one: str, other: str) -> None:
    assert split(one) == split(other)
    assert read_words(one).hashes.tolist() == read_words(other).hashes.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fell 1.62% to 5,155.47 points; 3pm", ["fell", "1.62", "to", "5,155.47", "points", "3pm"]),
        ("ran 1.5km, then .5 more.", ["ran", "1.5", "km", "then", "5", "more"]),
        ("version 3.5.7b2,8 of a.5b.6", ["version", "3.5.7", "b2,8", "of", "a.5", "b.6"]),
    ],
)
def test_numbers_and_words_are_kept(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_scripts_without_spaces_come_in_overlapping_pieces() -> None:
    assert split("東京都庁 2026") == ["東京都", "京都庁", "2026"]
    assert split("สวัสดี") == ["สวั", "วัส", "ัสด", "สดี"] or len(split("สวัสดีครับ")) > 2


def test_a_word_has_one_hash_in_every_text() -> None:
    known = dict(zip(split("the gulf 2026"), read_words("the gulf 2026").hashes.tolist(), strict=True))
    for text in ("a gulf of the 2026", "東京都庁 2026 the gulf 東京", "GULF 😀 The"):
        hashes = read_words(text).hashes.tolist()
        assert all(known.get(word, hashed) == hashed for word, hashed in zip(split(text), hashes, strict=True))


def test_different_words_have_different_hashes() -> None:
    every = ["".join(letters) for length in range(1, 5) for letters in product("abcde019é", repeat=length)]
    assert len(set(read_words(" ".join(every)).hashes.tolist())) == len(every)


def test_words_that_begin_with_a_digit_are_told() -> None:
    text = "It rose 7 and 7.5 to ٣ in 東京都庁7月, not b2"
    marked = [word for word, digit in zip(split(text), read_words(text).begin_with_digit, strict=True) if digit]
    assert marked == [word for word in split(text) if word[0].isdecimal()]


@given(st.text(max_size=200) | st.text(ALPHABET, max_size=30))
def test_words_are_what_the_pattern_finds(text: str) -> None:
    folded = normalise(text)
    assert split(text) == [folded[start:end] for start, end in words._pattern_spans(folded)]
    if not words._UNSPACED.search(folded):
        assert split(text) == WORD.findall(folded)


@given(st.text(max_size=200) | st.text(ALPHABET, max_size=30))
def test_spans_are_where_the_words_stand(text: str) -> None:
    folded = normalise(text)
    starts, ends = word_spans(folded)
    assert [folded[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)] == split(text)
    assert len(read_words(text).hashes) == len(starts)


def test_a_word_of_a_million_characters_is_one_word() -> None:
    assert len(read_words("ab" * 500_000).hashes) == 1
    assert len(split("x" * 3_000_000)[0]) == words.COMPARED_CHARACTERS


def test_every_character_of_the_first_plane_is_what_the_pattern_takes_it_for() -> None:
    kinds = words._table()
    for place in range(0, words._PLANE - 1, 7):
        character = chr(place)
        assert bool(kinds[place] & words._IN_WORD) == bool(WORD.fullmatch(character)), place
    assert np.array_equal(kinds[[0x2E, 0x2C, 0xFFFF]], [words._POINT, words._POINT, 0])
