"""HTML in UTF-8 to an lxml tree, whatever the HTML is like.

In: one parse, with the limits that keep hostile pages linear. Out: what is read from the tree.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree, html
from lxml.html import HtmlElement

from extractors.unclosed import without_early_ends

MOST_ELEMENTS = 100_000  # the largest development page has 5,000; what follows takes 40 microseconds for each
_COUNT = etree.XPath("count(//*)")
_DECLARATION = re.compile(rb"^\s{0,100}<\?xml[^>]{0,500}\?>")


class NoPageError(ValueError):
    """The text holds no element at all."""


def parse(page: bytes) -> HtmlElement:
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
    data = without_early_ends(_DECLARATION.sub(b"", page, count=1))
    try:
        tree = html.document_fromstring(data, parser=parser)
    except Exception as error:
        raise NoPageError(f"{error}; see whether the record holds a page at all") from error
    if tree.tag != "html":
        tree = html.document_fromstring(b"<html><body>" + data + b"</body></html>", parser=parser)
    elements = int(cast("float", _COUNT(tree)))
    if elements > MOST_ELEMENTS:
        raise NoPageError(f"{elements} elements are more than the {MOST_ELEMENTS} that a page may have; leave it out")
    return tree
