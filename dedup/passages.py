"""Shared passages: the words by which a person sees at a glance why two texts are linked.

In: the first and the longest run of shingles that one text shares with another, cut out of its text as it was written.
Out: whether the two are related (`dedup.settle`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dedup.compare import find
from dedup.shingles import COMPARED_CHARACTERS, WORDS_A_SHINGLE, Content, normalise, word_spans

LONGEST_CHARACTERS = 120  # about twenty words: enough to recognise a story, and most of what a link takes on disk

# A first passage shorter than this, seven words, is more likely a phrase than the beginning of what was copied.
SHORTEST_RUN = 5  # shingles

Run = tuple[int, int]  # the number of its first word, and how many words


def shared_runs(content: Content, other: Content) -> list[Run]:
    """Return the first and the longest run of words of `content` that stand in `other` too; often they are the same."""
    places = np.sort(content.places[find(content.shingles, other.shingles)[0]])
    if not len(places):
        return []
    breaks = np.flatnonzero(places[1:] != places[:-1] + 1) + 1
    starts = np.concatenate([[0], breaks])
    lengths = np.concatenate([breaks, [len(places)]]) - starts
    longest = int(lengths.argmax())
    first = int(np.argmax(lengths >= min(SHORTEST_RUN, lengths[longest])))
    runs = [(int(places[starts[run]]), int(lengths[run]) + WORDS_A_SHINGLE - 1) for run in (first, longest)]
    return list(dict.fromkeys(runs))


def cut_passages(text: str, runs: list[Run]) -> tuple[str, ...]:
    """Return the runs of words as they stand in `text`, none longer than `LONGEST_CHARACTERS`.

    Where folding the text moved its characters (a ligature, a fraction), the passage comes folded.
    """
    shown, places = _words(text)
    return tuple(_cut(shown, places, run) for run in runs)


@lru_cache(maxsize=8)  # the links of one text come together
def _words(text: str) -> tuple[str, NDArray[np.int32]]:
    """Return the text as passages of it are shown, and where each of its words begins and ends: (words, 2)."""
    text = text[:COMPARED_CHARACTERS]
    folded = normalise(text)
    places = np.fromiter(chain.from_iterable(word_spans(folded)), dtype=np.int32)
    return text if len(folded) == len(text) else folded, places.reshape(-1, 2)


def _cut(shown: str, places: NDArray[np.int32], run: Run) -> str:
    first, words = run
    if first >= len(places):
        return ""
    start = int(places[first, 0])
    ends = places[first : first + words, 1]
    within = int(ends.searchsorted(start + LONGEST_CHARACTERS, side="right"))
    return shown[start : min(int(ends[max(0, within - 1)]), start + LONGEST_CHARACTERS)]
