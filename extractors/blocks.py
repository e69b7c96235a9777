"""The visible text of a page as a row of blocks: the unit that is kept or removed.

In: every visible character of the page, in document order, once; where it stands (`places`); how much of it is
links. Out: which block is the article's, and what no reader sees (scripts, styles, templates), which `visible`
takes out first.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.html import HtmlElement

from extractors import places
from extractors.unclosed import LONGEST_MENU

# Elements of whose content nobody sees anything.
_UNSEEN = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "canvas",
    "math",
    "head",
    "audio",
    "video",
)
_BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
# Menus and lists of choices are one block each: their entries are a third of a page's elements and never its text.
_ONE_BLOCK = ("nav", "footer", "select", "datalist")
_BREAK = "\u2028"  # stands for `<br>`: white space to every reader of the tree, and found again here
_TEXTS = etree.XPath(".//text()")  # each knows its parent, and whether it is a tail
_KEY = re.compile(r"[\W_]+")


class Place(NamedTuple):
    """What an element's text inherits: its block-level element, and what the ancestors say."""

    block: HtmlElement
    flags: int  # `places`, of the element and of its ancestors
    depth: int  # block-level elements around it


class Block(NamedTuple):
    """One paragraph-level unit of visible text."""

    text: str  # white space folded
    key: str  # its letters and digits alone, for comparing
    linked: float  # share of its characters that stand in links
    links: int  # how many runs of link text it has
    place: Place

    @property
    def flags(self) -> int:
        """The flags of the place where it stands (`places`)."""
        return self.place.flags


def key(text: str) -> str:
    """Return the letters and digits of `text`, in lower case: what stays equal when a tool rewrites spaces and
    marks."""
    return _KEY.sub("", text).lower()


def make_visible(tree: HtmlElement) -> None:
    """Take out of `tree` what no reader sees, and mark its line breaks for `blocks`."""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for element in list(tree.iter(*_ONE_BLOCK)):
        _merge(element)
    for line_break in tree.iter("br"):
        line_break.tail = _BREAK + (line_break.tail or "")


def _merge(element: HtmlElement) -> None:
    """Make one text of all that stands in `element`, unless it holds so much that it was only never closed."""
    text = " ".join(" ".join(cast("list[str]", element.itertext())).split())
    if len(text) > LONGEST_MENU or element.find(".//h1") is not None:
        return
    for child in list(element):
        element.remove(child)
    element.text = text


def blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a tree that `make_visible` has prepared, in document order."""
    return _Walk(tree).blocks()


class _Walk:
    """One pass over the text nodes of a tree, with the places of its elements remembered."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._places: dict[HtmlElement, Place] = {}
        self._told = places.told(tree)

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        pieces: list[str] = []
        linked: list[str] = []
        place: Place | None = None
        for node in cast("list[Any]", _TEXTS(self._tree)):
            if node.isspace() and _BREAK not in node:
                pieces.append(" ")
                continue
            element = node.getparent()
            here = self._place(element.getparent() if node.is_tail else element)
            if place is not None and (here.block is not place.block or element.tag in _BLOCK_TAGS):
                _add(found, pieces, linked, place)
                pieces, linked = [], []
            place = here
            *lines, last = node.split(_BREAK)
            in_link = here.flags & places.LINK
            for line in lines:
                pieces.append(line)
                if in_link:
                    linked.append(line)
                _add(found, pieces, linked, place)
                pieces, linked = [], []
            pieces.append(last)
            if in_link:
                linked.append(last)
        if place is not None:
            _add(found, pieces, linked, place)
        return found

    def _place(self, element: HtmlElement) -> Place:
        """The place of `element`, from its nearest known ancestor downwards: no recursion, each element once."""
        known, told = self._places, self._told
        if place := known.get(element):
            return place
        unknown = []
        at: HtmlElement | None = element
        while at is not None and at not in known:
            unknown.append(at)
            at = at.getparent()
        block, flags, depth = known[at] if at is not None else Place(unknown[-1], 0, 0)
        for each in reversed(unknown):
            flags |= places.flags_of(each) | told.get(each, 0)
            if each.tag in _BLOCK_TAGS:
                block, depth = each, depth + 1
            known[each] = Place(block, flags, depth)
        return known[element]


def _add(found: list[Block], pieces: list[str], linked: list[str], place: Place) -> None:
    text = " ".join("".join(pieces).split())
    if text:
        share = min(1.0, sum(len(piece.strip()) for piece in linked) / len(text)) if linked else 0.0
        found.append(Block(text, key(text), share, len(linked), place))
