"""Folding: writing that means the same words made the same, before anything is compared.

In: what is folded away: Unicode compatibility forms (NFKC), case, the Turkish dotted and dotless i, and invisible
characters. Out: punctuation, which is no part of words (`dedup.words`).

Nearly every text has some quotation mark or dash that is not ASCII, and folding it as a whole takes four passes, 0.09
ms for 900 words. What becomes of a character by itself is therefore looked up in a table: 0.03 ms, for texts in which
no character has a bearing on another.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

_Codes = NDArray[np.uint32]

_INVISIBLE = re.compile("[\u00ad\u0307\u200b-\u200f\u2060-\u2064\ufeff]")

# The table has Latin, Greek, Cyrillic, Arabic and other scripts with spaces, and typographic punctuation. Beyond it all
# are folded together: kana and Hangul have marks and parts that join.
_TABLED = 0x3000
_JAMO = range(0x1100, 0x1200)  # the parts of Hangul syllables join with what stands before them, as marks do

# What the table says of a character that does not become one other; no characters have such numbers.
_DROPPED, _LONGER, _TOGETHER = 0x110000, 0x110001, 0x110002


def normalise(text: str) -> str:
    """Return `text` with compatibility forms, case and invisible characters folded. Idempotent."""
    if text.isascii():
        return text.lower()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = _table().take(codes, mode="clip")
    most = folded.max()
    if most == _TOGETHER:
        return _fold_together(text)
    if most == _LONGER:
        for code in np.unique(codes[folded == _LONGER]).tolist():
            text = text.replace(chr(code), _fold_together(chr(code)))
        return normalise(text)
    if most == _DROPPED:
        folded = folded[folded != _DROPPED]
    return folded.tobytes().decode("utf-32-le", "surrogatepass")


def _fold_together(text: str) -> str:
    """Fold a text whose characters may join with one another."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", folded.replace("ı", "i"))


@cache
def _table() -> _Codes:
    """Return what becomes of each character, made in 20 ms when it is first needed; the last one stands for all others.

    Folding goes character by character where none joins with another: case folding has no context, and NFKC only joins
    marks, and parts of syllables, with what stands before them.
    """
    return np.array([_folded(chr(code)) for code in range(_TABLED)] + [_TOGETHER], dtype="<u4")


def _folded(character: str) -> int:
    folded = _fold_together(character)
    if any(map(_joins, character + folded)):
        return _TOGETHER
    if len(folded) > 1:
        return _LONGER
    return ord(folded) if folded else _DROPPED


def _joins(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or ord(character) in _JAMO
