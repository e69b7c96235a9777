"""Measures of each unit by itself: lengths, classes of characters, words, how it begins and ends.

In: arrays with one number a unit. Out: a unit's surroundings. Characters are counted through one table over the code
points of the whole document, so that a document costs a few array operations and not a loop over its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np

from extractors.flattened_dates import LONGEST_DATE_LINE, MOMENT, is_date_line
from extractors.flattened_units import Unit
from extractors.flattened_words import Floats, Integers, Words, words_of

_DIGIT, _COMMA, _QUOTE, _STOP, _ASK, _BAR, _COLON, _UPPER, _LETTER, _SPACELESS = (1 << bit for bit in range(10))
_LISTED = {
    _COMMA: ",،、，",
    _QUOTE: '"“”„«»「」『』',
    _STOP: ".!?…。！？؟۔।",
    _ASK: "?!？！؟",
    _BAR: "|/>›»•·",
    _COLON: ":：",
}
# Thai, Lao, kana, Han: scripts without spaces. A word is taken for less than two characters.
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
_CHARACTERS_A_WORD = 1.7
_POINTS = 0x3000 * 8  # code points above are counted as plain letters: Hangul and what lies beyond the first plane
_CLOSING = "\"'”’»›)]」』 "
_MARKER = re.compile(r"(?:[*•#>|+»›·–—-]|\d{1,2}[.)])\s")
_ENDS = {**dict.fromkeys(".。۔।", 5.0), **dict.fromkeys("?!？！؟", 4.0), **dict.fromkeys(":：", 3.0), "…": 2.0}
_ENDS |= dict.fromkeys(",;-–—、،", 1.0)

Measures = dict[str, Floats]


def measure(units: list[Unit], lexicon: Mapping[str, float]) -> tuple[Measures, Words]:
    """Return the measures of the units, each an array with one number a unit, and the document's words."""
    texts = [unit.text for unit in units]
    words = words_of(texts, lexicon)
    measures = _characters(texts)
    measures |= _words(words, measures)
    measures |= _edges(units, texts)
    measures["date"] = _dates(texts, measures["digits"])
    return measures, words


@cache
def _classes() -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    """The table from code point to the bits of its classes."""
    table = np.full(_POINTS, _LETTER, np.uint16)
    for point in range(0x2100):
        character = chr(point)
        bits = _LETTER if character.isalpha() else 0
        bits |= _UPPER if character.isupper() else 0
        bits |= _DIGIT if unicodedata.category(character) == "Nd" else 0
        table[point] = bits
    for first, last in _WITHOUT_SPACES:
        table[first : last + 1] |= _SPACELESS
    for bit, characters in _LISTED.items():
        for character in characters:
            table[ord(character) % _POINTS] |= bit
    return table


def _characters(texts: list[str]) -> Measures:
    lengths = np.array([len(text) for text in texts], np.int64)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    bits = _classes()[np.minimum(points, _POINTS - 1)]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def count(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
        return np.add.reduceat(flags, starts, dtype=np.int64).astype(np.float32)

    stops = (bits & _STOP) > 0
    ends = stops.copy()
    ends[:-1] &= (bits[1:] & (_LETTER | _DIGIT | _STOP)) == 0  # "3.5" and "a.m." end nothing
    return {
        "characters": lengths.astype(np.float32),
        "digits": count((bits & _DIGIT) > 0),
        "commas": count((bits & _COMMA) > 0),
        "quotes": count((bits & _QUOTE) > 0),
        "asking": count((bits & _ASK) > 0),
        "bars": count((bits & _BAR) > 0),
        "colons": count((bits & _COLON) > 0),
        "capitals": count((bits & _UPPER) > 0),
        "letters": count((bits & _LETTER) > 0),
        "spaceless": count((bits & _SPACELESS) > 0),
        "sentences": count(ends),
    }


def _words(words: Words, measures: Measures) -> Measures:
    units = len(measures["characters"])
    number = _sum(words.unit, None, units)
    by_script = measures["spaceless"] / _CHARACTERS_A_WORD
    weight = words.weight[words.word]
    highest = np.zeros(units, np.float32)
    lowest = np.zeros(units, np.float32)
    np.maximum.at(highest, words.unit, weight)
    np.minimum.at(lowest, words.unit, weight)
    total = _sum(words.unit, weight, units)
    known = _sum(words.unit, (weight != 0).astype(np.float32), units)
    many = np.maximum(np.maximum(number, by_script), 1)
    return {
        "words": np.maximum(number, by_script),
        "function": _sum(words.unit, words.function[words.word], units) / many,
        "lexicon": total / np.maximum(known, 1),
        "lexicon_sum": total,
        "lexicon_high": highest,
        "lexicon_low": lowest,
        "word_length": measures["characters"] / (number + 1),
        "capital_words": np.minimum(measures["capitals"] / many, 3),
        "digit_share": measures["digits"] / measures["characters"],
        "comma_share": measures["commas"] / many,
    }


def _sum(unit: Integers, values: Floats | None, units: int) -> Floats:
    return np.bincount(unit, values, minlength=units).astype(np.float32)


def _edges(units: list[Unit], texts: list[str]) -> Measures:
    """How the units begin and end, how they were joined, and whether their text stands in the document again."""
    copies, glue = Counter(texts), {"\n": 0, " ": 1, "": 2}
    columns = {
        "end": [_end(text) for text in texts],
        "begin": [_begin(text[0]) for text in texts],
        "marker": [match is not None for match in map(_MARKER.match, texts)],
        "copies": [copies[text] for text in texts],
        "glue": [glue[unit.glue] + 3 * unit.weak for unit in units],
        "address": [("http" in text) + ("www." in text) + ("@" in text) + ("©" in text) for text in texts],
    }
    return {name: np.array(numbers, np.float32) for name, numbers in columns.items()}


def _end(text: str) -> float:
    """5 for a full stop, 4 for a question or a call, 3 for a colon, 2 for an ellipsis, 1 for a comma, 0 for a word."""
    bare = text.rstrip(_CLOSING)
    if not bare:
        return 0.0
    return 2.0 if bare.endswith("...") else _ENDS.get(bare[-1], 0.0)


def _begin(character: str) -> float:
    """5 for a letter without case, 4 for a capital, 3 for an opening mark, 2 for a digit, 1 for a small letter."""
    if character.isalpha():
        return 1.0 if character.islower() else 4.0 if character.isupper() else 5.0
    return 2.0 if character.isdigit() else 3.0 if character in "\"'“„«‹「『¿¡" else 0.0


def _dates(texts: list[str], digits: Floats) -> Floats:
    """2 for a line that is a date, 1 for a short one that has a date in it."""
    dates = np.zeros(len(texts), np.float32)
    for place in np.flatnonzero(digits > 0):
        text = texts[place]
        if len(text) <= LONGEST_DATE_LINE:
            dates[place] = 2.0 if is_date_line(text) else float(digits[place] > 1 and bool(MOMENT.search(text)))
    return dates
