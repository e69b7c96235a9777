"""What the second look sees: the first look's answers around a unit."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.flattened_context import Context, context_of
from extractors.flattened_words import words_of

TEXTS = [
    "Weather Sport Travel",
    "The harbour bridge opens again after two years of repairs in the old port.",
    "Ferries will stop at the bridge, and the harbour master expects them from Monday.",
    "Read also",
    "A goalkeeper saved four penalties and his club stays in the second division.",
]
PROBABILITY = np.array([0.1, 0.9, 0.9, 0.2, 0.4], np.float32)


@pytest.fixture(scope="module")
def context() -> Context:
    words = words_of(TEXTS, {})
    return context_of(PROBABILITY, np.bincount(words.unit).astype(np.float32), words)


def test_neighbours_stand_beside_a_unit_and_nothing_beyond_the_ends(context: Context) -> None:
    assert context["own+1"].tolist() == pytest.approx([0.9, 0.9, 0.2, 0.4, 0])
    assert context["own-2"].tolist() == pytest.approx([0, 0, 0.1, 0.9, 0.9])


def test_prose_is_looked_for_beyond_short_lines(context: Context) -> None:
    assert context["prose-1"].tolist() == pytest.approx([0, 0, 0.9, 0.9, 0.9])
    assert context["prose+1"].tolist() == pytest.approx([0.9, 0.9, 0.4, 0.4, 0])


def test_the_likeliest_run_is_the_body(context: Context) -> None:
    assert context["run0"].tolist() == [0, 1, 1, 0, 0]
    assert context["after_last0"].tolist() == [-2, -1, 0, 1, 2]
    assert context["to_before"].tolist()[3:] == [1, 2]


def test_body_text_is_counted_before_and_after(context: Context) -> None:
    assert context["share_before"][0] == 0
    assert context["share_after"][4] == pytest.approx(0, abs=1e-6)
    assert (np.diff(context["share_before"]) > 0).all()


def test_another_topic_shares_no_words_with_the_likely_text(context: Context) -> None:
    assert context["strength"][1] > 0.05
    assert context["strength"][4] == 0
    assert context["nowhere_else"][4] == 1
    assert context["leaning"][4] == 0


def test_a_text_without_words_has_a_context_too() -> None:
    words = words_of(["1", "—"], {})
    context = context_of(np.array([0.5, 0.5], np.float32), np.zeros(2, np.float32), words)
    assert all(np.isfinite(values).all() and len(values) == 2 for values in context.values())
