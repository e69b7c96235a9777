"""The blocks of a page as columns of numbers, and which of them an extractor's choice stands for.

In: length, links, flags and place of every block; the groups of blocks that stand in the same kind of place;
what belongs with the text that an extractor kept though it lost it. Out: words (`evidence`) and decisions
(`judge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from extractors.blocks import Block, key
from extractors.prose import SHORTEST, Flags, Marks, Numbers, Prose, common

_LOST: Final = 2.0  # a kind of place with this many times the kept prose is what the extractor missed
_KEPT_KIND: Final = 0.5  # share of a kind of place that is kept from which the rest of it belongs to the text
_BODY: Final = 200  # letters from which JSON-LD's copy of the text is worth a look


@dataclass(frozen=True, slots=True)
class Columns:
    """One value a block. `kind` and `parent` number the kinds of place and the elements around."""

    length: Numbers  # in letters of an alphabet
    linked: Numbers
    flags: Flags
    depth: Numbers
    kind: NDArray[np.intp]
    parent: NDArray[np.intp]
    grandparent: NDArray[np.intp]
    prose: Marks
    weight: Numbers  # of prose: its length, and 0 for everything else
    said: Numbers  # 1 stands in JSON-LD's copy of the text, 0 does not, -1 there is none
    first_kept: Marks  # by the extractor
    kept: Marks  # and what belongs with it

    def share(self, groups: NDArray[np.intp], chosen: Marks) -> Numbers:
        """Return for each block how much of the chosen prose stands in its group: 0 to 1."""
        sums = np.bincount(groups, np.where(chosen, self.weight, 0))
        return np.asarray(sums[groups] / max(1.0, sums.sum()), dtype=np.float32)


def columns(blocks: Sequence[Block], look: Prose, kept: set[int], article_body: str | None) -> Columns:
    """Return the columns of `blocks` after a first look, of which an extractor kept the positions `kept`."""
    elements = [block.place.block for block in blocks]
    parents = [_parent(element) for element in elements]
    first_kept = np.zeros(len(blocks), dtype=np.bool_)
    first_kept[list(kept)] = True
    found = Columns(
        length=look.length,
        linked=look.linked,
        flags=look.flags,
        depth=np.array([block.place.depth for block in blocks], dtype=np.float32),
        kind=_numbered([(up.tag, up.get("class"), element.tag) for element, up in zip(elements, parents, strict=True)]),
        parent=_numbered(parents),
        grandparent=_numbered([_parent(up) for up in parents]),
        prose=look.marks,
        weight=look.weight,
        said=_said(blocks, article_body),
        first_kept=first_kept,
        kept=first_kept,
    )
    return _with_lost(found)


def local_flags(found: Columns) -> Flags:
    """Return the flags of each block without those under which most of the text stands: they say nothing on
    this page."""
    return found.flags & ~common(found.flags, np.where(found.kept, found.weight, 0).astype(np.float32))


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _numbered(values: Sequence[object]) -> NDArray[np.intp]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.intp)


def _said(blocks: Sequence[Block], article_body: str | None) -> Numbers:
    body = key(article_body or "")
    nothing = np.full(len(blocks), -1, dtype=np.float32)
    if len(body) < _BODY:
        return nothing
    found = np.array([len(block.key) >= 15 and block.key[:60] in body for block in blocks], dtype=np.float32)
    return found if found.sum() >= 2 else nothing


def _with_lost(found: Columns) -> Columns:
    """`found` with what the extractor lost: the rest of the kinds of place that it kept, or the one that it
    missed."""
    totals = np.bincount(found.kind, found.weight)
    kept = np.bincount(found.kind, np.where(found.first_kept, found.weight, 0))
    marks = found.first_kept.copy()
    if len(totals) and totals.max() > _LOST * kept.sum():
        missed = (found.kind == totals.argmax()) & found.prose
        if missed.sum() >= 3 and found.weight[missed].mean() >= 1.5 * SHORTEST:
            marks |= missed
    belongs = (kept >= _KEPT_KIND * totals)[found.kind] | (found.said > 0)
    marks |= found.prose & belongs
    return replace(found, kept=marks)
