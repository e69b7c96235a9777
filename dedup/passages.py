"""Shared passages: the words by which a person sees at a glance why two texts are linked.

In: the first and the longest run of shingles that one text shares with another, cut out of its text as it was written.
Out: whether the two are related (`dedup.settle`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dedup.folding import normalise
from dedup.shingles import WORDS_A_SHINGLE
from dedup.words import COMPARED_CHARACTERS, word_spans

LONGEST_CHARACTERS = 120  # about twenty words: enough to recognise a story, and most of what a link takes on disk

# A first passage shorter than this, seven words, is more likely a phrase than the beginning of what was copied.
SHORTEST_RUN = 5  # shingles

Run = tuple[int, int]  # the number of its first word, and how many words


def shared_runs(places: NDArray[np.int32]) -> list[Run]:
    """Return the first and the longest run of words in these ascending places of shingles; often they are the same."""
    if not len(places):
        return []
    breaks = np.flatnonzero(places[1:] - places[:-1] != 1) + 1
    edges = [0, *breaks.tolist(), len(places)]  # mostly few: lists take half the time of arrays
    lengths = [end - start for start, end in pairwise(edges)]
    longest = max(lengths)
    first = next(run for run, length in enumerate(lengths) if length >= min(SHORTEST_RUN, longest))
    runs = [(int(places[edges[run]]), lengths[run] + WORDS_A_SHINGLE - 1) for run in (first, lengths.index(longest))]
    return list(dict.fromkeys(runs))


def cut_passages(text: str, runs: list[Run]) -> tuple[str, ...]:
    """Return the runs of words as they stand in `text`, none longer than `LONGEST_CHARACTERS`.

    Where folding the text moved its characters (a ligature, a fraction), the passage comes folded.
    """
    shown = _shown(text)
    return tuple(shown.cut(run) for run in runs)


@lru_cache(maxsize=8)  # the links of one text come together
def _shown(text: str) -> _Shown:
    return _Shown(text[:COMPARED_CHARACTERS])


class _Shown:
    """A text as passages of it are shown."""

    def __init__(self, text: str) -> None:
        folded = normalise(text)
        self._text = text if len(folded) == len(text) else folded
        self._starts, self._ends = word_spans(folded)

    def cut(self, run: Run) -> str:
        first, words = run
        last = first + min(words, LONGEST_CHARACTERS)  # a word has a character at least
        ends = self._ends[first:last]
        if not len(ends):
            return ""
        start = int(self._starts[first])
        furthest = start + LONGEST_CHARACTERS
        within = int(ends.searchsorted(furthest, side="right"))
        return self._text[start : int(ends[within - 1]) if within else furthest]
