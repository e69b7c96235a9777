"""Words, shingles and numbers: what is folded away, what is kept, and what hostile texts cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import shingles
from dedup.shingles import distinct, hash_shingles, hash_words, identify, normalise, read, split, word_spans


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


def test_numbers_and_words_are_kept() -> None:
    assert split("Fell 1.62% to 5,155.47 points; 3pm") == ["fell", "1.62", "to", "5,155.47", "points", "3pm"]
    assert set(read("It rose 7 and 7.5, then 7.").numbers) == set(hash_words(["7", "7.5"]))


def test_a_shingle_stands_where_it_stands_first() -> None:
    words = ["one", "two", "three", "and", "again", "one", "two", "three", "and", "then", "one", "two", "three"]
    content = read(" ".join(words))
    first = {shingle: place for place, shingle in reversed(list(enumerate(hash_shingles(hash_words(words)).tolist())))}
    assert dict(zip(content.shingles.tolist(), content.places.tolist(), strict=True)) == first


def test_scripts_without_spaces_come_in_overlapping_pieces() -> None:
    assert split("東京都庁 2026") == ["東京都", "京都庁", "2026"]
    assert split("สวัสดี") == ["สวั", "วัส", "ัสด", "สดี"] or len(split("สวัสดีครับ")) > 2
    one, other = read("北京时间今天上午举行新闻发布会介绍情况"), read("北京时间今天上午举行新闻发布会介绍详情")
    assert np.intersect1d(one.shingles, other.shingles).size >= 8


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=200))
def test_spans_are_where_the_words_stand(text: str) -> None:
    folded = normalise(text)
    assert [folded[start:end] for start, end in word_spans(folded)] == split(text)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_distinct_is_the_sorted_set(values: list[int]) -> None:
    assert distinct(np.array(values, dtype=np.uint64)).tolist() == sorted(set(values))


def test_shingles_depend_on_the_order_of_words() -> None:
    forward, backward = (hash_shingles(hash_words(words)) for words in (["a", "b", "c", "d"], ["d", "c", "b", "a"]))
    assert len(forward) == 2
    assert not set(forward.tolist()) & set(backward.tolist())


@pytest.mark.parametrize("text", ["", "   \n", "?!… — “”", "one", "one two"])
def test_texts_without_three_words_have_no_shingle(text: str) -> None:
    assert len(read(text).shingles) == 0


def test_a_text_without_words_has_no_number() -> None:
    assert identify("?!", hash_words(split("?!"))) == 0
    assert identify("a", hash_words(["a"])) != 0


def test_one_word_a_million_times_is_one_shingle() -> None:
    content = read("again " * 1_000_000)
    assert len(content.shingles) <= 2  # the word, and the piece of it at the limit of what is compared


def test_a_huge_text_is_compared_by_its_beginning_and_known_by_all_of_it() -> None:
    beginning = " ".join(str(number) for number in range(200_000))
    one, other = beginning + "x" * 50_000_000, beginning + "y" * 50_000_000
    assert len(beginning) > shingles.COMPARED_CHARACTERS
    words = split(one)
    assert sum(map(len, words)) < shingles.COMPARED_CHARACTERS
    assert identify(one, hash_words(words)) != identify(other, hash_words(split(other)))


def test_the_cache_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shingles, "_SMALL_CACHE", 10)
    words = [f"word{number}" for number in range(100)]
    assert hash_words(words).tolist() == hash_words(words).tolist()
    assert len(shingles._WORD_HASHES) <= 10
