"""Exact comparison: counts, ranges, numbers, and what stop-shingles take away."""

from __future__ import annotations

import numpy as np

from dedup.compare import compare, count_shared, without
from dedup.content import read
from dedup.passages import LONGEST_CHARACTERS, cut_passages
from tests.dedup.texts import Desk, excerpt, round_up


def test_a_text_compared_with_itself_is_all_there() -> None:
    content = read(Desk().story())
    evidence = compare(1, content, 2, content).evidence
    assert evidence.jaccard == evidence.containment == evidence.numbers == 1
    assert evidence.missing == 0


def test_an_excerpt_is_contained_in_the_whole_at_its_beginning() -> None:
    story = Desk().story(20)
    part = excerpt(story, 5)
    for a, b, contained in ((part, story, 1), (story, part, 2)):
        evidence = compare(1, read(a), 2, read(b)).evidence
        assert evidence.contained == contained
        assert evidence.containment == 1
        assert 0.2 < evidence.jaccard < 0.3
        assert evidence.range_in(3 - contained)[1] < len(read(part).shingles)


def test_the_order_of_the_two_changes_only_their_names() -> None:
    desk = Desk()
    story = desk.story()
    one, other = read(story), read(desk.light(story))
    forward, backward = compare(1, one, 2, other).evidence, compare(1, other, 2, one).evidence
    assert (forward.shared, forward.a_size, forward.a_range) == (backward.shared, backward.b_size, backward.b_range)


def test_parts_of_a_round_up_stand_in_different_places() -> None:
    desk = Desk()
    stories = [desk.story(), desk.story()]
    whole = read(round_up(stories))
    first, second = (compare(1, whole, 2, read(story)).evidence.a_range for story in stories)
    assert first[1] < second[0]


def test_numbers_that_differ_are_counted() -> None:
    desk = Desk()
    words = desk.sentence(30)
    evidence = compare(1, read(words + " 11 12 13 14"), 2, read(words + " 11 22 23 24")).evidence
    assert evidence.missing == 3
    assert evidence.numbers <= 0.5


def test_nothing_is_shared_with_an_empty_text() -> None:
    evidence = compare(1, read(""), 2, read(Desk().story())).evidence
    assert (evidence.shared, evidence.jaccard, evidence.containment) == (0, 0.0, 0.0)


def test_stop_shingles_take_no_part() -> None:
    desk = Desk()
    house, one, other = desk.story(5), desk.story(5), desk.story(5)
    stops = read(house).shingles
    a, b = read(f"{one}\n{house}"), read(f"{other}\n{house}")
    assert count_shared(a, b) >= len(stops)
    assert count_shared(without(a, stops), without(b, stops)) <= 2
    assert without(a, np.empty(0, dtype=np.uint64)) is a


def test_passages_are_cut_as_they_were_written() -> None:
    story = "Mayor Ilona Réti opened the “Blue Bridge” on Friday. It had been shut since the flood of 1998, she said."
    runs = compare(1, read(story), 2, read("BUDAPEST - " + story + " More follows.")).runs
    assert cut_passages(story, runs) == (story[:-1][:LONGEST_CHARACTERS].rsplit(",", 1)[0] + ", she said",)


def test_the_longest_passage_follows_the_first() -> None:
    desk = Desk()
    lead, end = desk.sentence(), desk.sentence(40)
    texts = {1: f"{lead} {desk.sentence()} {end}", 2: f"{lead} {desk.sentence()} {end}"}
    compared = compare(1, read(texts[1]), 2, read(texts[2]))
    first, longest = cut_passages(texts[compared.evidence.contained], compared.runs)
    assert lead.startswith(first)
    assert end.startswith(longest)
    assert len(longest) <= LONGEST_CHARACTERS


def test_a_passage_of_a_script_without_spaces() -> None:
    text = "北京时间今天上午举行新闻发布会介绍情况"
    runs = compare(1, read(text), 2, read(f"据报道{text}")).runs
    assert cut_passages(text, runs) == (text,)
