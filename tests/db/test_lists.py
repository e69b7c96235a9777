"""Posting lists and buckets: what arrived stands apart, every list is read from both places, and moving loses none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from db import lists
from db.connection import open_store, transaction
from dedup.candidates import Rows

LISTS = {7: [10, 20, 30], 8: [10, 20, 30], 9: [10]}

# What of them has been moved before the rest arrives: nothing, everything, and parts.
MOVED = [{}, LISTS, {7: [10, 30], 8: [20]}, {7: [20], 8: [10, 20], 9: [10]}]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_store(tmp_path / "lists.db")
    yield connection
    connection.close()


def rows(texts_by_key: dict[int, list[int]]) -> Rows:
    pairs = [(key, text) for key, texts in texts_by_key.items() for text in texts]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def move(store: sqlite3.Connection, table: str) -> int:
    moves, left = 0, True
    while left:
        with transaction(store):
            left = lists.move_some_recent(store, table)
        moves += 1
    return moves


def stored(store: sqlite3.Connection, table: str) -> list[tuple[int, int]]:
    return list(store.execute(f"SELECT key, text FROM {table} ORDER BY key, text"))  # noqa: S608 - names of this file


def store_in_two_parts(store: sqlite3.Connection, moved: dict[int, list[int]]) -> None:
    lists.store_postings(store, rows(moved))
    lists.store_bands(store, rows(moved))
    for table in lists.TABLES:
        move(store, table)
    rest = rows({key: [text for text in texts if text not in moved.get(key, [])] for key, texts in LISTS.items()})
    lists.store_postings(store, rest)
    lists.store_bands(store, rest)


@pytest.mark.parametrize("moved", MOVED)
def test_lists_are_read_from_both_tables(store: sqlite3.Connection, moved: dict[int, list[int]]) -> None:
    store_in_two_parts(store, moved)
    assert lists.read_lists(store, LISTS, 2).tolist() == [[7, 10], [7, 20], [8, 10], [8, 20], [9, 10]]
    assert lists.texts_in_lists(store, [7, 6]) == {10, 20, 30}
    assert sorted(lists.long_lists(store, 3)) == [7, 8]
    assert lists.firsts_of_buckets(store, [6, 7, 9]) == {7: 10, 9: 10}
    assert lists.texts_in_bucket(store, 8) == [10, 20, 30]


@pytest.mark.parametrize("moved", MOVED[:2])
def test_a_full_list_is_read_only_for_what_comes_before_its_last_text(
    store: sqlite3.Connection, moved: dict[int, list[int]]
) -> None:
    store_in_two_parts(store, moved)
    found, closed = lists.read_open_lists(store, rows({7: [40, 31], 8: [50, 5], 9: [50], 6: [1]}), 2)
    assert found.tolist() == [[8, 10], [8, 20], [9, 10]]
    assert closed.tolist() == [7]


def test_a_list_that_only_both_tables_fill_is_read_as_far_as_it_counts(store: sqlite3.Connection) -> None:
    store_in_two_parts(store, {7: [20], 8: [30]})
    found, closed = lists.read_open_lists(store, rows({7: [40], 8: [25]}), 3)
    assert found.tolist() == [[7, 10], [7, 20], [7, 30], [8, 10], [8, 20], [8, 30]]
    assert closed.tolist() == []


def test_moving_loses_nothing_and_stops_where_it_was_told(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOVED_AT_ONCE", 2)
    lists.store_postings(store, rows(LISTS))
    with transaction(store):
        assert lists.move_some_recent(store, "postings")
    assert stored(store, "postings") == [(7, 10), (7, 20), (7, 30)]
    assert stored(store, "recent_postings") == [(8, 10), (8, 20), (8, 30), (9, 10)]
    assert move(store, "postings") == 2
    assert stored(store, "recent_postings") == []
    assert len(stored(store, "postings")) == 7


def test_recent_rows_are_moved_when_they_are_many(store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.store_postings(store, rows(LISTS))
    assert not lists.has_much_recent(store)
    monkeypatch.setattr(lists, "MOST_RECENT", 7)
    assert lists.has_much_recent(store)
