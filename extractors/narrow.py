"""A page's tree without what is surely beside its text, so that an extractor has less to copy and less to mistake.

In: the weight of the prose in each element. Out: which blocks are the article's.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from extractors import places
from extractors.blocks import Block

_PROSE = 50  # characters from which a block counts
_LINKED = 0.4  # share of links from which it does not
_HEAVIEST = 1000  # characters: one endless paragraph does not outweigh a page
_SHARE = 0.8  # of the prose that an element holds for its neighbours to be looked at
_NOTHING = 0.02  # of the prose that a neighbour may hold and still be dropped
_NEVER_PROSE = places.COMMENTS | places.FOOTER | places.NAVIGATION | places.CONSENT | places.BUTTON
_ENOUGH = {"p", "li", "h1", "h2"}


def narrow(tree: HtmlElement, blocks: Sequence[Block]) -> None:
    """Take out of `tree` what stands beside the element that holds the prose, level by level, except headings
    of the page."""
    weights = _weights(blocks)
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


def _weights(blocks: Sequence[Block]) -> dict[HtmlElement, float]:
    weights: dict[HtmlElement, float] = {}
    for block in blocks:
        length = len(block.text)
        if length < _PROSE or block.linked >= _LINKED or block.flags & _NEVER_PROSE:
            continue
        element: HtmlElement | None = block.place.block
        while element is not None:
            weights[element] = weights.get(element, 0.0) + min(length, _HEAVIEST)
            element = element.getparent()
    return weights
