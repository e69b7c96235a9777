"""The scheme of signatures: its parameters, with their arithmetic, and its name.

In: numbers and one name, light to import: the writer compares schemes and never signs, and datasketch, which signs,
takes longer to import than everything else that the writer needs. Out: signing (`dedup.signature`).
"""

from __future__ import annotations

# What is sampled is longer than what is compared. Over five samplings of 6,385 labelled documents, three words propose
# 81,000 pairs and give B-cubed F1 .9942 (.9929 to .9952), four 62,000 and .9950 (.9940 to .9958), five 59,000 and .9950
# (.9941 to .9957): a phrase of five words is rarely shared by chance.
WORDS_SAMPLED = 5

# A text of 400 words has 25 postings. An excerpt of 60 shingles has none with a chance of (15/16)**60 = 2 %.
SAMPLED_ONE_IN = 16
SMALLEST = 8
MOST_POSTINGS = 256  # a text of more than 4,000 words is sampled more thinly

# 8 bands of 4: texts with a Jaccard similarity of .9 share a band with 1 - (1 - .9**4)**8 = 99.98 %, of .8 with 98.5 %,
# and of .2, as house text makes them, with 1.3 %. Postings find the rest: bands are for the copies of a story that
# stands in more papers than a posting list counts. (6 bands of 6 left 2 of 1,000 copies alone, and save 40 bytes.)
BANDS = 8
ROWS = 4

# Bits of a text's sketch, one a shingle: 400 shingles set 363.
SKETCH_BITS = 2048

SCHEME = (
    f"word-3-shingles/2, affine32 {BANDS}x{ROWS},"
    f" postings of {WORDS_SAMPLED} words 1/{SAMPLED_ONE_IN}+{SMALLEST}<={MOST_POSTINGS}, sketch {SKETCH_BITS}"
)
