"""HTML text to an lxml tree, whatever the HTML is like.

In: one parse, with the limits that keep hostile pages linear. Out: what is read from the tree.
"""

from __future__ import annotations

import re

from lxml import html
from lxml.html import HtmlElement

DEEPEST = 400  # levels kept; real pages reach 60. What copies a tree recurses in C and would exhaust the stack
LONGEST_ATTRIBUTE = 100_000  # characters; patterns are run over class names, and no class name is that long
_DECLARATION = re.compile(r"^\s{0,100}<\?xml[^>]{0,500}\?>")


class NoPageError(ValueError):
    """The text holds no element at all."""


def parse(text: str) -> HtmlElement:
    """Return the tree of an HTML page, with no comments in it.

    Raises `NoPageError` where there is nothing to parse.
    """
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
    )
    data = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except Exception as error:
        raise NoPageError(str(error)) from error
    if tree.tag != "html":
        tree = html.document_fromstring(b"<html><body>" + data + b"</body></html>", parser=parser)
    return tree
