"""What the words of a unit and their pairs say by themselves: a linear classifier over hashed words and pairs.

In: hashing, the score of each unit. Out: learning the weights, which the training script does. Single words cannot say
"read more" or "your personal information"; pairs can (area under the curve of what a unit's own words say, over
publishers never seen: .77 for the lexicon, .90 for these). Every word and pair falls into one of 2^17 places of a table
(the hashing trick, Weinberger and others 2009), so that the table has one size whatever the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.flattened_words import Codes, Floats, Integers, Words, codes_of, distinct

BITS = 17
_BEGIN, _END = codes_of(("^", "$"))
_LEFT, _RIGHT, _SPREAD, _MASK = (np.uint64(number) for number in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE35, 0xFFFFFFFF))


@dataclass(frozen=True, slots=True)
class Phrases:
    """The weight of each place of the table, in steps, and what a unit without words scores."""

    weight: npt.NDArray[np.int8]
    step: float
    bias: float

    def score(self, words: Words, units: int) -> Floats:
        """Return for each unit the log-odds of its being body text, by its words alone."""
        unit, place = places_of(words)
        number = np.bincount(unit, minlength=units)
        total = np.bincount(unit, self.weight[place], minlength=units) * self.step
        return np.asarray(total / np.sqrt(np.maximum(number, 1)) + self.bias, np.float32)


def places_of(words: Words) -> tuple[Integers, Integers]:
    """Return the distinct places of each unit's words and pairs: the unit of each, ascending, and the place."""
    code, unit = words.code[words.word], words.unit
    first = np.append(True, unit[1:] != unit[:-1])[: len(unit)]
    last = np.append(first[1:], True)[: len(unit)]
    before = np.where(first, _BEGIN, np.roll(code, 1))
    places = np.concatenate([_spread(code), _pair(before, code), _pair(code[last], np.full(last.sum(), _END))])
    keys = distinct(np.concatenate([unit, unit, unit[last]]) * (1 << BITS) + places)
    return keys >> BITS, keys & ((1 << BITS) - 1)


def _pair(left: Codes, right: Codes) -> Integers:
    return _spread((left * _LEFT + right * _RIGHT + np.uint64(1)) & _MASK)


def _spread(codes: npt.NDArray[np.uint64]) -> Integers:
    """The upper bits of a multiplied code: as good as drawn by lot, and the same everywhere."""
    return np.asarray(((codes * _SPREAD) & _MASK) >> np.uint64(32 - BITS), np.int64)
