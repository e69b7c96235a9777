"""What becomes of each block of a page: the article's text, its standfirst, or left out for a reason.

In: the model's weights, and what is certain without it. Out: gathering the evidence, and the wording of reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors import places, reasons, weigh
from extractors.blocks import Block
from extractors.endings import endings
from extractors.evidence import Evidence
from extractors.page_columns import Columns
from extractors.prose import Marks, Numbers
from extractors.verdicts import Verdict, Verdicts

_HALF: Final = 0.5
_SAME_TITLE: Final = 0.9
_TOO_LITTLE: Final = 0.2  # of the prose that the extractor kept: then the page is unlike all that the model has seen
_STANDFIRST: Final = 40  # letters of the shortest standfirst
_LONGEST_STANDFIRST: Final = 900
_FIRST: Final = 3  # blocks of the text among which a byline may stand
_HEAD: Final = 40  # blocks between a title and the text that may hold its standfirst
_NO_STANDFIRST: Final = (
    places.CAPTION | places.FIGURE | places.NAVIGATION | places.SHARE | places.AUTHOR | places.RELATED | places.CONSENT
    | places.COMMENTS | places.TAGS | places.EMBED | places.BUTTON | places.FORM
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on a page's blocks, and the standfirst that stands among them."""

    verdicts: Verdicts
    standfirst: str | None


def judge(
    blocks: Sequence[Block], found: Columns, evidence: Evidence, fixed: Mapping[int, Verdict], *, trusted: bool = False
) -> Judgement:
    """Return the verdict on each of `blocks`.

    `fixed` are the verdicts of the source's rules, by position. Where they name the article's body, what they
    leave is `trusted` to be the article.
    """
    if trusted:
        marks = evidence.title < _SAME_TITLE
    else:
        marks = kept(found, evidence, chances(len(blocks), evidence, weigh.trees()))
    certain = dict(fixed) | _certain(blocks, evidence, np.flatnonzero(marks & ~_marked(fixed, len(blocks))))
    marks[list(certain)] = False
    lead = _standfirst(found, evidence, marks)
    marks[lead] = False
    return Judgement(
        _verdicts(blocks, marks, set(lead) - certain.keys(), evidence, certain),
        " ".join(blocks[each].text for each in lead) or None,
    )


def _marked(positions: Collection[int], size: int) -> Marks:
    marks = np.zeros(size, dtype=np.bool_)
    marks[list(positions)] = True
    return marks


def _certain(blocks: Sequence[Block], evidence: Evidence, text: NDArray[np.intp]) -> dict[int, Verdict]:
    """Return the verdicts on blocks at both ends of the text that say themselves what they are.

    Those are the byline among its first blocks, and what `endings` knows.
    """
    first = {int(each): reasons.byline(blocks[each], evidence.people) for each in text[:_FIRST]}
    last = endings([blocks[each].text for each in text])
    found = {position: verdict for position, verdict in first.items() if verdict}
    return found | {int(text[place]): verdict for place, verdict in last.items()}


def chances(blocks: int, evidence: Evidence, trees: weigh.Trees) -> Numbers:
    """Return the probability of each of so many blocks to be the article's; 0 for those that are not weighed."""
    found = np.zeros(blocks, dtype=np.float32)
    if evidence.positions:
        found[evidence.positions] = trees.weigh(evidence.features)
    return found


def kept(found: Columns, evidence: Evidence, chance: Numbers) -> Marks:
    """Return which blocks are the article's, its standfirst among them."""
    marks = chance >= _HALF
    if found.weight[marks].sum() < _TOO_LITTLE * found.weight[found.kept].sum():
        marks = found.kept
    return np.asarray(marks & (evidence.title < _SAME_TITLE))


def _standfirst(found: Columns, evidence: Evidence, kept: Marks) -> list[int]:
    """The positions of the blocks between title and text that sum the article up: so marked, or told by the
    page's head."""
    text = np.flatnonzero(kept & found.prose)
    if not len(text):
        return []
    kinds = np.bincount(found.kind, np.where(kept, found.weight, 0))
    main = kinds.argmax()
    first = next((int(each) for each in text if found.kind[each] == main), int(text[0]))
    lead: list[int] = []
    for position in range(max(0, first - _HEAD), first):
        if not _may_lead(position, found, evidence):
            continue
        marked = evidence.local[position] & places.STANDFIRST or evidence.summary[position]
        if marked and (not lead or found.kind[position] == found.kind[lead[0]]):
            lead.append(position)
    return lead


def _may_lead(position: int, found: Columns, evidence: Evidence) -> bool:
    fits = _STANDFIRST <= found.length[position] <= _LONGEST_STANDFIRST and found.linked[position] < 0.3
    return bool(fits and evidence.title[position] < _SAME_TITLE and not evidence.local[position] & _NO_STANDFIRST)


def _verdicts(
    blocks: Sequence[Block], kept: Marks, lead: set[int], evidence: Evidence, fixed: Mapping[int, Verdict]
) -> Verdicts:
    found: Verdicts = []
    heading: Block | None = None
    for position, block in enumerate(blocks):
        if kept[position]:
            heading = None
            found.append(None)
            continue
        if position in fixed:
            found.append(fixed[position])
            continue
        if position in lead:
            found.append(reasons.STANDFIRST)
            continue
        if heading and block.place.depth < heading.place.depth:
            heading = None
        verdict = reasons.reason(block, position, evidence, heading.text if heading else None)
        found.append(verdict)
        if verdict.detail == reasons.HEADS:
            heading = block
    return found
