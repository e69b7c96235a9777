"""The shelf: batches wait on disk, each in its place, and come back one by one."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from contextlib import closing

import pytest

from flows.errors import RunError
from flows.shelf import Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with closing(Shelf()) as some:
        yield some


def test_items_come_back_in_order(shelf: Shelf) -> None:
    items = [("lake", 1), b"\0" * 70_000, None, "salt"]
    assert list(shelf.take(shelf.put(shelf.place(), items))) == items


def test_places_do_not_touch(shelf: Shelf) -> None:
    first = shelf.put(shelf.place(), ["lake", "salt"])
    second = shelf.put(shelf.place(), ["ferry"])
    assert list(shelf.take(first)) == ["lake", "salt"]
    assert list(shelf.take(second)) == ["ferry"]


def test_a_cleared_place_is_used_again(shelf: Shelf) -> None:
    place, other = shelf.place(), shelf.place()
    shelf.put(place, [b"\0" * 100_000])
    shelf.clear(place)
    assert shelf.place() == place != other
    assert list(shelf.take(shelf.put(place, ["ferry"]))) == ["ferry"]


def test_what_waits_is_not_in_memory(shelf: Shelf) -> None:
    tracemalloc.start()
    shelved = shelf.put(shelf.place(), (bytes(100_000) for _ in range(40)))
    read = sum(len(item) for item in shelf.take(shelved))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 4_000_000
    assert peak < 500_000


def test_a_full_disk_is_said(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", lambda _descriptor, data, _offset: len(data) // 2)
    with pytest.raises(RunError, match="No space left"):
        shelf.put(shelf.place(), ["lake"])
