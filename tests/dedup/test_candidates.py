"""Which texts are compared: the same ones, whatever the order in which they came."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import candidates
from dedup.candidates import ListChanges, Pair, follow_buckets, follow_lists, needed, order

LENGTH = 3
KEYS = st.dictionaries(st.integers(1, 40), st.frozensets(st.integers(1, 4), min_size=1), min_size=1, max_size=25)


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "LIST_LENGTH", LENGTH)
    monkeypatch.setattr(candidates, "LEAST_TEXTS", LENGTH)


def expected_pairs(keys: dict[int, frozenset[int]]) -> Counter[Pair]:
    """The definition: a list counts for the pairs of its first texts."""
    counted: Counter[Pair] = Counter()
    for key in {key for some in keys.values() for key in some}:
        first = sorted(text for text, some in keys.items() if key in some)[:LENGTH]
        counted.update(itertools.combinations(first, 2))
    return counted


def apply(pairs: Counter[Pair], gained: Mapping[Pair, int], lost: Mapping[Pair, int]) -> None:
    pairs.update(gained)
    pairs.subtract(lost)


@given(KEYS, st.randoms(use_true_random=False), st.integers(1, 9))
def test_lists_give_the_same_pairs_in_any_order_and_batch(
    keys: dict[int, frozenset[int]], random: Random, batch: int
) -> None:
    texts = list(keys)
    random.shuffle(texts)
    stored: dict[int, set[int]] = {}
    pairs: Counter[Pair] = Counter()
    for start in range(0, len(texts), batch):
        lists = {key: sorted(members)[:LENGTH] for key, members in stored.items()}
        arrived: dict[int, list[int]] = {}
        for text in texts[start : start + batch]:
            for key in keys[text]:
                arrived.setdefault(key, []).append(text)
                stored.setdefault(key, set()).add(text)
        changes = follow_lists(arrived, lists)
        apply(pairs, changes.gained, changes.lost)
    assert +pairs == expected_pairs(keys)
    assert min(pairs.values(), default=0) >= 0


def expected_bucket_pairs(keys: dict[int, frozenset[int]]) -> Counter[Pair]:
    counted: Counter[Pair] = Counter()
    for key in {key for some in keys.values() for key in some}:
        members = sorted(text for text, some in keys.items() if key in some)
        counted.update((members[0], text) for text in members[1:])
    return counted


@given(KEYS, st.randoms(use_true_random=False), st.integers(1, 9))
def test_buckets_give_the_same_pairs_in_any_order_and_batch(
    keys: dict[int, frozenset[int]], random: Random, batch: int
) -> None:
    texts = list(keys)
    random.shuffle(texts)
    stored: dict[int, list[int]] = {}
    pairs: Counter[Pair] = Counter()

    def members(key: int) -> Iterable[int]:
        return stored.get(key, [])

    for start in range(0, len(texts), batch):
        arrived: dict[int, list[int]] = {}
        for text in texts[start : start + batch]:
            for key in keys[text]:
                arrived.setdefault(key, []).append(text)
        firsts = {key: min(some) for key, some in stored.items()}
        apply(pairs, *follow_buckets(arrived, firsts, members))
        for key, some in arrived.items():
            stored.setdefault(key, []).extend(some)
    assert +pairs == expected_bucket_pairs(keys)


def test_a_long_list_that_changes_is_reported() -> None:
    assert follow_lists({7: [30]}, {7: [10, 20]}) == ListChanges({(10, 30): 1, (20, 30): 1}, {}, {7})
    assert follow_lists({7: [40]}, {7: [10, 20, 30]}) == ListChanges({}, {}, set())
    pushing = follow_lists({7: [5, 40]}, {7: [10, 20, 30]})
    assert pushing == ListChanges({(5, 10): 1, (5, 20): 1}, {(10, 30): 1, (20, 30): 1}, {7})


def test_a_list_of_one_text_is_no_pair_and_a_short_one_is_not_reported() -> None:
    assert follow_lists({7: [30], 8: [30]}, {8: [10]}) == ListChanges({(10, 30): 1}, {}, set())


def test_long_texts_need_more_lists_than_short_ones() -> None:
    assert [needed((size, 3)) for size in (0, 1, 2, 3)] == [1, 2, 3, 5]
    assert needed((4, 3)) == 1


def test_a_pair_names_the_smaller_text_first() -> None:
    assert order(9, 4) == order(4, 9) == (4, 9)
