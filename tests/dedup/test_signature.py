"""Signatures: stable over versions, alike for texts that are alike, bounded for hostile texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from dedup.sampling import SIZE_BITS, number
from dedup.scheme import BANDS, MOST_POSTINGS, SCHEME, SKETCH_BITS, SMALLEST
from dedup.shingles import IDENTITY_BITS
from dedup.signature import sign
from tests.dedup.texts import Desk, excerpt

KNOWN_TEXT = "The harbour of Port Ellery opened its new lock on Monday, two years late and 14 million over budget."
KNOWN_NUMBER = 22368765480484
KNOWN_POSTINGS = (4191696350129, 20810698328283)
KNOWN_BANDS = (136067305256871, 64359163565855)
KNOWN_SKETCH = 5248849301158448125


def test_a_signature_is_what_it_was_when_the_scheme_got_its_name() -> None:
    """Fails when hashes change: then the scheme needs another name, or old stores are silently compared with new."""
    signature = sign([KNOWN_TEXT])[0]
    assert signature.scheme == "word-3-shingles/2, affine32 8x4, postings of 5 words 1/16+8<=256, sketch 2048"
    assert signature.text == KNOWN_NUMBER
    assert signature.postings[:2] == KNOWN_POSTINGS
    assert signature.bands[:2] == KNOWN_BANDS
    assert xxh3_64_intdigest(signature.sketch) == KNOWN_SKETCH


def test_signatures_come_in_the_order_of_the_texts() -> None:
    desk = Desk()
    texts = [desk.story() for _ in range(5)]
    assert sign(texts) == [sign([text])[0] for text in texts]
    assert len({signature.text for signature in sign(texts)}) == 5


def test_near_copies_share_bands_and_excerpts_share_postings() -> None:
    desk = Desk()
    story = desk.story(40)
    whole, copy, cut, other = sign([story, desk.light(story, 1), excerpt(story, 12), desk.story(40)])
    assert set(whole.bands) & set(copy.bands)
    assert len(set(whole.postings) & set(cut.postings)) >= 4
    assert not set(whole.bands) & set(other.bands)
    assert not set(whole.postings) & set(other.postings)


@pytest.mark.parametrize("text", ["", "word", "two words", "12 13", "again " * 1000, "1 2 3 4 5 6 7 8 9 10 11 12"])
def test_odd_texts_have_signatures(text: str) -> None:
    signature = sign([text])[0]
    assert signature.scheme == SCHEME
    assert bool(signature.text) == bool(text)
    assert len(signature.bands) == (BANDS if len(signature.content.shingles) else 0)
    assert len(signature.postings) <= len(signature.content.shingles)
    assert len(signature.sketch) == SKETCH_BITS // 8


def test_a_long_text_has_a_bounded_number_of_postings() -> None:
    text = " ".join(str(value) for value in range(30_000))
    assert len(sign([text])[0].postings) <= MOST_POSTINGS + SMALLEST


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_everything_stored_fits_six_bytes(text: str) -> None:
    signature = sign([text])[0]
    for value in (signature.text, *signature.bands, *signature.postings):
        assert 0 <= value < 1 << IDENTITY_BITS


def test_a_number_tells_the_size_of_its_text() -> None:
    sizes = {0: 0, 15: 0, 16: 1, 31: 1, 32: 2, 63: 2, 64: 3, 256: 3}
    assert {sampled: number(12345, sampled) & SIZE_BITS for sampled in sizes} == sizes
    assert number(0, 0) == 0
    assert number(1, 0) != 0
