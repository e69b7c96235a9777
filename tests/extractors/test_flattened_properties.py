"""What holds for any text: nothing is lost, nothing is invented, the order stays."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.body import Body
from extractors.flattened import extract_flattened
from extractors.records import Hints

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufeff]")
SENTENCES = (
    "The mill on the upper river was sold to a farmer on Tuesday, the council said.",
    "„Niemand hat damit gerechnet“, sagte die Bürgermeisterin am Abend vor der Presse.",
    "Köprünün onarımı iki ay sürecek ve yol geceleri kapalı kalacak.",
    "川の水位は昨夜から下がり始め、避難していた住民は自宅に戻った。",
)
LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(SENTENCES),
    st.sampled_from(
        ("Latest newsThe mill is sold", "HomeNewsSport", "14 Jan 2026", "5 Apr in 12:20", "Share", "© 2026")
    ),
    st.sampled_from(("A new roof for the old station 3 May 2026", "Night buses return to the suburbs", "•", "“", "1.")),
)
TEXTS = st.lists(LINES, max_size=30).flatmap(
    lambda lines: st.sampled_from(("\n", "\r\n", "", " ", "\u2029")).map(lambda joint: joint.join(lines))
)


def extract(text: str) -> Body:
    return extract_flattened(text, url=None, hints=Hints(), profile=None, captured_at=None)


def bare(text: str) -> str:
    return "".join(CONTROL.sub(" ", text).split())


def in_place(body: Body) -> str:
    """The kept paragraphs with every removed block at its position."""
    paragraphs = body.text.split("\n") if body.text else []
    parts: list[str] = []
    for position in range(len(paragraphs) + 1):
        parts += [block.text for block in body.removed if block.position == position]
        parts += paragraphs[position : position + 1]
    return "\n".join(parts)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_kept_and_removed_are_the_input_in_its_order(text: str) -> None:
    assert bare(in_place(extract(text))) == bare(text)


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_text_is_tidy_and_the_same_each_time(text: str) -> None:
    body = extract(text)
    assert all(line == " ".join(line.split()) and line for line in body.text.split("\n") if body.text)
    assert all(block.text and block.detail for block in body.removed)
    assert extract(text) == body


@given(st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=8, unique=True))
@settings(max_examples=20, deadline=None)
def test_sentences_alone_lose_nothing(sentences: list[str]) -> None:
    assert extract("\n".join(sentences)) == Body("\n".join(sentences), ())
