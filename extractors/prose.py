"""Which blocks of a page read like paragraphs: the first look, before any extractor.

In: length, links and the place of each block. Out: whether a paragraph is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors import places
from extractors.blocks import Block

Numbers = NDArray[np.float32]
Flags = NDArray[np.int64]
Marks = NDArray[np.bool_]

SHORTEST: Final = 60  # letters of a paragraph
LINKED: Final = 0.4  # share of links from which a block is none
_HEAVIEST: Final = 1000  # letters: one endless paragraph does not outweigh a page
_WIDE: Final = 2.5  # letters of an alphabet that say as much as one Chinese, Japanese or Korean character
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COMMON: Final = 0.6  # share of the text that must stand under a flag for it to say nothing on this page
_NEVER: Final = (places.COMMENTS, places.FOOTER, places.NAVIGATION, places.CONSENT, places.BUTTON)


@dataclass(frozen=True, slots=True)
class Prose:
    """One value a block."""

    length: Numbers  # in letters of an alphabet
    linked: Numbers  # share of links
    flags: Flags
    marks: Marks  # reads like a paragraph
    weight: Numbers  # of paragraphs: their length, and 0 for everything else


def prose(blocks: Sequence[Block]) -> Prose:
    """Return the first look at `blocks`."""
    length = np.array([_length(block.text) for block in blocks], dtype=np.float32)
    linked = np.array([block.linked for block in blocks], dtype=np.float32)
    flags = np.array([block.flags for block in blocks], dtype=np.int64)
    marks = (length >= SHORTEST) & (linked < LINKED)
    weight = np.where(marks, np.minimum(length, _HEAVIEST), 0).astype(np.float32)
    never = sum(_NEVER) & ~common(flags, weight)
    marks &= (flags & never) == 0
    return Prose(length, linked, flags, marks, np.where(marks, weight, 0).astype(np.float32))


def common(flags: Flags, weight: Numbers) -> int:
    """Return the flags under which most of the weight stands: what they say is not true of this page."""
    total = float(weight.sum())
    found = 0
    for bit in range(places.BITS):
        if total and float(weight[(flags & (1 << bit)) != 0].sum()) >= _COMMON * total:
            found |= 1 << bit
    return found


def _length(text: str) -> float:
    return len(text) if text.isascii() else len(text) + (_WIDE - 1) * len(_CJK.findall(text))
