"""Text to signature: what is stored of a text so that its copies can be found. Workers sign, the writer never does.

In: MinHash bands, and all parts of a signature together. Out: sampling (`dedup.sampling`), sketches (`dedup.sketches`),
how signatures are stored and looked up, and every comparison of two texts.

Bands are MinHash LSH (Broder 1997; Leskovec and others, Mining of Massive Datasets, ch. 3) over datasketch's `affine32`
permutations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xxhash import xxh3_64_intdigest

from dedup.content import take_content
from dedup.minhash import minhash_class
from dedup.records import Signature
from dedup.sampling import number
from dedup.scheme import BANDS, ROWS, SCHEME
from dedup.shingles import IDENTITY_BITS, identify
from dedup.sketches import draw_sketch
from dedup.words import Hashes, read_words


def _as_it_is(hashes: Hashes) -> Hashes:
    return hashes


# Cleared for each text: making one costs more. The hashes of a text are handed over as one value, an array: as many
# values they take 15 % of signing.
_SKETCH = minhash_class()(num_perm=BANDS * ROWS, hashfunc=_as_it_is, scheme="affine32")


def sign(texts: Sequence[str]) -> list[Signature]:
    """Return the signature of each text, in order."""
    return [_sign(text) for text in texts]


def _sign(text: str) -> Signature:
    words = read_words(text)
    content = take_content(words)
    return Signature(
        scheme=SCHEME,
        text=number(identify(text, words.hashes), len(content.postings)),
        bands=_bands(content.shingles),
        postings=tuple(content.postings.tolist()),
        sketch=draw_sketch(content.shingles),
        content=content,
    )


def _bands(shingles: Hashes) -> tuple[int, ...]:
    if not len(shingles):
        return ()
    _SKETCH.clear()
    _SKETCH.update_batch([shingles >> np.uint64(32)])
    values = np.asarray(_SKETCH.hashvalues, dtype="<u4").reshape(BANDS, ROWS)
    return tuple(xxh3_64_intdigest(row.tobytes(), seed=band) >> (64 - IDENTITY_BITS) for band, row in enumerate(values))
