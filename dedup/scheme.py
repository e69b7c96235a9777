"""The scheme of signatures: its parameters, with their arithmetic, and its name.

In: numbers and one name, light to import: the writer compares schemes and never signs, and datasketch, which signs,
takes longer to import than everything else that the writer needs. Out: signing (`dedup.signature`).
"""

from __future__ import annotations

# A text of 400 words has 25 postings. An excerpt of 60 shingles has none with a chance of (15/16)**60 = 2 %.
SAMPLED_ONE_IN = 16
SMALLEST = 8
MOST_POSTINGS = 256  # a text of more than 4,000 words is sampled more thinly

# 8 bands of 4: texts with a Jaccard similarity of .9 share a band with 1 - (1 - .9**4)**8 = 99.98 %, of .8 with 98.5 %,
# and of .2, as house text makes them, with 1.3 %. Postings find the rest: bands are for the copies of a story that
# stands in more papers than a posting list counts. (6 bands of 6 left 2 of 1,000 copies alone, and save 40 bytes.)
BANDS = 8
ROWS = 4

SCHEME = f"word-3-shingles xxh3/1, affine32 {BANDS}x{ROWS}, postings 1/{SAMPLED_ONE_IN}+{SMALLEST}<={MOST_POSTINGS}"
