"""A page's tree without what is surely beside its text, so that an extractor has less to copy and less to mistake.

In: the weight of the prose in each element. Out: which blocks are the article's.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from extractors.blocks import Block
from extractors.prose import Prose

_SHARE = 0.8  # of the prose that an element holds for its neighbours to be looked at
_NOTHING = 0.02  # of the prose that a neighbour may hold and still be dropped
_ENOUGH = {"p", "li", "h1", "h2"}


def narrow(tree: HtmlElement, blocks: Sequence[Block], look: Prose) -> None:
    """Take out of `tree` what stands beside the element that holds the prose, level by level, except headings
    of the page."""
    weights = _weights(blocks, look)
    at = tree.find("body")
    total = weights.get(at, 0.0) if at is not None else 0.0
    while at is not None and total:
        heaviest = max(at, key=lambda child: weights.get(child, 0.0), default=None)
        if heaviest is None or weights.get(heaviest, 0.0) < _SHARE * total or heaviest.tag in _ENOUGH:
            return
        for child in list(at):
            if weights.get(child, 0.0) < _NOTHING * total and child.tag != "h1" and child.find(".//h1") is None:
                child.drop_tree()
        at = heaviest


def _weights(blocks: Sequence[Block], look: Prose) -> dict[HtmlElement, float]:
    weights: dict[HtmlElement, float] = {}
    for position in map(int, look.marks.nonzero()[0]):
        weight = float(look.weight[position])
        element: HtmlElement | None = blocks[position].place.block
        while element is not None:
            weights[element] = weights.get(element, 0.0) + weight
            element = element.getparent()
    return weights
