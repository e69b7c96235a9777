"""Which stored texts a new text is compared with. The index only proposes: comparison decides.

In: what arriving texts do to posting lists. Out: where lists are stored, and the comparisons.

Of every posting list only the first `LIST_LENGTH` texts count, in the order of the texts' numbers, which derive from
content: two texts are a pair when both are among the first of a list that they share. Being pushed out of the first is
for ever, so a pair of the final state has been a pair since its second text arrived, and a pair that has lost its
lists is forgotten: whatever the order of arrival, the same pairs are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedup.sampling import size_class
from dedup.stops import LEAST_TEXTS

# The longer the list, the more pairs: 49,000 on 6,385 labelled documents with 32, 35,000 with 20, 30,000 with 16. The
# B-cubed F1 is .996 with 32, 24 and 20, .995 with 16.
LIST_LENGTH = 20

# By size class (see `dedup.sampling.size_class`): fewer than 16 postings, 32, 64, and more.
LISTS_NEEDED = (1, 2, 3, 5)

# What sharing a bucket counts for, in lists: more than any two texts need.
BUCKET = 1000

Pair = tuple[int, int]


def order(one: int, other: int) -> Pair:
    """Return the pair with the smaller number first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What arriving texts did to posting lists."""

    gained: dict[Pair, int]  # by pair with a new text: the lists that it has
    lost: dict[Pair, int]  # by older pair: how many lists fewer it has
    changed: set[int]  # the lists long enough for stop-shingles whose first texts are others now


def follow_lists(arrived: Mapping[int, Sequence[int]], stored: Mapping[int, list[int]]) -> ListChanges:
    """Return what texts do to the lists that they arrive in: `arrived` has them by list, each once.

    `stored` has the first `LIST_LENGTH` texts of the lists as they were, ascending; a list that is not there is empty.
    """
    before: list[list[int]] = []
    after: list[list[int]] = []
    changed = set()
    for key, texts in arrived.items():
        old = stored.get(key, [])
        new = sorted([*old, *texts])[:LIST_LENGTH]
        if len(new) < 2 or new == old:
            continue
        before.append(old)
        after.append(new)
        if len(new) >= LEAST_TEXTS:
            changed.add(key)
    return ListChanges(_pairs_beyond(after, before), _pairs_beyond(before, after), changed)


def _pairs_beyond(lists: list[list[int]], others: list[list[int]]) -> dict[Pair, int]:
    """Return the pairs of each list that have a text which the list in its place in `others` has not: in how many."""
    own = [set(members).difference(other) for members, other in zip(lists, others, strict=True)]
    kept = [members for members, alone in zip(lists, own, strict=True) if alone]
    if not kept:
        return {}
    alone = np.array([text in some for members, some in zip(lists, own, strict=True) if some for text in members])
    owner = np.repeat(np.arange(len(kept)), [len(members) for members in kept])
    names, number = np.unique(np.array([text for members in kept for text in members]), return_inverse=True)
    codes = []
    for apart in range(1, min(LIST_LENGTH, len(owner))):
        at = np.flatnonzero((owner[apart:] == owner[:-apart]) & (alone[apart:] | alone[:-apart]))
        codes.append(number[at] * len(names) + number[at + apart])
    pairs, counts = np.unique(np.concatenate([*codes, np.empty(0, dtype=np.int64)]), return_counts=True)
    first, second = np.divmod(pairs, len(names))
    return dict(zip(zip(names[first].tolist(), names[second].tolist(), strict=True), counts.tolist(), strict=True))


def follow_buckets(
    arrived: Mapping[int, Sequence[int]],
    firsts: Mapping[int, int],
    members: Callable[[int], Iterable[int]],
) -> tuple[Counter[Pair], Counter[Pair]]:
    """Return which pairs the buckets of an LSH band gain and lose as texts arrive, and by how many buckets.

    In a bucket everything is compared with its first text, the one with the smallest number: 1,000 copies of a story
    make 1,000 pairs a bucket. `arrived` has the new texts by bucket, `firsts` the first of the stored texts,
    `members(bucket)` all stored ones; it is asked when a new text becomes the first: after n texts once in n times.
    """
    gained: Counter[Pair] = Counter()
    lost: Counter[Pair] = Counter()
    for bucket, texts in arrived.items():
        before = firsts.get(bucket)
        first = min(texts) if before is None else min(before, *texts)
        gained.update(order(first, text) for text in texts if text != first)
        if before is not None and before != first:
            others = [text for text in members(bucket) if text != before]
            gained.update(order(first, text) for text in (before, *others))
            lost.update(order(before, text) for text in others)
    return gained, lost


def needed(pair: Pair) -> int:
    """Return how many lists a pair must share to be compared: more for two long texts, which share common phrases.

    Two texts that share a fifth of the smaller's shingles share a fifth of its postings: 1 or 2 of up to 15, 3 to 6
    of up to 31, 6 to 12 of up to 63.
    """
    return LISTS_NEEDED[min(size_class(pair[0]), size_class(pair[1]))]


def together(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs in an order in which those that hang together, as copies of a story do, come together."""
    ascending = sorted(pairs)
    group: dict[int, int] = {}
    for a, b in ascending:
        group[b] = group[a] = min(group.get(a, a), group.get(b, b))
    return sorted(ascending, key=lambda pair: (group[pair[0]], pair))
