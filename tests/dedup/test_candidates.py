"""Which texts are compared: the same ones, whatever the order in which they came."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import candidates
from dedup.candidates import BUCKET, Pair, Pairs, Rows, add_lists, follow_buckets, follow_lists, in_order, needed
from dedup.shingles import IDENTITY_BITS

LENGTH = 3
PAIRS_OF_SIZES = [(0, 3), (1, 3), (2, 3), (3, 3), (4, 3)]  # the lowest bits say the size
KEYS = st.dictionaries(st.integers(1, 40), st.frozensets(st.integers(1, 4), min_size=1), min_size=1, max_size=25)


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "LIST_LENGTH", LENGTH)
    monkeypatch.setattr(candidates, "LEAST_TEXTS", LENGTH)


def expected_pairs(keys: dict[int, frozenset[int]]) -> Counter[Pair]:
    """The definition: a list counts for the pairs of its first texts."""
    expected: Counter[Pair] = Counter()
    for key in {key for some in keys.values() for key in some}:
        first = sorted(text for text, some in keys.items() if key in some)[:LENGTH]
        expected.update(itertools.combinations(first, 2))
    return expected


def rows(lists: Mapping[int, Iterable[int]]) -> Rows:
    return np.array([(key, text) for key, some in lists.items() for text in some], dtype=np.int64).reshape(-1, 2)


@pytest.mark.parametrize("lists", [0, 1, 400, 70_000])
def test_rows_come_in_the_order_of_their_keys_and_texts_however_many_lists_there_are(lists: int) -> None:
    random = np.random.default_rng(lists)
    largest = (1 << IDENTITY_BITS) - 1
    keys = random.permutation(np.append(np.arange(lists), [largest] * 9))
    some = np.column_stack([keys, largest - random.integers(0, 5, len(keys))])
    assert in_order(some).tolist() == sorted(some.tolist())


def counted(pairs: Pairs) -> dict[Pair, int]:
    return dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), pairs.lists.tolist(), strict=True))


def apply(pairs: Counter[Pair], gained: Pairs, lost: Pairs) -> None:
    pairs.update(counted(gained))
    pairs.subtract(counted(lost))


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
        changes = follow_lists(rows(arrived), rows(lists))
        apply(pairs, changes.gained, changes.lost)
    assert +pairs == expected_pairs(keys)
    assert min(pairs.values(), default=0) >= 0


def expected_bucket_pairs(keys: dict[int, frozenset[int]]) -> Counter[Pair]:
    expected: Counter[Pair] = Counter()
    for key in {key for some in keys.values() for key in some}:
        first, *others = sorted(text for text, some in keys.items() if key in some)
        for text in others:
            expected[first, text] += BUCKET
    return expected


@given(KEYS, st.randoms(use_true_random=False), st.integers(1, 9))
def test_buckets_give_the_same_pairs_in_any_order_and_batch(
    keys: dict[int, frozenset[int]], random: Random, batch: int
) -> None:
    texts = list(keys)
    random.shuffle(texts)
    stored: dict[int, list[int]] = {}
    pairs: Counter[Pair] = Counter()

    def members(key: int) -> Sequence[int]:
        return stored.get(key, [])

    for start in range(0, len(texts), batch):
        arrived: dict[int, list[int]] = {}
        for text in texts[start : start + batch]:
            for key in keys[text]:
                arrived.setdefault(key, []).append(text)
        firsts = {key: min(some) for key, some in stored.items()}
        apply(pairs, *follow_buckets(rows(arrived), firsts, members))
        for key, some in arrived.items():
            stored.setdefault(key, []).extend(some)
    assert +pairs == expected_bucket_pairs(keys)


def follow_one(texts: list[int], stored: list[int]) -> tuple[dict[Pair, int], dict[Pair, int], list[int]]:
    changes = follow_lists(rows({7: texts}), rows({7: stored}))
    return counted(changes.gained), counted(changes.lost), changes.changed.tolist()


def test_a_long_list_that_changes_is_reported() -> None:
    assert follow_one([30], [10, 20]) == ({(10, 30): 1, (20, 30): 1}, {}, [7])
    assert follow_one([40], [10, 20, 30]) == ({}, {}, [])
    assert follow_one([5, 40], [10, 20, 30]) == ({(5, 10): 1, (5, 20): 1}, {(10, 30): 1, (20, 30): 1}, [7])


def test_a_list_of_one_text_is_no_pair_and_a_short_one_is_not_reported() -> None:
    changes = follow_lists(rows({7: [30], 8: [30]}), rows({8: [10]}))
    assert (counted(changes.gained), counted(changes.lost)) == ({(10, 30): 1}, {})
    assert not len(changes.changed)


def test_nothing_that_arrives_changes_nothing() -> None:
    changes = follow_lists(rows({}), rows({}))
    gained, lost = follow_buckets(rows({}), {}, lambda _: [])
    assert not any(map(counted, (changes.gained, changes.lost, gained, lost)))


def test_lists_and_buckets_of_a_pair_are_added_up() -> None:
    of_lists = follow_lists(rows({7: [30, 20], 8: [30, 10]}), rows({})).gained
    of_buckets, _ = follow_buckets(rows({5: [20, 30]}), {}, lambda _: [])
    assert counted(add_lists(of_lists, of_buckets)) == {(10, 30): 1, (20, 30): 1 + BUCKET}


def test_long_texts_need_more_lists_than_short_ones() -> None:
    sizes = [Pairs(np.array([first]), np.array([second]), np.array([9])) for first, second in PAIRS_OF_SIZES]
    assert [needed(pairs).tolist() for pairs in sizes] == [[1], [2], [3], [5], [1]]
