"""What of a text goes as furniture, where it stands among what was removed, and that it can be put back."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.furniture import (
    FURNITURE,
    LONGEST_INNER_LINE,
    LONGEST_LINE,
    MOST_LINES,
    STEP,
    Standing,
    find_furniture,
    line_key,
    lines_looked_at,
    put_back,
    standing,
    take_out,
)
from extractors.records import Reason, RemovedBlock

BODY = "The ferry sailed late because the crew waited for the mail. Nobody on the quay minded much that morning."
PROMPT = "Write to our desk when you know more about this"
PROMO = "Follow the Harbour Post"
HEAD = "Listen to the Harbour Post"
COLUMN = "Our gardener answers letters every week"
KNOWN = {
    PROMPT: Standing.TAKEN,
    PROMO: Standing.TAKEN,
    HEAD: Standing.TAKEN_EVERYWHERE,
    COLUMN: Standing.TAKEN,
    "Why it matters": Standing.TAKEN_EVERYWHERE,
}


def left_of(*lines: str) -> list[str]:
    """Return the lines that stay."""
    gone = find_furniture("\n".join(lines), lambda _: KNOWN)
    return [line for place, line in enumerate(lines) if place not in gone]


def test_the_end_loses_every_recurring_line() -> None:
    assert left_of(BODY, PROMO, PROMPT, PROMO) == [BODY]


def test_the_head_loses_only_what_stands_at_the_head_of_everything() -> None:
    assert left_of(HEAD, COLUMN, BODY) == [COLUMN, BODY]


def test_a_prompt_between_paragraphs_goes_and_a_short_heading_stays() -> None:
    assert left_of(BODY, "Why it matters", BODY, PROMPT, BODY) == [BODY, "Why it matters", BODY, BODY]


def test_a_text_that_is_made_of_recurring_lines_is_a_template_and_stays() -> None:
    report = ["Van has 12 degrees today", PROMPT, PROMPT, "and wind from the north"]
    assert left_of(*report) == report


@pytest.mark.parametrize("lines", [(PROMO,), (HEAD, PROMO, PROMPT), (HEAD, COLUMN, PROMO)])
def test_a_text_of_which_nothing_would_be_left_stays(lines: tuple[str, ...]) -> None:
    assert left_of(*lines) == list(lines)


def test_long_lines_are_paragraphs_and_not_looked_at() -> None:
    inner, last = "word " * LONGEST_INNER_LINE + "more", "word " * LONGEST_LINE + "more"
    assert lines_looked_at("\n".join([*"abc", inner, *"defghijk"])) == set("abcdefghijk")
    assert lines_looked_at(f"a\n{last}") == {"a"}
    assert lines_looked_at(f"a\n{inner}\nb") == {"a", inner, "b"}


def test_of_a_list_without_end_the_ends_are_looked_at() -> None:
    assert len(lines_looked_at("\n".join(map(str, range(MOST_LINES + 1))))) == 11
    assert len(lines_looked_at("\n".join(map(str, range(MOST_LINES))))) == MOST_LINES


def test_a_line_is_another_at_another_source() -> None:
    assert line_key("daily", PROMO) == line_key("daily", PROMO)
    assert len({line_key("daily", PROMO), line_key("weekly", PROMO), line_key("daily", HEAD)}) == 3
    assert line_key("daily", "\udc80") != line_key("daily", "")


@pytest.mark.parametrize(
    ("stories", "of_source", "expected"),
    [
        (5, 5, Standing.KEPT),
        (6, 6, Standing.TAKEN_EVERYWHERE),
        (6, 25, Standing.TAKEN),
        (7, 100, Standing.KEPT),  # 9 % of the 87 that it last grew to by a quarter
        (8, 100, Standing.TAKEN),
        (8, 108, Standing.TAKEN),
        (8, 109, Standing.KEPT),  # 9 % of 108
        (27, 100, Standing.TAKEN_EVERYWHERE),
        (500, 10_000, Standing.KEPT),
    ],
)
def test_count_and_share_decide(stories: int, of_source: int, expected: Standing) -> None:
    assert standing(stories, of_source) is expected


def test_a_line_with_a_share_of_its_own_goes_and_comes_back_rarely() -> None:
    found = [standing(round(0.085 * stories), stories) for stories in range(100, 10_000)]
    assert sum(one is not other for one, other in pairwise(found)) <= 2 * math.log(100, STEP) + 2
    assert set(found) == {Standing.KEPT, Standing.TAKEN}


def test_positions_follow_what_was_taken_out() -> None:
    menu, bio = RemovedBlock(Reason.NAVIGATION, "menu", 1, "Menu"), RemovedBlock(Reason.BIO, "bio", 3, "Ada writes")
    furnished = take_out(f"{HEAD}\none\ntwo\n{PROMO}", {0: FURNITURE, 3: FURNITURE}, [menu, bio])
    assert furnished.text == "one\ntwo"
    assert furnished.removed == (
        RemovedBlock(Reason.REPEATED, FURNITURE, 0, HEAD),
        RemovedBlock(Reason.NAVIGATION, "menu", 0, "Menu"),
        RemovedBlock(Reason.BIO, "bio", 2, "Ada writes"),
        RemovedBlock(Reason.REPEATED, FURNITURE, 2, PROMO),
    )
    assert put_back(furnished.removed) == [menu, bio]


LINES = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=5), min_size=1, max_size=12)


@given(LINES, st.data())
def test_taking_out_loses_nothing_and_can_be_undone(lines: list[str], data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1))))
    positions = sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=5)))
    blocks = [RemovedBlock(Reason.OTHER, str(number), place, "x") for number, place in enumerate(positions)]
    furnished = take_out("\n".join(lines), dict.fromkeys(places, FURNITURE), blocks)
    assert put_back(furnished.removed) == blocks
    kept = furnished.text.split("\n") if len(places) < len(lines) else []
    shown: list[str] = []
    for position in range(len(kept) + 1):
        shown += [block.text for block in furnished.removed if block.position == position and block.detail == FURNITURE]
        shown += kept[position : position + 1]
    assert shown == lines
