"""Words of flattened text: the commonest of many languages, and what training learned of others.

In: a document's words as numbers, function words, the lexicon's weights. Out: what a line made of them is.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from extractors.flattened_vocabulary import kinds_of

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]

# The letters of the first plane, listed: such a class is looked up at once, where each category of the general one is
# asked in turn (.72 of the time). Beyond the first plane the list would be too long.
_LETTERS = "".join(f"{run[0]}-{run[-1]}" for run in re.findall(r"[^\W\d_]+", "".join(map(chr, range(0x10000)))))
WORD = re.compile(rf"[{_LETTERS}]++(?![\U00010000-\U0010ffff])|[^\W\d_]+")
_WORD_OR_END = re.compile(WORD.pattern + r"|\n")

# Articles, prepositions, pronouns, auxiliaries: running text has one in three words, menus and headlines few. By hand,
# about twenty each of English, German, French, Spanish, Italian, Portuguese, Turkish, Azerbaijani, Russian, Ukrainian,
# Polish, Czech, Dutch, Swedish, Danish, Finnish, Hungarian, Romanian, Greek, Arabic, Malay, Swahili, Tagalog.
_FUNCTION_WORDS = """
    the of and to a in that is was for on with as at by he she it his her from be are has had have this not but they
    which der die das und in zu den von mit ist des im dem nicht ein eine als auch es an werden aus er hat dass sie nach
    wird bei sich für le la les du de et en un une est que dans pour qui sur au par il plus pas ce se avec sont aux à el
    los las y del por con para su al lo como más pero ha no son di che e per della nel alla dei da gli ma si non sono o
    os as do dos das em um uma com não na foi mais ao ve bir bu için ile olarak olan daha çok gibi ne ancak kadar və ki
    üçün edib и в на не что с по как это из у за от к но а для его был она они так же до і що з та як від про це й але
    i w z się nie że jest po od jak ale przez dla se v je s pro by jako jsem het een van op te zijn met voor niet aan om
    ook als bij maar naar och att det på är av som den till har inte var og til er med ikke har et ja ei se että oli
    kun hän mutta az és hogy nem egy volt ez meg și cu pe nu din care mai este să και το να του η με από στο την είναι
    في من على إلى أن التي الذي عن مع هذا كان dan yang ini itu untuk dengan dari pada tidak akan juga ya wa kwa ni katika
    ang ng sa mga ay
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
_STEM = 6  # letters: "parliament" and "parliamentary", "выборы" and "выборов" begin alike
_BEGINNING = itemgetter(slice(_STEM))
_SHORT = 3  # letters of a word that says nothing of what a text is about


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document, unit by unit: two arrays of equal length, and what is known of each distinct word."""

    unit: Integers  # of each word: the place of its unit
    word: Integers  # of each word: its number
    function: Floats  # of each number: 1 for a function word
    weight: Floats  # of each number: the lexicon's weight, log-odds of standing in body text; 0 where it has none
    topical: Floats  # of each number: 1 for a word that says what a text is about
    stem: Integers  # of each number: the number of its beginning, which inflected forms of a word share
    stems: int  # how many beginnings there are
    code: Codes  # of each number: the 32 bits that its letters hash to
    kinds: Integers  # of each number: the kinds of furniture it is a word of, a bit each


def codes_of(words: Sequence[str]) -> Codes:
    """Return the CRC-32 of each word, none of which holds a line break: fast, and the same on every machine."""
    encoded = "\n".join(words).encode("utf-8", "surrogatepass")
    return np.fromiter(map(zlib.crc32, encoded.split(b"\n")), np.uint64, len(words))


def words_of(texts: Sequence[str], lexicon: Mapping[str, float]) -> Words:
    """Return the words of `texts` (one a unit, a line each), numbered as they first stand in turn, case folded."""
    found = _WORD_OR_END.findall("\n".join(texts).lower())
    numbers: dict[str, int] = defaultdict(count().__next__, {"\n": -1})
    word = np.fromiter(map(numbers.__getitem__, found), np.int64, len(found))
    is_word = word >= 0
    names = list(numbers)[1:]
    stems: dict[str, int] = defaultdict(count().__next__)
    stem = np.fromiter(map(stems.__getitem__, map(_BEGINNING, names)), np.int64, len(names))
    function = np.fromiter(map(FUNCTION_WORDS.__contains__, names), bool, len(names))
    long = np.fromiter(map(len, names), np.int64, len(names)) > _SHORT
    return Words(
        np.cumsum(~is_word, dtype=np.int64)[is_word],
        word[is_word],
        function.astype(np.float32),
        np.fromiter(map(lexicon.get, names, repeat(0.0)), np.float32, len(names)),
        (long & ~function).astype(np.float32),
        stem,
        len(stems),
        codes_of(names),
        np.fromiter(kinds_of(names), np.int64, len(names)),
    )


def distinct(numbers: Integers) -> Integers:
    """Return the distinct numbers, ascending, as `numpy.unique` does. That hashes them before it sorts them and takes
    fifteen times as long for the 5,000 of a document."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return np.asarray(ordered[first])
