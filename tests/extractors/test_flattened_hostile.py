"""Input that nobody wrote to be read. A figure of time is not asserted; the suite's own limit would tell."""

from __future__ import annotations

import pytest

from extractors.body import Body
from extractors.flattened import extract_flattened
from extractors.flattened_units import NoArticleTextError
from extractors.records import Hints


def extract(text: str) -> Body:
    return extract_flattened(text, url=None, hints=Hints(), profile=None, captured_at=None)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x01\x02", "\ufeff", "\u2028\u2029", "\r\n" * 1000])
def test_nothing_gives_nothing(text: str) -> None:
    assert extract(text) == Body("", ())


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "word " * 60_000,
        "newsThe " * 10_000,
        "aB" * 20_000,
        "." * 300_000,
        "“”" * 100_000,
        "(" * 300_000,
        "5 Apr 2026 " * 20_000,
        "A short sentence stands here. " * 5_000,
        "今日は晴れだ。" * 5_000,
        " " * 300_000 + "x",
        "jan 1" * 50_000,
    ],
)
def test_one_huge_line(text: str) -> None:
    body = extract(text)
    kept = len("".join(body.text.split())) + sum(len("".join(block.text.split())) for block in body.removed)
    assert kept == len("".join(text.split()))


def test_more_lines_than_any_article_has() -> None:
    body = extract("A line of some words\n" * 45_000)
    lines = body.text.count("\n") + bool(body.text) + sum(block.text.count("\n") + 1 for block in body.removed)
    assert lines == 45_000


@pytest.mark.parametrize("text", ["aB" * 201_000, "a\n" * 201_000])
def test_a_text_of_endless_pieces_is_refused_before_it_costs_anything(text: str) -> None:
    with pytest.raises(NoArticleTextError, match="more than the 200000 that a text may have; leave it out"):
        extract(text)


def test_a_list_of_dated_headlines_alone_is_no_article() -> None:
    body = extract("\n".join(f"A headline with the number {number}\n{number}.01.2026" for number in range(1, 29)))
    assert body.text == ""
    assert [block.position for block in body.removed] == [0]


@pytest.mark.parametrize("text", ["12345", "1\n2\n3\n4", "٣٤٥\n٦٧٨", "😀\n😀😀", "\ud800", "a", "?"])
def test_scraps_are_kept_or_removed_but_not_lost(text: str) -> None:
    body = extract(text)
    kept = len("".join(body.text.split())) + sum(len("".join(block.text.split())) for block in body.removed)
    assert kept == len("".join(text.split()))
