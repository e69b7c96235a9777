"""What a text says twice: a page often holds its article again, for print or for readers aloud, and quotes its own
sentences in large type or as key points.

In: the pieces that are kept. Out: lines that recur in many texts of a source, which only the store knows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

# Words in a row that are compared, words that a piece must have, and the share of its runs that must stand elsewhere.
# Of 131 pages in six forms, cross-validated, mean F1 went from .9240 to .9269; runs of three or four words, shares of
# .7 to .9 and pieces of 6 to 12 words differ by .0003.
_RUN, _LEAST, _SHARE = 5, 8, 0.9
_LONGER = 1.5  # times as many words as its quotation has the piece that is quoted before it is read
_LONGEST = 1_000_000  # characters of a text that is looked at: its runs take some 20 bytes for each
_HOLDERS = 8  # of the texts that have a run only so many are looked at, the longest: lists have one in every line
_REFRAIN = 3  # a line that stands so often, each time between others, belongs to the text

Run = tuple[str, ...]

_WORD = re.compile(r"\w+")


def said_twice(texts: Sequence[str]) -> set[int]:
    """Return the places of the texts that add nothing to the others: said before, or quoted from a longer later one.

    Pieces of fewer than eight words say nothing twice, nor does a refrain. Texts of more than a million characters
    are not looked at.
    """
    if sum(map(len, texts)) > _LONGEST:
        return set()
    runs = [_runs(text) for text in texts]
    if len(set(chain.from_iterable(runs))) == sum(map(len, runs)):
        return set()
    again = {run for run, number in Counter(chain.from_iterable(runs)).items() if number > 1}
    likely = [place for place, own in enumerate(runs) if own and sum(map(again.__contains__, own)) >= _SHARE * len(own)]
    if not likely:
        return set()
    likely = _without_refrains(texts, likely)
    quoted = _quoted(runs, likely)
    return quoted | _said_before(runs, set(likely) - quoted, quoted)


def _without_refrains(texts: Sequence[str], likely: Sequence[int]) -> list[int]:
    """Return the likely ones without lines that come again and again by themselves: a third copy comes in a row."""
    often, places = Counter(texts), set(likely)
    return [place for place in likely if often[texts[place]] < _REFRAIN or place - 1 in places or place + 1 in places]


def _runs(text: str) -> list[Run]:
    words = _WORD.findall(text.lower())
    return list(zip(*(words[first:] for first in range(_RUN)), strict=False)) if len(words) >= _LEAST else []


def _quoted(runs: Sequence[Sequence[Run]], likely: Sequence[int]) -> set[int]:
    """Return which of the likely ones stand in a later, longer text."""
    holders: dict[Run, list[int]] = defaultdict(list)
    for place in sorted(range(len(runs)), key=lambda place: -len(runs[place])):
        for run in set(runs[place]):
            if len(holders[run]) < _HOLDERS:
                holders[run].append(place)
    return {place for place in likely if _stands_later(place, runs, holders)}


def _stands_later(place: int, runs: Sequence[Sequence[Run]], holders: dict[Run, list[int]]) -> bool:
    longer = _LONGER * (len(runs[place]) + _RUN - 1) - (_RUN - 1)
    shared = Counter(
        other for run in runs[place] for other in holders[run] if other > place and len(runs[other]) >= longer
    )
    return max(shared.values(), default=0) >= _SHARE * len(runs[place])


def _said_before(runs: Sequence[Sequence[Run]], likely: set[int], left_out: set[int]) -> set[int]:
    """Return which of the likely ones stand in what was said before them and is not left out."""
    said: set[Run] = set()
    found = set()
    for place, own in enumerate(runs):
        if place in left_out:
            continue
        if place in likely and sum(map(said.__contains__, own)) >= _SHARE * len(own):
            found.add(place)
        else:
            said.update(own)
    return found
