"""Evidence to clusters: relations, round-ups, the partition and the canonical member. Pure functions of what is stored.

In: every rule by which texts belong together. Out: the evidence, and where any of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from dedup.records import Evidence, Relation

# On 6,385 labelled documents, stop-shingles left out and round-ups set apart, B-cubed F1 is .993 to .996 for
# near-copies from .25 to .45 and excerpts from .6 to .9; stories lost fall from 11 at .25 to 1 at .4, which decided, as
# the copies left in rise only from 22 to 45.
NEAR_JACCARD = 0.4
EXCERPT_CONTAINMENT = 0.7

# Templates: fewer than half of the shorter text's numbers stand in the other, and more than these do not. Of 15,251
# true pairs that costs 17 to 58; of the 8 pairs of different company reports that are alike by chance it leaves none.
LEAST_NUMBERS = 0.5
MOST_MISSING = 2
SAME_WORDING = 0.6  # below this similarity one missing number fewer is enough: short notices have few

LEAST_SHARED = 10  # shingles, about twelve words: anything less is a phrase
# Of an excerpt a sentence at least: a text of which nothing but house text came through keeps a few words when the
# stop-shingles are taken out of it, and these stand in every text of the house. On the labelled set, after extraction,
# such a one joined 14 stories by 10 to 14 shingles; the smallest of 500 true excerpts shares 15.
LEAST_IN_EXCERPT = 15

# Round-ups. A story stands in one with a sentence or two, and with this share of it (or of the round-up, when that is
# smaller). 206 of 208 labelled ones were found with and without the share, but 72 other texts without it, 20 with it.
LEAST_IN_ROUND_UP = 25  # shingles
ROUND_UP_CONTAINMENT = 0.3
OVERLAP = 0.2  # of the smaller of two places that are still different ones
UNRELATED_JACCARD = 0.2  # anything from .1 to .4, with a containment from .3 to .8, gives the same
UNRELATED_CONTAINMENT = 0.5
ROUND_UP_COPY = 0.8  # similarity of two prints of one round-up
MOST_PARTS = 128  # so that the hub of 1,000 copies costs 8,000 comparisons and not 500,000

Node = TypeVar("Node", int, str)
Part = tuple[int, tuple[int, int]]  # a text that stands in another, and where


def decide(evidence: Evidence, a_is_round_up: bool, b_is_round_up: bool) -> Relation | None:
    """Return how two different texts are related, None when they only share phrases."""
    if evidence.shared < LEAST_SHARED:
        return None
    if a_is_round_up or b_is_round_up:
        return _decide_round_up(evidence, a_is_round_up and b_is_round_up)
    if is_template(evidence):
        return None
    if evidence.jaccard >= NEAR_JACCARD:
        return Relation.NEAR_COPY
    return Relation.EXCERPT if _is_excerpt(evidence) else None


def _is_excerpt(evidence: Evidence) -> bool:
    return evidence.shared >= LEAST_IN_EXCERPT and evidence.containment >= EXCERPT_CONTAINMENT


def _decide_round_up(evidence: Evidence, both: bool) -> Relation | None:
    if both and evidence.jaccard >= ROUND_UP_COPY:
        return Relation.NEAR_COPY
    contains = evidence.shared >= LEAST_IN_ROUND_UP and evidence.containment >= ROUND_UP_CONTAINMENT
    return Relation.ROUND_UP if contains else None


def is_template(evidence: Evidence) -> bool:
    """Return whether two texts are alike in their words and not in their numbers, as two market reports are.

    A correction of one figure, or of two in a text that is otherwise the same, is still a copy.
    """
    most = MOST_MISSING if evidence.jaccard >= SAME_WORDING else MOST_MISSING - 1
    return evidence.missing > most and evidence.numbers < LEAST_NUMBERS


def joins(relation: Relation | None) -> bool:
    """Return whether texts of this relation belong to one cluster. The one place that says so."""
    return relation in (Relation.SAME_TEXT, Relation.NEAR_COPY, Relation.EXCERPT)


def parts(text: int, evidence: Iterable[Evidence]) -> list[Part]:
    """Return the texts that stand in `text`, the largest part first, of all that is known of `text`."""
    standing = [
        item for item in evidence if item.shared >= LEAST_IN_ROUND_UP and item.containment >= ROUND_UP_CONTAINMENT
    ]
    standing.sort(key=lambda item: (-item.shared, item.other(text)))
    return [(item.other(text), item.range_in(text)) for item in standing[:MOST_PARTS]]


def distant(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Return the pairs of texts, smaller number first, whose parts stand in different places."""
    if len(parts) < 2:
        return []
    if _all_overlap([place for _, place in parts]):
        return []
    first, last = np.array([place for _, place in parts]).T
    overlap = np.minimum.outer(last, last) - np.maximum.outer(first, first)
    length = last - first
    apart = np.triu(overlap <= OVERLAP * np.minimum.outer(length, length), k=1)
    return [
        (min(parts[one][0], parts[other][0]), max(parts[one][0], parts[other][0])) for one, other in np.argwhere(apart)
    ]


def _all_overlap(places: Sequence[tuple[int, int]]) -> bool:
    """Return whether what stands in all of the places is enough for each two of them: so it is in 85 % of texts."""
    overlap = min(last for _, last in places) - max(first for first, _ in places)
    return overlap > OVERLAP * max(last - first for first, last in places)


def may_contain_distant(text: int, evidence: Sequence[Evidence]) -> bool:
    """Return whether parts of `text` may be distant, whichever of the texts that stand in it are left out."""
    return len(evidence) > MOST_PARTS or bool(distant(parts(text, evidence)))


def is_related(shared: int, one: int, other: int) -> bool:
    """Return whether two texts have so much in common that one that contains both is no round-up for it.

    `shared` shingles stand in both, `one` in the one, `other` in the other.
    """
    union, smaller = one + other - shared, min(one, other)
    return shared >= UNRELATED_JACCARD * union or shared >= UNRELATED_CONTAINMENT * smaller


def partition(
    nodes: Iterable[Node], joined: Iterable[tuple[Node, Node]], apart: Iterable[tuple[Node, Node]] = ()
) -> list[list[Node]]:
    """Return the nodes in groups: joined ones together, in the order of `joined`, but never both of a pair in `apart`.

    Groups and members are ascending. Without `apart` the order of `joined` means nothing.
    """
    groups = {node: [node] for node in nodes}
    strangers: dict[Node, set[Node]] = {}
    for one, other in apart:
        strangers.setdefault(one, set()).add(other)
        strangers.setdefault(other, set()).add(one)
    for one, other in joined:
        small, large = sorted((groups[one], groups[other]), key=len)
        if small is large or any(not strangers[node].isdisjoint(large) for node in small if node in strangers):
            continue
        large.extend(small)
        groups.update(dict.fromkeys(small, large))
    return sorted(sorted(group) for group in {id(group): group for group in groups.values()}.values())


@dataclass(frozen=True, slots=True)
class Member:
    """What of an article decides whether it is shown first."""

    article: str
    preference: int  # of its source, larger is better
    published_at: str | None  # UTC
    words: int


def choose_canonical(members: Iterable[Member]) -> str:
    """Return the article to show first: preferred source, earliest published, longest, smallest id."""
    first = min(
        members,
        key=lambda member: (
            -member.preference,
            member.published_at is None,
            member.published_at or "",
            -member.words,
            member.article,
        ),
    )
    return first.article
