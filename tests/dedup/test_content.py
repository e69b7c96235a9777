"""Content: distinct shingles with their places, numbers, and the sample by which a text is found."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.content import read
from dedup.sampling import sample
from dedup.scheme import SAMPLED_ONE_IN, WORDS_SAMPLED
from dedup.shingles import hash_shingles, lengthen
from dedup.words import read_words
from tests.dedup.texts import Desk, excerpt


def test_numbers_are_the_words_that_begin_with_a_digit() -> None:
    assert read("It rose 7 and 7.5, then 7.").numbers.tolist() == sorted(read_words("7 7.5").hashes.tolist())


def test_a_shingle_stands_where_it_stands_first() -> None:
    text = "one two three and again one two three and then one two three"
    content = read(text)
    hashes = hash_shingles(read_words(text).hashes).tolist()
    first = {shingle: place for place, shingle in reversed(list(enumerate(hashes)))}
    assert dict(zip(content.shingles.tolist(), content.places.tolist(), strict=True)) == first


def test_pieces_of_scripts_without_spaces_are_shared() -> None:
    one, other = read("北京时间今天上午举行新闻发布会介绍情况"), read("北京时间今天上午举行新闻发布会介绍详情")
    assert np.intersect1d(one.shingles, other.shingles).size >= 8


@pytest.mark.parametrize("text", ["", "   \n", "?!… — “”", "one", "one two"])
def test_texts_without_three_words_have_no_shingle(text: str) -> None:
    assert len(read(text).shingles) == len(read(text).postings) == 0


def test_one_word_a_million_times_is_one_shingle() -> None:
    content = read("again " * 1_000_000)
    assert len(content.shingles) <= 2  # the word, and the piece of it at the limit of what is compared


def test_a_sample_is_taken_alike_from_whole_and_part() -> None:
    story = Desk().story(60)
    whole, part = (read(text) for text in (story, excerpt(story, 30)))
    words = read_words(excerpt(story, 30)).hashes
    shingles = lengthen(lengthen(hash_shingles(words), words[3:]), words[4:])
    assert len(shingles) == len(words) - WORDS_SAMPLED + 1
    sampled = [shingle >> 17 for shingle in shingles.tolist() if shingle % SAMPLED_ONE_IN == 0]
    assert set(sampled) <= set(part.postings.tolist())
    assert len(set(sampled) & set(whole.postings.tolist())) >= len(sampled) - 1


def test_a_sample_is_ascending_and_of_whole_texts_alone() -> None:
    words = read_words("one two three four").hashes
    assert len(sample(hash_shingles(words), words)) == 0
    some = read(Desk().story()).postings.tolist()
    assert some == sorted(set(some))
