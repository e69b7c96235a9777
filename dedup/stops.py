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

from dedup.shingles import Content, Hashes, distinct

# A list with fewer texts says nothing. With 20, a full list, house text that only a dozen texts have goes unseen: of
# three samplings by other hashes, B-cubed F1 is .9931, .9944 and .9913 with 20, .9951, .9950 and .9931 with 10.
LEAST_TEXTS = 10

# Groups of copies among the 10 to 20 texts of a long list. On 6,385 labelled documents, with 10, 20 or 40 groups
# counted over everything, B-cubed F1 is .974 to .976 before round-ups are set apart; it is .903 without stop-shingles.
MOST_GROUPS = 8

# Above this similarity texts count as one group. It need not be right, only not join template stories by the hundred.
SAME_GROUP = 0.7

# Pairs among the texts of a list that share a fifth of their shingles. Fewer, and what the list shares is a phrase, not
# worth reading its texts for: of the full lists of a million texts, nine in ten.
LEAST_PAIRS = 10

_BITS_SET = np.array([value.bit_count() for value in range(256)], dtype=np.uint8)


def find_stop_shingles(contents: Sequence[Content]) -> Hashes:
    """Return the shingles that stand in more than `MOST_GROUPS` groups of copies among these texts, ascending."""
    if len(contents) <= MOST_GROUPS:
        return np.empty(0, dtype=np.uint64)
    everything = np.concatenate([content.shingles for content in contents])
    order = np.argsort(everything, kind="stable")
    places = np.cumsum(np.diff(everything[order], prepend=everything[order[:1]]) != 0)
    counts = np.bincount(places)
    sizes = np.array([len(content.shingles) for content in contents])
    owners = np.repeat(np.arange(len(contents)), sizes)[order]
    labels = _group(_shared(len(contents), owners, places, counts), sizes)
    common = counts[places] > MOST_GROUPS
    pairs = distinct(places[common] * len(contents) + labels[owners[common]])
    stops = np.flatnonzero(np.bincount(pairs // len(contents), minlength=len(counts)) > MOST_GROUPS)
    found: Hashes = everything[order][np.searchsorted(places, stops)]
    return found


def _shared(
    texts: int, owners: NDArray[np.int_], places: NDArray[np.int_], counts: NDArray[np.int_]
) -> NDArray[np.int_]:
    """Return how many shingles each two texts share; `owners` are the texts of the shingles at `places`.

    Counted by bits, as a matrix product would have the linear algebra library start its threads: 70 ms instead of 1.
    """
    repeated = counts > 1
    columns = np.cumsum(repeated) - 1
    kept = repeated[places]
    standing = np.zeros((texts, int(np.count_nonzero(repeated))), dtype=bool)
    standing[owners[kept], columns[places[kept]]] = True
    bits = np.packbits(standing, axis=1)
    shared: NDArray[np.int_] = _BITS_SET[bits[:, None] & bits[None, :]].sum(axis=2, dtype=np.int_)
    return shared


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
