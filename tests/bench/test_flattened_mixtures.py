"""Mixed pages: whose units they are, and what they are marked as."""

from __future__ import annotations

import pytest

pytest.importorskip("bench.flattened_pages", reason="the evaluation's own counting stands beside the sets")

from bench.flattened_mixtures import Mixture, mixtures
from bench.flattened_pages import Page
from extractors.flattened_units import units_of

FOLDS = {"north": 0, "south": 0, "west": 1, "east": 1}
ROUNDS = 4


def page(publisher: str, form: str) -> Page:
    head = [f"{publisher} menu {place}" for place in range(20)]
    body = [f"The {publisher} council met on day {place} and decided nothing at all." for place in range(5)]
    tail = [f"{publisher} teaser {place}" for place in range(20)]
    text = "\n".join([*head, *body, *tail])
    units = units_of(text)
    labels = [int("council" in unit.text) for unit in units]
    return Page(f"{publisher}_2026_01_01|{form}", form, publisher, text, "\n".join(body), units, labels)


@pytest.fixture(scope="module")
def mixed() -> list[Mixture]:
    pages = [page(publisher, form) for publisher in FOLDS for form in ("plain", "lines")]
    return list(mixtures(pages, FOLDS, ROUNDS))


def test_every_page_is_mixed_in_every_round_and_form(mixed: list[Mixture]) -> None:
    assert len(mixed) == len(FOLDS) * ROUNDS
    assert all(len(mixture.forms) == 2 for mixture in mixed)


def test_a_mixture_keeps_to_its_fold(mixed: list[Mixture]) -> None:
    for mixture in mixed:
        assert len(mixture.publishers) == 2
        assert {FOLDS[publisher] for publisher in mixture.publishers} == {mixture.fold}


def test_the_body_is_of_one_page_and_what_is_far_from_it_of_others(mixed: list[Mixture]) -> None:
    for units, labels in (form for mixture in mixed for form in mixture.forms):
        bodies = {unit.text.split()[1] for unit, kept in zip(units, labels, strict=True) if kept}
        assert len(bodies) == 1
        assert units[0].text.split()[0] not in bodies
        assert units[-1].text.split()[0] not in bodies


def test_the_same_pages_give_the_same_mixtures(mixed: list[Mixture]) -> None:
    pages = [page(publisher, form) for publisher in FOLDS for form in ("plain", "lines")]
    assert list(mixtures(pages, FOLDS, ROUNDS)) == mixed
