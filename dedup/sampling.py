"""The sampled shingles of a text, by which texts that share a part are found, and the text's number.

In: what is sampled, and how a number tells the size of its text. Light to import, as the writer samples too. Out:
the parameters (`dedup.scheme`) and MinHash (`dedup.signature`).

Sampled are, of the shingles of five words, those whose hash is 0 modulo 16 (FracMinHash: Irber and others 2022, as in
sourmash), which two texts sample alike wherever they share a part, and the eight smallest (bottom-k: Broder 1997), so
that short texts have some.
"""

from __future__ import annotations

import numpy as np

from dedup.scheme import MOST_POSTINGS, SAMPLED_ONE_IN, SMALLEST, WORDS_SAMPLED
from dedup.shingles import IDENTITY_BITS, WORDS_A_SHINGLE, distinct, lengthen
from dedup.words import Hashes

SIZE_BITS = 3  # of a text's number

_SHIFT = np.uint64(64 - IDENTITY_BITS)


def sample(shingles: Hashes, words: Hashes) -> Hashes:
    """Return the highest 47 bits of the sampled shingles of a text, ascending: the keys of its posting lists.

    `shingles` are its runs of three words, in order, repeats included.
    """
    for length in range(WORDS_A_SHINGLE, WORDS_SAMPLED):
        shingles = lengthen(shingles, words[length:])
    ascending = distinct(shingles)
    sampled = ascending[ascending % np.uint64(SAMPLED_ONE_IN) == 0][:MOST_POSTINGS]
    return distinct(np.concatenate((sampled, ascending[:SMALLEST])) >> _SHIFT)


def number(identity: int, sampled: int) -> int:
    """Return the number of a text: its identity, but the lowest bits say of what size it is.

    Size 0 has fewer than 16 postings, 1 fewer than 32, 2 fewer than 64, and 3 more.
    """
    return (identity & ~SIZE_BITS or 4) | min(3, (sampled // 16).bit_length()) if identity else 0
