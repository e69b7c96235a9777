"""Which changes of a text are worth telling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.watching.corrections import CHANGES_TOLD, changed_paragraphs, is_correction
from tests.flows.corpus import article

TEXT = article(1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Forty boats stayed in port", "Forty-five boats stayed in port"),
        ("The minister denied it", "The minister did not deny it"),
        ("It was 45 degrees", "It was 46 degrees"),
        ("said Rövşən Dadaşbəyli", "said Leyla Marwood"),
        ("They can", "They can't"),
        ("The end.", "The end.\nAn earlier version named another river."),
        ("The end.", ""),
    ],
)
def test_other_words_are_a_correction(before: str, after: str) -> None:
    assert is_correction(f"{TEXT}\n{before}", f"{TEXT}\n{after}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They recieve us", "They receive us"),
        ("The storm , they said", "The storm, they said"),
        ("THE STORM", "The storm"),
        ("“quoted”", '"quoted"'),
        ("one\ntwo", "one two"),
        ("İstanbul", "Istanbul"),
    ],
)
def test_the_same_words_and_respellings_are_none(before: str, after: str) -> None:
    assert not is_correction(f"{TEXT}\n{before}", f"{TEXT}\n{after}")


@settings(deadline=None)
@given(st.text())
def test_nothing_is_a_correction_of_itself(text: str) -> None:
    assert not is_correction(text, text)
    assert not is_correction(text, text + " \n")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["harbour", "council", "bridge", "signal"]), max_size=30), st.integers(0, 30))
def test_a_number_that_comes_in_is_always_one(words: list[str], place: int) -> None:
    assert is_correction(" ".join(words), " ".join([*words[:place], "77", *words[place:]]))


def test_a_very_long_text_is_compared_in_time() -> None:
    assert is_correction(" ".join(f"a{number}" for number in range(20_000)), " ".join(["b"] * 20_000))


def test_the_first_paragraphs_that_differ_are_told() -> None:
    before = "\n".join(f"Paragraph {number}" for number in range(20))
    changes = changed_paragraphs(before, before.replace("Paragraph", "Section"))
    assert len(changes) == CHANGES_TOLD
    assert changes[0] == {"before": "Paragraph 0", "after": "Section 0"}
    assert changed_paragraphs("a", "a\nb") == [{"before": None, "after": "b"}]
