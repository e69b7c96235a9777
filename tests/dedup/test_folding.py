"""Folding: character by character it gives what folding the whole text gives."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dedup import folding
from dedup.folding import normalise

# Marks that join with what stands before them, parts of syllables, characters that become two or none, and their like.
JOINING = "eı\u0300\u0301\u0307\u0327 \u1100\u1161\u11a8 \u304b\u3099 \uff76\uff9e \u0928\u093c \u0627\u0653"
ODD = JOINING + "ßŉ…½ﬁİıIΣςǅ\u00ad\u200b\u00a0\u0149\u1e9e\ud800😀가"


def as_a_whole(text: str) -> str:
    """Fold a text by the standard's own words: compatibility forms, case, and what is put together by that."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    shown = "".join(character for character in whole if character not in INVISIBLE)
    return unicodedata.normalize("NFKC", shown.replace("ı", "i"))


INVISIBLE = {"\u00ad", "\u0307", "\ufeff", *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x2060, 0x2065))}


@given(st.text(max_size=100) | st.text(ODD, max_size=12) | st.text(st.characters(max_codepoint=0x3100), max_size=20))
def test_a_text_is_folded_as_a_whole(text: str) -> None:
    assert normalise(text) == as_a_whole(text)


def test_every_character_is_folded_as_by_itself() -> None:
    for code in range(0x3100):
        text = f"e{chr(code)}é"
        assert normalise(text) == as_a_whole(text)


@given(st.text(max_size=200) | st.text(ODD, max_size=12))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_what_becomes_longer_is_looked_up_once_more_and_no_further() -> None:
    longer = [chr(code) for code in range(0x3000) if folding._table()[code] == folding._LONGER]
    assert len(longer) > 100
    for character in longer:
        assert folding._table()[[ord(other) for other in normalise(character)]].max() < folding._DROPPED
