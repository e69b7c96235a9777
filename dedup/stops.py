"""Stop-shingles: template and house text, which says nothing about whether two texts are the same story.

In: which shingles of the texts of one long posting list stand in too many groups of copies. Out: the lists.

A shingle that many stories share brings them all into a posting list of its own, if it is sampled, or into that of a
sampled neighbour. So long lists are where stop-shingles are found; and those of a list hold for the texts that stand
in that list, which is what keeps the table small and a change in it local.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.compare import find
from dedup.content import Content
from dedup.shingles import distinct, first_of_equals
from dedup.words import Hashes

Numbers = NDArray[np.int64]

# A list with fewer texts says nothing. With 20, a full list, house text that only a dozen texts have goes unseen: of
# three samplings by other hashes, B-cubed F1 is .9931, .9944 and .9913 with 20, .9951, .9950 and .9931 with 10.
LEAST_TEXTS = 10

# Groups of copies among the 10 to 20 texts of a long list. On 6,385 labelled documents, with 10, 20 or 40 groups
# counted over everything, B-cubed F1 is .974 to .976 before round-ups are set apart; it is .903 without stop-shingles.
MOST_GROUPS = 8

# Above this similarity texts count as one group. It need not be right, only not join template stories by the hundred.
SAME_GROUP = 0.7

# Pairs among the texts of a list that share a fifth of their shingles. Fewer, and what the list shares is a phrase, not
# worth reading its texts for: of the full lists of a million texts, nine in ten. Texts without such a mate in the list
# are left out, as they say little of what is shared: so nothing is read of lists in which fewer than nine have one.
LEAST_PAIRS = 10

_OWNER = np.uint64(31)  # the bits that say which of the texts of a list: more than `dedup.candidates.LIST_LENGTH`


def texts_with_mates(rows: Numbers, pairs: Numbers) -> dict[int, list[int]]:
    """Return by list its texts, ascending, that pair with another of its texts, of lists that may have stop-shingles.

    `rows` has the texts of each list, ascending: a key and a text; `pairs` has the pairs among all of the texts.
    """
    mates: dict[int, set[int]] = {}
    for a, b in pairs.tolist():
        mates.setdefault(a, set()).add(b)
        mates.setdefault(b, set()).add(a)
    likely: dict[int, list[int]] = {}
    for key, texts in _lists_with_pairs(rows, pairs).items():
        mates_here = [len(mates[text].intersection(texts)) for text in texts]
        if sum(mates_here) >= 2 * LEAST_PAIRS:
            likely[key] = [text for text, its_mates in zip(texts, mates_here, strict=True) if its_mates]
    return {key: texts for key, texts in likely.items() if len(texts) > MOST_GROUPS}


def _lists_with_pairs(rows: Numbers, pairs: Numbers) -> dict[int, list[int]]:
    """Return by list its texts that stand in any pair, of long lists that have enough of them."""
    keys, places = np.unique(rows[:, 0], return_inverse=True)
    paired = np.isin(rows[:, 1], pairs)
    enough = (np.bincount(places) >= LEAST_TEXTS) & (np.bincount(places, paired) > MOST_GROUPS)
    texts: dict[int, list[int]] = {key: [] for key in keys[enough].tolist()}
    for key, text in rows[paired & enough[places]].tolist():
        texts[key].append(text)
    return texts


def find_stop_shingles(contents: Sequence[Content]) -> Hashes:
    """Return the shingles that stand in more than `MOST_GROUPS` groups of copies among up to 32 texts, ascending."""
    if len(contents) <= MOST_GROUPS:
        return np.empty(0, dtype=np.uint64)
    values = _of_several(_with_owners(contents))
    starts = np.flatnonzero(first_of_equals(values & ~_OWNER))
    counts = np.diff(starts, append=len(values))
    if counts.max(initial=0) <= MOST_GROUPS:
        return np.empty(0, dtype=np.uint64)
    bits = (values & _OWNER).view(np.int64)
    owners = np.bitwise_or.reduceat(np.left_shift(1, bits, out=bits), starts)
    sizes = np.array([len(content.shingles) for content in contents])
    labels = _group(_shared(len(contents), owners), sizes)
    standing = np.zeros(len(owners), dtype=np.int8)
    for label in np.unique(labels):  # one after the other: all at once, 20 texts of 4,000 words take 12 MB
        standing += (owners & np.bitwise_or.reduce(1 << np.flatnonzero(labels == label))) != 0
    stops = values[starts[standing > MOST_GROUPS]] | _OWNER
    return distinct(
        np.concatenate([content.shingles[find(content.shingles | _OWNER, stops)[0]] for content in contents])
    )


def _with_owners(contents: Sequence[Content]) -> Hashes:
    """Return every shingle of the texts with the number of its text in the lowest bits, ascending.

    The bits that this takes from the hashes are not missed: 59 tell 8,000 shingles apart. Sorting hashes with their
    texts beside them takes four times as long.
    """
    if len(contents) > _OWNER + 1:
        raise ValueError(f"{len(contents)} texts: no more than {_OWNER + 1} can be told apart")
    values = np.concatenate([content.shingles for content in contents])
    values &= ~_OWNER
    values |= np.repeat(np.arange(len(contents), dtype=np.uint64), [len(content.shingles) for content in contents])
    values.sort()
    return values


def _of_several(values: Hashes) -> Hashes:
    """Return those of ascending shingles with their owners that stand in more than one text."""
    first = first_of_equals(values & ~_OWNER)
    alone = first.copy()
    alone[:-1] &= first[1:]
    return values[~alone]


def _shared(texts: int, owners: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return how many shingles each two texts share. Few shingles differ in the texts in which they stand.

    The product is one of whole numbers: of others, the linear algebra library would start its threads: 70 ms for 1.
    """
    kinds, times = np.unique(owners, return_counts=True)
    standing = kinds[:, None] >> np.arange(texts) & 1
    return standing.T @ (standing * times[:, None])


def _group(shared: NDArray[np.int_], sizes: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return a label for each text, the same for texts joined by similarity above `SAME_GROUP`."""
    alike = shared >= SAME_GROUP * (sizes[:, None] + sizes[None, :] - shared)
    np.fill_diagonal(alike, val=True)
    labels = np.arange(len(sizes))
    while True:
        smallest = np.where(alike, labels[None, :], len(sizes)).min(axis=1)
        if np.array_equal(smallest, labels):
            return labels
        labels = smallest
