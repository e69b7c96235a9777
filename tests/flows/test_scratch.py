"""Contents that memory has no room for: what comes back, what is given up, and a full disk."""

import os
from pathlib import Path

import numpy as np
import pytest

from db.connection import open_store
from dedup.content import Content, read
from flows import contents, scratch
from flows.contents import Contents
from flows.scratch import Scratch

TEXTS = [
    f"The harbour of town {number} was closed on day {number} after a storm took its crane." for number in range(9)
]


@pytest.fixture
def contents_of_texts() -> list[Content]:
    return [read(text) for text in TEXTS]


def test_what_memory_drops_comes_back_from_disk(
    contents_of_texts: list[Content], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "CACHED_BYTES", 1)
    kept = Contents()
    for number, content in enumerate(contents_of_texts):
        kept.add(number, content)
    connection = open_store(tmp_path / "empty.db")  # nothing can come from the store
    found = kept.read(connection, range(len(TEXTS)))
    connection.close()
    assert sorted(found) == list(range(len(TEXTS)))
    for number, content in enumerate(contents_of_texts):
        _assert_same(found[number], content)


def test_the_oldest_file_is_given_up(contents_of_texts: list[Content], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "FILE_BYTES", 1)  # a content a file
    kept = Scratch()
    for number, content in enumerate(contents_of_texts):
        kept.add(number, content)
    assert [number for number in range(len(TEXTS)) if kept.read(number)] == [7, 8]


def test_texts_of_one_place_are_told_apart(contents_of_texts: list[Content]) -> None:
    kept = Scratch()
    texts = [
        (number + 1) * scratch.PLACES - 1 for number in range(len(TEXTS))
    ]  # the last place, then round to the first
    for text, content in zip(texts, contents_of_texts, strict=True):
        assert kept.read(text) is None
        kept.add(text, content)
    for text, content in zip(texts, contents_of_texts, strict=True):
        _assert_same(kept.read(text), content)


def test_a_file_of_many_short_texts_is_full_before_its_table_is(
    contents_of_texts: list[Content], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "MOST_TEXTS", 2)
    kept = Scratch()
    for number, content in enumerate(contents_of_texts):
        kept.add(number, content)
    assert [number for number in range(len(TEXTS)) if kept.read(number)] == [6, 7, 8]


def test_a_full_disk_costs_nothing_but_time(contents_of_texts: list[Content], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    kept = Scratch()
    kept.add(1, contents_of_texts[0])
    assert kept.read(1) is None


def test_a_text_without_words_comes_back() -> None:
    kept = Scratch()
    kept.add(1, read(""))
    _assert_same(kept.read(1), read(""))


def _assert_same(one: Content | None, other: Content) -> None:
    assert one is not None
    assert np.array_equal(one.shingles, other.shingles)
    assert np.array_equal(one.places, other.places)
    assert np.array_equal(one.numbers, other.numbers)
    assert np.array_equal(one.postings, other.postings)
