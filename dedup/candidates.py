"""Which stored texts a new text is compared with. The index only proposes: comparison decides.

In: what arriving texts do to posting lists. Out: where lists are stored, and the comparisons.

Of every posting list only the first `LIST_LENGTH` texts count, in the order of the texts' numbers, which derive from
content: two texts are a pair when both are among the first of a list that they share. Being pushed out of the first is
for ever, so a pair of the final state has been a pair since its second text arrived, and a pair that has lost its
lists is forgotten: whatever the order of arrival, the same pairs are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.sampling import SIZE_BITS
from dedup.shingles import IDENTITY_BITS, first_of_equals, numbered
from dedup.stops import LEAST_TEXTS

# The longer the list, the more pairs: 49,000 on 6,385 labelled documents with 32, 35,000 with 20, 30,000 with 16. The
# B-cubed F1 is .996 with 32, 24 and 20, .995 with 16.
LIST_LENGTH = 20

# By size (see `dedup.sampling.number`): fewer than 16 postings, 32, 64, and more.
LISTS_NEEDED = np.array([1, 2, 3, 5])

# A text's number, and whether the text is new, when rows are put in order: the bits left for lists tell 65,536 apart,
# and a batch of 500 articles has some 9,000.
TEXT_BITS = IDENTITY_BITS + 1

# What sharing a bucket counts for, in lists: more than any two texts need.
BUCKET = 1000

Pair = tuple[int, int]
Numbers = NDArray[np.int64]
Rows = NDArray[np.int64]  # what stands in lists: a row is the list's key and a text


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts, each once, ascending, and how many lists each has. Arrays: a batch makes ten thousand pairs."""

    first: Numbers  # the smaller number
    second: Numbers
    lists: Numbers


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What arriving texts did to posting lists."""

    gained: Pairs  # with a new text: the lists that they have
    lost: Pairs  # of older texts: how many lists fewer they have
    changed: Numbers  # the lists long enough for stop-shingles whose first texts are others now


def add_lists(one: Pairs, other: Pairs) -> Pairs:
    """Return the pairs of both, with the lists of both."""
    together = (np.concatenate(columns) for columns in zip(_columns(one), _columns(other), strict=True))
    return _total(*together)


def _columns(pairs: Pairs) -> tuple[Numbers, Numbers, Numbers]:
    return pairs.first, pairs.second, pairs.lists


def _total(one: Numbers, other: Numbers, lists: Numbers) -> Pairs:
    """Return the pairs of one text and of the other, each pair once."""
    names, places = numbered(np.concatenate([np.minimum(one, other), np.maximum(one, other)]))
    codes, places = numbered(places[: len(one)] * len(names) + places[len(one) :])
    first, second = np.divmod(codes, max(1, len(names)))
    return Pairs(names[first], names[second], np.bincount(places, lists, len(codes)).astype(np.int64))


def follow_lists(arrived: Rows, stored: Rows) -> ListChanges:
    """Return what texts do to the lists that they arrive in: `arrived` has each text once a list.

    `stored` has the first `LIST_LENGTH` texts of these lists as they were.
    """
    keys, marked = in_order(np.concatenate([arrived << [0, 1] | [0, 1], stored << [0, 1]])).T
    texts, new = marked >> 1, (marked & 1) > 0
    begins = first_of_equals(keys)
    starts, lists = np.flatnonzero(begins), np.cumsum(begins) - 1
    stays = np.arange(len(keys)) - starts[lists] < LIST_LENGTH
    gained = _pairs_with(new[stays], lists[stays], texts[stays])
    lost = _pairs_with(~stays[~new], lists[~new], texts[~new])
    others = np.bincount(lists[stays & new], minlength=len(starts)) > 0
    long = np.bincount(lists[stays], minlength=len(starts)) >= LEAST_TEXTS
    return ListChanges(gained, lost, keys[starts[others & long]])


def firsts_of_lists(rows: Rows, length: int) -> Rows:
    """Return the first `length` texts of each list in `rows`, ascending."""
    ascending = in_order(rows)
    keys = ascending[:, 0]
    return ascending[np.arange(len(keys)) - keys.searchsorted(keys) < length]


def in_order(rows: Rows) -> Rows:
    """Return rows of a key and a text, ascending.

    Each row is sorted as one number, of the place of its key among the keys and of its text, in a third of the time
    that `numpy.lexsort` takes; which sorts more rows of different keys than such a number can tell apart.
    """
    by_key = rows[np.argsort(rows[:, 0])]
    places = np.cumsum(first_of_equals(by_key[:, 0]))
    if len(rows) and places[-1] >> (64 - TEXT_BITS):
        return rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    numbers = places.astype(np.uint64) << np.uint64(TEXT_BITS) | by_key[:, 1].view(np.uint64)
    numbers.sort()
    by_key[:, 1] = numbers & np.uint64((1 << TEXT_BITS) - 1)
    return by_key


def _pairs_with(marked: NDArray[np.bool_], lists: Numbers, texts: Numbers) -> Pairs:
    """Return the pairs of texts of one list of which one at least is marked. The rows are ascending."""
    kept = (np.bincount(lists, marked) > 0)[lists]
    marked, lists, texts = marked[kept], lists[kept], texts[kept]
    first, second = [texts[:0]], [texts[:0]]
    for apart in range(1, min(LIST_LENGTH, len(texts))):
        at = np.flatnonzero((lists[apart:] == lists[:-apart]) & (marked[apart:] | marked[:-apart]))
        first.append(texts[at])
        second.append(texts[at + apart])
    ones = np.concatenate(first)
    return _total(ones, np.concatenate(second), np.ones(len(ones), dtype=np.int64))


def follow_buckets(
    arrived: Rows, firsts: Mapping[int, int], members: Callable[[int], Sequence[int]]
) -> tuple[Pairs, Pairs]:
    """Return which pairs the buckets of an LSH band gain and lose as texts arrive.

    In a bucket everything is compared with its first text, the one with the smallest number: 1,000 copies of a story
    make 1,000 pairs a bucket. `arrived` has the new texts of each bucket, `firsts` the first of the stored texts,
    `members(bucket)` all stored ones; it is asked when a new text becomes the first: after n texts once in n times.
    """
    gained: list[Pair] = []
    lost: list[Pair] = []
    now = dict(firsts)
    for bucket, text in _met(arrived, firsts).tolist():
        first = now.setdefault(bucket, text)
        if text < first:
            others = members(bucket)
            now[bucket] = text
            gained.extend((text, other) for other in others)
            lost.extend((first, other) for other in others if other != first)
        elif text > first:
            gained.append((first, text))
    return _of_buckets(gained), _of_buckets(lost)


def _met(arrived: Rows, firsts: Mapping[int, int]) -> Rows:
    """Return the rows of buckets in which a text meets another, ascending: most texts meet none."""
    ascending = in_order(arrived)
    keys, counts = np.unique(ascending[:, 0], return_counts=True)
    stored = np.fromiter(firsts, dtype=np.int64, count=len(firsts))
    return ascending[np.repeat((counts > 1) | np.isin(keys, stored), counts)]


def _of_buckets(pairs: list[Pair]) -> Pairs:
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return _total(one, other, np.full(len(pairs), BUCKET))


def needed(pairs: Pairs) -> Numbers:
    """Return how many lists each pair must share to be compared: more for long texts, which share common phrases.

    Two texts that share a fifth of the smaller's shingles share a fifth of its postings: 1 or 2 of up to 15, 3 to 6
    of up to 31, 6 to 12 of up to 63.
    """
    counts: Numbers = LISTS_NEEDED[np.minimum(pairs.first & SIZE_BITS, pairs.second & SIZE_BITS)]
    return counts


def together(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs in an order in which those that hang together, as copies of a story do, come together."""
    ascending = sorted(pairs)
    group: dict[int, int] = {}
    for a, b in ascending:
        group[b] = group[a] = min(group.get(a, a), group.get(b, b))
    return sorted(ascending, key=lambda pair: (group[pair[0]], pair))
