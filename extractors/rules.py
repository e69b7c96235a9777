"""The rules of a source: what a person knows of its pages, applied before everything else.

In: which set holds for a capture, what its selectors find, and which blocks follow from that. Out: reading the
rules from the source's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from extractors import places
from extractors.blocks import Block
from extractors.records import Reason, Rules, SourceProfile
from extractors.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Applied:
    """What a set of rules finds on one page. Elements are told by identity."""

    removed: dict[HtmlElement, str]  # with the selector that found it
    body: frozenset[HtmlElement]
    headings: frozenset[str]
    rules: Rules


def applied(tree: HtmlElement, profile: SourceProfile | None, captured_at: str | None) -> Applied | None:
    """Return what the rules that hold for the capture find on the page; None where the source has none.

    Raises ValueError, with the selector, where one is neither CSS nor XPath.
    """
    rules = holding(profile.rules, captured_at) if profile else None
    if rules is None:
        return None
    removed = {element: selector for selector in rules.remove for element in select(tree, selector)}
    body = frozenset(select(tree, rules.body)) if rules.body else frozenset()
    return Applied(removed, body, frozenset(_folded(heading) for heading in rules.headings), rules)


def holding(rules: Sequence[Rules], captured_at: str | None) -> Rules | None:
    """Return the first set whose `until` is not before the capture; without a capture time the newest set."""
    if captured_at is None:
        return max(rules, key=lambda each: each.until or "9999", default=None)
    return next((each for each in rules if each.until is None or each.until >= captured_at[:10]), None)


def select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements that a CSS selector or an XPath finds, in document order. Raises ValueError if it is
    neither."""
    found = _compiled(selector)(tree)
    return (
        [each for each in cast("list[object]", found) if isinstance(each, HtmlElement)]
        if isinstance(found, list)
        else []
    )


def texts(tree: HtmlElement, selector: str | None) -> list[str]:
    """Return what stands at `selector`: the `datetime` or `content` attribute, else the text."""
    if not selector:
        return []
    elements = select(tree, selector)
    found = (each.get("datetime") or each.get("content") or " ".join(each.text_content().split()) for each in elements)
    return [text for text in found if text]


def verdicts(blocks: Sequence[Block], found: Applied) -> dict[int, Verdict]:
    """Return the verdicts that the rules give, by position, on the blocks that they leave out."""
    left_out: dict[int, Verdict] = {}
    section: tuple[str, int] | None = None
    for position, block in enumerate(blocks):
        level = _level(block)
        if section and level and level <= section[1]:
            section = None
        if _folded(block.text) in found.headings:
            section = (block.text, level or len(_LEVELS))
        if section:
            left_out[position] = Verdict(Reason.RULE, f"under the heading {section[0]!r} of the source's rules")
        elif (selector := _inside(block.place.block, found.removed)) is not None:
            left_out[position] = Verdict(Reason.RULE, f"remove = {selector!r}")
        elif found.body and _inside(block.place.block, dict.fromkeys(found.body, "")) is None:
            left_out[position] = Verdict(Reason.RULE, f"outside of body = {found.rules.body!r}")
    return left_out


_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _level(block: Block) -> int:
    """1 to 6 for a heading; 0 for what is none."""
    if not block.flags & places.HEADING:
        return 0
    element: HtmlElement | None = block.place.block
    while element is not None and element.tag not in _LEVELS:
        element = element.getparent()
    return _LEVELS.index(str(element.tag)) + 1 if element is not None else 0


def _inside(element: HtmlElement | None, known: dict[HtmlElement, str]) -> str | None:
    while element is not None:
        if element in known:
            return known[element]
        element = element.getparent()
    return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" :")


@lru_cache(maxsize=512)
def _compiled(selector: str) -> etree.XPath:
    try:
        if selector.startswith(("/", "./", "(", "descendant")):
            return etree.XPath(selector)
        return CSSSelector(selector, translator="html")
    except (etree.XPathSyntaxError, SelectorError) as error:
        raise ValueError(
            f"the selector {selector!r} is neither CSS nor XPath ({error}); correct it in the source's file"
        ) from error


def all_selectors(rules: Iterable[Rules]) -> list[str]:
    """Return every selector in `rules`, for who checks a source's file."""
    return [
        each for rule in rules for each in (rule.body, rule.title, rule.authors, rule.published, *rule.remove) if each
    ]
