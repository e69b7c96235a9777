"""Stop-shingles: found where many stories share them, and not where many papers print one story."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np

from dedup.content import read
from dedup.stops import LEAST_TEXTS, MOST_GROUPS, find_stop_shingles, texts_with_mates
from tests.dedup.texts import Desk


def test_house_text_of_many_stories_is_found() -> None:
    desk = Desk()
    house = desk.sentence(20)
    contents = [read(f"{desk.story(6)}\n{house}") for _ in range(MOST_GROUPS + 1)]
    found = set(find_stop_shingles(contents).tolist())
    assert found == set(read(house).shingles.tolist())


def test_one_story_in_many_papers_has_none() -> None:
    desk = Desk()
    story = desk.story(20)
    assert len(find_stop_shingles([read(desk.light(story, 2)) for _ in range(32)])) == 0


def test_house_text_in_few_stories_is_none() -> None:
    desk = Desk()
    house = desk.sentence(20)
    contents = [read(f"{desk.story(6)}\n{house}") for _ in range(MOST_GROUPS)]
    copies = [read(f"{desk.story(6)}") for _ in range(20)]
    assert len(find_stop_shingles(contents + copies)) == 0


def test_the_order_of_the_texts_means_nothing() -> None:
    desk = Desk()
    contents = [read(desk.forecast()) for _ in range(32)]
    found = find_stop_shingles(contents)
    assert len(found) > 40
    assert found.tolist() == find_stop_shingles(contents[::-1]).tolist()


def test_no_texts_and_empty_texts_have_none() -> None:
    assert len(find_stop_shingles([])) == 0
    assert len(find_stop_shingles([read("")] * 32)) == 0


TEXTS = list(range(101, 101 + LEAST_TEXTS + 2))
ENOUGH = MOST_GROUPS + 1  # texts with mates


def _likely(lists: dict[int, list[int]], pairs: list[tuple[int, int]]) -> dict[int, list[int]]:
    rows = np.array([(key, text) for key, texts in sorted(lists.items()) for text in texts], dtype=np.int64)
    return texts_with_mates(rows, np.array(pairs, dtype=np.int64).reshape(-1, 2))


def test_texts_without_a_mate_in_the_list_are_left_out() -> None:
    mates = list(combinations(TEXTS[:ENOUGH], 2))
    assert _likely({7: TEXTS, 9: TEXTS}, mates) == {7: TEXTS[:ENOUGH], 9: TEXTS[:ENOUGH]}


def test_short_lists_and_lists_with_few_mates_or_pairs_have_no_stop_shingles() -> None:
    mates = list(combinations(TEXTS[:ENOUGH], 2))
    assert _likely({7: TEXTS[: LEAST_TEXTS - 1]}, mates) == {}
    assert _likely({7: TEXTS}, list(combinations(TEXTS[: ENOUGH - 1], 2))) == {}
    chain = list(pairwise(TEXTS[:ENOUGH]))
    assert _likely({7: TEXTS}, chain) == {}


def test_mates_in_another_list_do_not_count() -> None:
    elsewhere = list(range(201, 201 + LEAST_TEXTS))
    mates = [(one, other) for one in TEXTS for other in elsewhere]
    assert _likely({7: TEXTS, 9: elsewhere}, mates) == {}
    assert _likely({7: TEXTS}, []) == {}
