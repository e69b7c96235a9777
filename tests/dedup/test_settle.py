"""From evidence to clusters: each rule by itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.records import Evidence, Relation
from dedup.settle import (
    OVERLAP,
    Member,
    choose_canonical,
    decide,
    distant,
    is_related,
    joins,
    may_contain_distant,
    partition,
    parts,
)

SAME = Evidence(1, 2, shared=200, a_size=200, b_size=200, numbers=1.0, missing=0, a_range=(10, 190), b_range=(10, 190))


@pytest.mark.parametrize(
    ("changes", "relation"),
    [
        ({}, Relation.NEAR_COPY),
        ({"shared": 120}, Relation.NEAR_COPY),
        ({"shared": 100}, None),
        ({"a_size": 40, "shared": 36}, Relation.EXCERPT),
        ({"a_size": 40, "shared": 20}, None),
        ({"a_size": 15, "shared": 15}, Relation.EXCERPT),
        ({"a_size": 14, "shared": 14}, None),
        ({"a_size": 14, "b_size": 15, "shared": 14}, Relation.NEAR_COPY),
        ({"a_size": 9, "b_size": 9, "shared": 9}, None),
        ({"numbers": 0.9, "missing": 1}, Relation.NEAR_COPY),
        ({"shared": 190, "numbers": 0.0, "missing": 1}, Relation.NEAR_COPY),
        ({"shared": 190, "numbers": 0.0, "missing": 2}, Relation.NEAR_COPY),
        ({"shared": 130, "numbers": 0.0, "missing": 2}, None),
        ({"shared": 190, "numbers": 0.2, "missing": 8}, None),
        ({"shared": 190, "numbers": 0.6, "missing": 4}, Relation.NEAR_COPY),
    ],
)
def test_how_two_texts_are_related(changes: dict[str, float], relation: Relation | None) -> None:
    assert decide(replace(SAME, **changes), a_is_round_up=False, b_is_round_up=False) is relation  # type: ignore[arg-type]


def test_a_round_up_joins_only_a_copy_of_itself() -> None:
    assert decide(SAME, a_is_round_up=True, b_is_round_up=False) is Relation.ROUND_UP
    assert decide(SAME, a_is_round_up=True, b_is_round_up=True) is Relation.NEAR_COPY
    phrase = replace(SAME, shared=15)
    assert decide(phrase, a_is_round_up=True, b_is_round_up=False) is None


def test_which_relations_join_a_cluster() -> None:
    assert [relation.value for relation in Relation if joins(relation)] == ["same-text", "near-copy", "excerpt"]
    assert not joins(None)


def test_only_parts_in_different_places_are_distant() -> None:
    whole = 9
    begins = Evidence(1, whole, 50, 60, 200, 1.0, 0, (0, 50), (5, 60))
    also_begins = Evidence(2, whole, 50, 60, 200, 1.0, 0, (0, 50), (10, 62))
    ends = Evidence(3, whole, 50, 60, 200, 1.0, 0, (0, 50), (120, 180))
    phrase = Evidence(4, whole, 12, 60, 200, 1.0, 0, (0, 12), (190, 199))
    found = parts(whole, [ends, begins, phrase, also_begins])
    assert [text for text, _ in found] == [1, 2, 3]
    assert distant(found) == [(1, 3), (2, 3)]


PLACES = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda place: (place[0], sum(place)))


@given(st.lists(PLACES, max_size=8), st.sets(st.integers(0, 7)))
def test_parts_are_distant_when_no_more_than_a_fifth_of_the_smaller_place_is_in_both(
    places: list[tuple[int, int]], hidden: set[int]
) -> None:
    def apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
        shared = min(one[1], other[1]) - max(one[0], other[0])
        return shared <= OVERLAP * min(one[1] - one[0], other[1] - other[0])

    pairs = [(a, b) for b in range(len(places)) for a in range(b) if apart(places[a], places[b])]
    assert sorted(distant(list(enumerate(places)))) == sorted(pairs)
    evidence = [Evidence(text, 9, 50, 60, 200, 1.0, 0, (0, 50), place) for text, place in enumerate(places)]
    shown = [item for item in evidence if item.a not in hidden]
    assert may_contain_distant(9, evidence) >= bool(distant(parts(9, shown)))


def test_related_texts_share_a_fifth_or_contain_each_other_by_half() -> None:
    assert is_related(200, 200, 200)
    assert is_related(11, 20, 200)
    assert not is_related(40, 200, 200)
    assert not is_related(0, 200, 200)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=30), st.integers(0, 9))
def test_the_partition_does_not_depend_on_the_order_of_links(joined: list[tuple[int, int]], seed: int) -> None:
    shuffled = joined[:]
    Random(seed).shuffle(shuffled)
    nodes = list(range(21))
    assert partition(nodes, joined) == partition(nodes[::-1], shuffled)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.integers(0, 9), st.integers(0, 9))
def test_a_verdict_keeps_two_apart_and_nothing_is_lost(joined: list[tuple[int, int]], one: int, other: int) -> None:
    apart = [(one, other)] if one != other else []
    groups = partition(range(10), joined, apart)
    assert sorted(node for group in groups for node in group) == list(range(10))
    assert not any(one in group and other in group for group in groups if apart)


def test_a_verdict_cuts_the_weakest_joint() -> None:
    assert partition("abcd", [("a", "b"), ("c", "d"), ("b", "c")], [("a", "d")]) == [["a", "b"], ["c", "d"]]


def test_the_canonical_member() -> None:
    plain = Member("c", 0, "2026-01-02T00:00:00Z", 300)
    assert choose_canonical([plain, replace(plain, article="b", words=400)]) == "b"
    assert choose_canonical([plain, replace(plain, article="d")]) == "c"
    assert choose_canonical([plain, replace(plain, article="b", published_at=None, words=900)]) == "c"
    assert choose_canonical([plain, replace(plain, article="e", published_at="2026-01-01T00:00:00Z", words=1)]) == "e"
    assert choose_canonical([plain, replace(plain, article="f", preference=1, published_at=None, words=1)]) == "f"
