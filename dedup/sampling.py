"""The sampled shingles of a text, by which texts that share a part are found, and the text's number.

In: what is sampled, and how a number tells the size of its text. Light to import, as the writer samples too. Out:
MinHash and the name of the scheme (`dedup.scheme`).

Sampled are the shingles whose hash is 0 modulo 16 (FracMinHash: Irber and others 2022, as in sourmash), which two texts
sample alike wherever they share a part, and the eight smallest (bottom-k: Broder 1997), so that short texts have some.
"""

from __future__ import annotations

import numpy as np

from dedup.shingles import IDENTITY_BITS, Hashes, distinct

# A text of 400 words has 25 postings. An excerpt of 60 shingles has none with a chance of (15/16)**60 = 2 %.
SAMPLED_ONE_IN = 16
SMALLEST = 8
MOST_POSTINGS = 256  # a text of more than 4,000 words is sampled more thinly

_SHIFT = np.uint64(64 - IDENTITY_BITS)


def postings(shingles: Hashes) -> tuple[int, ...]:
    """Return the sampled ones of ascending shingles, by the highest 47 bits of their hash, ascending."""
    sampled = shingles[shingles % np.uint64(SAMPLED_ONE_IN) == 0][:MOST_POSTINGS]
    return tuple(distinct(np.concatenate([sampled, shingles[:SMALLEST]]) >> _SHIFT).tolist())


def number(identity: int, sampled: int) -> int:
    """Return the number of a text: its identity, but the lowest two bits say how many postings it has."""
    return (identity & ~3 or 4) | min(3, (sampled // 16).bit_length()) if identity else 0


def size_class(text: int) -> int:
    """Return 0 for a text of fewer than 16 postings, 1 of fewer than 32, 2 of fewer than 64, 3 for a longer one."""
    return text & 3
