"""Mistakes of markup that hide a page's text: the page ended in its middle, menus that were never closed.

In: bytes before they are parsed, and the tree before its text is looked at. Out: all other mistakes, which the parser
forgives.
"""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement

_ENDS: Final = (b"</body>", b"</html>", b"</BODY>", b"</HTML>")
_BESIDE: Final = ("nav", "menu", "aside", "header", "footer")  # where no page has its main text
_NAMES: Final = ("class", "id", "role")
LONGEST_MENU: Final = 6000  # characters; few menus of the development pages are longer, a page that one swallowed is


def without_early_ends(page: bytes) -> bytes:
    """Return a page without the end tags of `body` and `html`, where something stands behind them.

    Pages that are put together from parts often end after the first one. Browsers go on (HTML standard, 13.2.6.4.19 and
    22, "after body"); libxml2 drops what stands behind `</html>`.
    """
    first = min((at for end in _ENDS if (at := page.find(end)) >= 0), default=len(page))
    rest = page[first:]
    for end in _ENDS:
        rest = rest.replace(end, b"")
    return page[:first] + rest if rest.strip() else page


def open_swallowers(tree: HtmlElement) -> None:
    """Make plain elements of menus, headers, sidebars and footers that hold the page's text: they were never closed.

    They hold a `main`, which may stand in none of them (HTML standard, 4.4.14), or a title and more than any menu does.
    """
    for main in tree.iter("main"):
        for element in main.iterancestors(*_BESIDE):
            _make_plain(element)
    for title in tree.iter("h1"):
        for element in title.iterancestors(*_BESIDE):
            if len(" ".join(element.text_content().split())) > LONGEST_MENU:
                _make_plain(element)


def _make_plain(element: HtmlElement) -> None:
    element.tag = "div"
    for name in _NAMES:
        element.attrib.pop(name, None)
