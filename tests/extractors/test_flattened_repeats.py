"""Pieces that a text says twice, and what a refrain is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.flattened import extract_flattened
from extractors.flattened_repeats import said_twice
from extractors.records import Hints, Reason

HARBOUR = (
    "The harbour council voted late on Tuesday to rebuild the eastern pier before the winter storms arrive.",
    "Engineers had warned since the spring that two of the wooden piles no longer carried any weight at all.",
    "The work is to cost four million crowns, a third of it paid by the fishing cooperative of the island.",
    "Boats will land at the old ferry stage until the last week of March, the harbour master said.",
)


def test_a_text_without_repetition_says_nothing_twice() -> None:
    assert said_twice(HARBOUR) == set()


def test_of_a_text_that_stands_twice_the_first_stays() -> None:
    assert said_twice(HARBOUR * 2) == {4, 5, 6, 7}


def test_a_second_copy_cut_in_another_way_is_found() -> None:
    whole = " ".join(HARBOUR)
    assert said_twice([whole, *HARBOUR]) == {1, 2, 3, 4}
    assert said_twice([*HARBOUR, whole]) == {0, 1, 2, 3}  # the pieces are quoted from a longer text


def test_a_quotation_in_large_type_goes_wherever_it_stands() -> None:
    quotation = "Engineers had warned since the spring that two of the wooden piles no longer carried any weight"
    paragraph = f"{HARBOUR[1]} {HARBOUR[2]}"
    assert said_twice([HARBOUR[0], quotation, paragraph, HARBOUR[3]]) == {1}
    assert said_twice([HARBOUR[0], paragraph, HARBOUR[3], quotation]) == {3}


def test_a_refrain_stays() -> None:
    refrain = "And the boats lie still, and the boats lie still, until the ice has gone."
    assert said_twice([HARBOUR[0], refrain, HARBOUR[1], refrain, HARBOUR[2], refrain]) == set()


def test_of_three_copies_one_stays() -> None:
    assert said_twice(HARBOUR * 3) == set(range(4, 12))


def test_few_words_are_no_repetition() -> None:
    assert said_twice(["The harbour master said so.", *HARBOUR, "The harbour master said so."]) == set()


def test_a_page_that_holds_its_article_twice_gives_it_once() -> None:
    body = extract_flattened(
        "\n".join(["The eastern pier is rebuilt", *HARBOUR, *HARBOUR]),
        url=None,
        hints=Hints(),
        profile=None,
        captured_at=None,
    )
    assert body.text.count("Engineers had warned") == 1
    assert HARBOUR[3] in body.text
    [block] = [block for block in body.removed if "Engineers had warned" in block.text]
    assert (block.reason, block.detail) == (Reason.OTHER, "said elsewhere in the text")


def test_eight_thousand_lines_alike_are_looked_at_once_each() -> None:
    """Were every line compared with every other that says the same, this would take minutes."""
    lines = [f"one two three four five six seven eight {'nine ' * (place % 20)}" for place in range(8_000)]
    assert len(said_twice(lines)) > 7_900


def test_a_text_longer_than_any_article_is_left_alone() -> None:
    assert said_twice([*HARBOUR, *HARBOUR, "word " * 200_000]) == set()


@given(st.lists(st.sampled_from([*HARBOUR, " ".join(HARBOUR), HARBOUR[1][:60], "Short."]), max_size=9))
def test_every_word_stays_somewhere(texts: list[str]) -> None:
    gone = said_twice(texts)
    left = {word for place, text in enumerate(texts) if place not in gone for word in text.split()}
    assert left >= {word for text in texts if len(text.split()) > 1 for word in text.split()}
