"""Pages that never were: the body of one page with what stands around the bodies of others.

In: which pages are joined, and where they are cut. Out: what is learned of them (bench/train_flattened.py). A hundred
publishers have a hundred menus, and trees learn them by heart together with what their articles are about; put together
anew they have a hundred times a hundred. The idea is that of pasting objects on other backgrounds (Dwibedi, Misra and
Hebert 2017).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.flattened_pages import Page
from extractors.flattened_units import Unit
from extractors.language import detect

# How often the surroundings are of the body's language, where there are such, and both sides of one page.
SAME_LANGUAGE, SAME_PAGE = 0.8, 0.6
# Units right before and after the body that stay with it: its title, its byline, its tags.
STAY_BEFORE, STAY_AFTER = (0, 2, 4, 8, 15), (0, 0, 1, 3, 6, 12)

Forms = Mapping[str, Page]  # one page in its forms


@dataclass(frozen=True, slots=True)
class Mixture:
    """A page that never was, in each form that its parts have: its units with their labels."""

    fold: int
    publishers: frozenset[str]
    forms: list[tuple[list[Unit], list[int]]]


def mixtures(pages: Sequence[Page], folds: Mapping[str, int], rounds: int) -> Iterator[Mixture]:
    """Yield of each page `rounds` mixtures with pages of other publishers of its fold, the same every time."""
    groups = _groups(pages, folds)
    languages = {name: _language(forms) for group in groups.values() for name, forms in group.items()}
    chance = random.Random(rounds)  # noqa: S311  # a sample, no secret
    for _ in range(rounds):
        for fold, group in groups.items():
            for name, forms in group.items():
                others = [other for other in group if _publisher(group[other]) != _publisher(forms)]
                alike = [other for other in others if languages[other] == languages[name]]
                if others:
                    near = alike if alike and chance.random() < SAME_LANGUAGE else others
                    before = chance.choice(near)
                    after = before if chance.random() < SAME_PAGE else chance.choice(near)
                    yield _mixture(fold, (group[before], forms, group[after]), chance)


def _groups(pages: Sequence[Page], folds: Mapping[str, int]) -> dict[int, dict[str, dict[str, Page]]]:
    """The pages by fold and name, each in its forms."""
    groups: dict[int, dict[str, dict[str, Page]]] = defaultdict(lambda: defaultdict(dict))
    for page in pages:
        groups[folds[page.publisher]][page.name.split("|")[0]][page.form] = page
    return groups


def _publisher(forms: Forms) -> str:
    return next(iter(forms.values())).publisher


def _language(forms: Forms) -> str | None:
    return detect(next(iter(forms.values())).body)


def _mixture(fold: int, parts: tuple[Forms, Forms, Forms], chance: random.Random) -> Mixture:
    before, body, after = parts
    stay_before, stay_after = chance.choice(STAY_BEFORE), chance.choice(STAY_AFTER)
    joined = (
        _join(before[form], body[form], after[form], stay_before, stay_after)
        for form in body
        if form in before and form in after
    )
    return Mixture(fold, frozenset(map(_publisher, parts)), [units for units in joined if units])


def _join(
    before: Page, body: Page, after: Page, stay_before: int, stay_after: int
) -> tuple[list[Unit], list[int]] | None:
    """The units and labels of what stands before the one body, of the other with its next units, and of what is after
    the third; None where one of the pages has no body."""
    places = [np.flatnonzero(page.labels).tolist() for page in (before, body, after)]
    if not all(places):
        return None
    head = slice(0, max(0, places[0][0] - stay_before))
    middle = slice(max(0, places[1][0] - stay_before), places[1][-1] + 1 + stay_after)
    tail = slice(places[2][-1] + 1 + stay_after, None)
    return (
        before.units[head] + body.units[middle] + after.units[tail],
        before.labels[head] + body.labels[middle] + after.labels[tail],
    )
