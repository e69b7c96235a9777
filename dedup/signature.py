"""Text to signature: what is stored of a text so that its copies can be found.

In: sampling and MinHash bands. Out: how they are stored and looked up, and every comparison of two texts.

Postings are the shingles whose hash is 0 modulo 16 (FracMinHash: Irber and others 2022, as in sourmash) and the eight
smallest (bottom-k: Broder 1997), so that short texts have some. Bands are MinHash LSH (Broder 1997; Leskovec and
others, Mining of Massive Datasets, ch. 3) over datasketch's `affine32` permutations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from datasketch import MinHash
from xxhash import xxh3_64_intdigest

from dedup.records import Signature
from dedup.shingles import IDENTITY_BITS, Hashes, distinct, hash_words, identify, split, take_content

# A text of 400 words has 25 postings. An excerpt of 60 shingles has none with a chance of (15/16)**60 = 2 %.
SAMPLED_ONE_IN = 16
SMALLEST = 8
MOST_POSTINGS = 256  # a text of more than 4,000 words is sampled more thinly

# 6 bands of 6: texts with a Jaccard similarity of .9 share a band with 1 - (1 - .9**6)**6 = 98.9 %, of .8 with 84 %,
# and of .2, as house text makes them, with 0.04 %. Postings find the rest: bands are for the copies of a story that
# stands in more papers than a posting list counts.
BANDS = 6
ROWS = 6

SCHEME = f"word-3-shingles xxh3/1, affine32 {BANDS}x{ROWS}, postings 1/{SAMPLED_ONE_IN}+{SMALLEST}<={MOST_POSTINGS}"

_SHIFT = np.uint64(64 - IDENTITY_BITS)
_PERMUTATIONS = MinHash(num_perm=BANDS * ROWS, hashfunc=int, scheme="affine32").permutations


def sign(texts: Sequence[str]) -> list[Signature]:
    """Return the signature of each text, in order."""
    return [_sign(text) for text in texts]


def _sign(text: str) -> Signature:
    words = split(text)
    hashes = hash_words(words)
    content = take_content(words, hashes)
    return Signature(SCHEME, identify(text, hashes), _bands(content.shingles), postings(content.shingles), content)


def postings(shingles: Hashes) -> tuple[int, ...]:
    """Return the sampled shingles, by the highest 47 bits of their hash; the lowest 4 say what is sampled."""
    sampled = shingles[shingles % np.uint64(SAMPLED_ONE_IN) == 0][:MOST_POSTINGS]
    return tuple(distinct(np.concatenate([sampled, shingles[:SMALLEST]]) >> _SHIFT).tolist())


def _bands(shingles: Hashes) -> tuple[int, ...]:
    if not len(shingles):
        return ()
    sketch = MinHash(num_perm=BANDS * ROWS, hashfunc=int, permutations=_PERMUTATIONS, scheme="affine32")
    sketch.update_batch((shingles >> np.uint64(32)).tolist())
    values = np.asarray(sketch.hashvalues, dtype="<u4").reshape(BANDS, ROWS)
    return tuple(xxh3_64_intdigest(row.tobytes(), seed=band) >> (64 - IDENTITY_BITS) for band, row in enumerate(values))
