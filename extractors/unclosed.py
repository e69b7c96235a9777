"""Mistakes of markup that hide a page's text: the page ended in its middle, menus that were never closed.

In: bytes before they are parsed, and the tree before its text is looked at. Out: all other mistakes, which the parser
forgives.
"""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

_END: Final = re.compile(rb"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_BESIDE: Final = frozenset(("nav", "menu", "aside", "header", "footer"))  # where no page has its main text
_NAMES: Final = ("class", "id", "role")
LONGEST_MENU: Final = 6000  # characters; few menus of the development pages are longer, a page that one swallowed is


def without_early_ends(page: bytes) -> bytes:
    """Return a page without the end tags of `body` and `html`, where something stands behind them.

    Pages that are put together from parts often end after the first one. Browsers go on (HTML standard, 13.2.6.4.19 and
    22, "after body"); libxml2 drops what stands behind `</html>`.
    """
    first = _END.search(page)
    if first is None:
        return page
    rest = _END.sub(b"", page[first.start() :])
    return page[: first.start()] + rest if rest.strip() else page


def open_swallowers(tree: HtmlElement) -> None:
    """Make plain elements of menus, headers, sidebars and footers that hold the page's text: they were never closed.

    They hold a `main`, which may stand in none of them (HTML standard, 4.4.14), or a title and more than any menu does.
    """
    seen: set[HtmlElement] = set()
    for told in sorted(tree.iter("main", "h1"), key=lambda element: element.tag != "main"):
        for element in told.iterancestors():
            if element in seen:
                break
            seen.add(element)
            if element.tag in _BESIDE and (told.tag == "main" or _length(element) > LONGEST_MENU):
                _make_plain(element)


def _length(element: HtmlElement) -> int:
    return len(" ".join(element.text_content().split()))


def _make_plain(element: HtmlElement) -> None:
    element.tag = "div"
    for name in _NAMES:
        element.attrib.pop(name, None)
