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
from collections.abc import Iterable, Mapping

LIST_LENGTH = 32

Lists = dict[int, list[int]]
Gains = dict[tuple[int, int], int]


def order(one: int, other: int) -> tuple[int, int]:
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
        self.lost: Counter[tuple[int, int]] = Counter()

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

    def changes(self) -> tuple[Gains, Gains]:
        """Return how many lists each pair has: of pairs with a new text in all, of older pairs how many fewer."""
        new: Gains = {}
        for text, mates in self.gained.items():
            for mate, count in mates.items():
                pair = order(text, mate)
                new[pair] = count - self.lost.pop(pair, 0)
        return {pair: count for pair, count in new.items() if count > 0}, dict(self.lost)


def needed(postings: Mapping[int, int], pair: tuple[int, int]) -> int:
    """Return how many lists a pair must share to be compared, given how many postings each text has.

    Two texts that share a tenth of the smaller's shingles share a tenth of its postings; common phrases share one.
    """
    return 1 + min(postings[pair[0]], postings[pair[1]]) // 16
