"""Stop-shingles: found where many stories share them, and not where many papers print one story."""

from __future__ import annotations

from dedup.content import read
from dedup.stops import MOST_GROUPS, find_stop_shingles
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
