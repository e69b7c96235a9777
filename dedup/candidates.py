"""Which stored texts a new text is compared with. The index only proposes: comparison decides.

In: what arriving texts do to posting lists. Out: where lists are stored, and the comparisons.

Of every posting list only the first `LIST_LENGTH` texts count, in the order of the texts' numbers, which derive from
content: two texts are a pair when both are among the first of a list that they share. Being pushed out of the first is
for ever, so a pair of the final state has been a pair since its second text arrived, and a pair that has lost its
lists is forgotten: whatever the order of arrival, the same pairs are left.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from dedup.sampling import size_class

# The longer the list, the more pairs: 49,000 on 6,385 labelled documents with 32, 35,000 with 20, 30,000 with 16. The
# B-cubed F1 is .996 with 32, 24 and 20, .995 with 16.
LIST_LENGTH = 20

# By size class (see `dedup.sampling.size_class`): fewer than 16 postings, 32, 64, and more.
LISTS_NEEDED = (1, 2, 3, 5)

# What sharing a bucket counts for, in lists: more than any two texts need.
BUCKET = 1000

Lists = dict[int, list[int]]
Pair = tuple[int, int]


def order(one: int, other: int) -> Pair:
    """Return the pair with the smaller number first."""
    return (one, other) if one < other else (other, one)


class Arrivals:
    """Follows texts into posting lists and counts, pair by pair, the lists gained and lost.

    `lists` holds the first `LIST_LENGTH` texts of each list, ascending, as they are stored; it is changed in place.
    """

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.changed: set[int] = set()  # full lists whose first texts are others than before
        self.gained: dict[int, Counter[int]] = {}  # by the text that arrived later
        self.lost: Counter[Pair] = Counter()

    def add(self, text: int, keys: Iterable[int]) -> None:
        """Put `text` into the lists of `keys`."""
        mates = self.gained[text] = Counter()
        for key in keys:
            members = self._lists.setdefault(key, [])
            if len(members) == LIST_LENGTH:
                if text > members[-1]:
                    continue
                pushed_out = members.pop()
                self.lost.update(order(pushed_out, member) for member in members)
            mates.update(members)
            insort(members, text)
            if len(members) == LIST_LENGTH:
                self.changed.add(key)

    def changes(self) -> tuple[dict[Pair, int], dict[Pair, int]]:
        """Return how many lists each pair with a new text has, and how many fewer the older pairs have."""
        gained = {order(text, mate): count for text, mates in self.gained.items() for mate, count in mates.items()}
        return settle_changes(gained, self.lost)


def settle_changes(gained: Mapping[Pair, int], lost: Mapping[Pair, int]) -> tuple[dict[Pair, int], dict[Pair, int]]:
    """Return the gains of pairs without what they have lost again, and the losses of all other pairs."""
    left = {pair: count - lost.get(pair, 0) for pair, count in gained.items()}
    return (
        {pair: count for pair, count in left.items() if count > 0},
        {pair: count for pair, count in lost.items() if pair not in gained},
    )


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
