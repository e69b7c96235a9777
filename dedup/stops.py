"""Stop-shingles: template and house text, which says nothing about whether two texts are the same story.

In: which shingles of the texts of one full posting list stand in too many groups of copies. Out: the lists.

A shingle that many stories share brings them all into a posting list of its own, if it is sampled, or into that of a
sampled neighbour. So full lists are where stop-shingles are found; and those of a list hold for the texts that stand
in that list, which is what keeps the table small and a change in it local.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.shingles import Content, Hashes

# Groups of copies among the texts of a full list (32). On 6,385 labelled documents B-cubed F1 is the same for 10, 20
# and 40 groups counted over everything (.974 to .976 before round-ups are set apart, .903 without stop-shingles).
MOST_GROUPS = 10

# Above this similarity texts count as one group. It need not be right, only not join template stories by the hundred.
SAME_GROUP = 0.7


def find_stop_shingles(contents: Sequence[Content]) -> Hashes:
    """Return the shingles that stand in more than `MOST_GROUPS` groups of copies among these texts, ascending."""
    if len(contents) <= MOST_GROUPS:
        return np.empty(0, dtype=np.uint64)
    sizes = np.array([len(content.distinct) for content in contents])
    shingles, places = np.unique(np.concatenate([content.distinct for content in contents]), return_inverse=True)
    standing = np.zeros((len(contents), len(shingles)), dtype=np.float32)
    standing[np.repeat(np.arange(len(contents)), sizes), places] = 1
    common = np.count_nonzero(standing, axis=0) > MOST_GROUPS
    if not common.any():
        return np.empty(0, dtype=np.uint64)
    labels = _group(standing @ standing.T, sizes)
    groups = np.zeros((labels.max() + 1, int(common.sum())), dtype=bool)
    for row, label in enumerate(labels):
        groups[label] |= standing[row, common] > 0
    stops: Hashes = shingles[common][np.count_nonzero(groups, axis=0) > MOST_GROUPS]
    return stops


def _group(shared: NDArray[np.float32], sizes: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return a label for each text, the same for texts joined by similarity above `SAME_GROUP`."""
    alike = shared >= SAME_GROUP * (sizes[:, None] + sizes[None, :] - shared)
    labels = np.arange(len(sizes))
    while True:
        smallest = np.where(alike, labels[None, :], len(sizes)).min(axis=1)
        if np.array_equal(smallest, labels):
            return labels
        labels = smallest
