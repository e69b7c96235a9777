"""The lines that trafilatura takes for a page's main text.

In: its cheapest setting, and the full one where the cheap one fails. Out: judging the lines, which `furniture`
does on the page's own blocks.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Final

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

# trafilatura drops these first of all, after it has copied the tree three times: dropped before, they cost nothing.
_DROPPED: Final = (
    "aside", "embed", "footer", "menu", "figure", "map", "picture", "video", "button", "datalist", "dialog",
    "fieldset", "frame", "frameset", "input", "label", "legend", "marquee", "nav", "optgroup", "option", "output",
    "progress", "select", "source", "textarea", "track", "link", "area", "blink", "use",
)  # fmt: skip

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # this package answers with values, not with log lines


@cache
def _options(fast: bool) -> Extractor:
    return Extractor(output_format="python", fast=fast, comments=False)


def lines(tree: HtmlElement, *, fast: bool = True) -> list[str]:
    """Return the lines that trafilatura keeps of `tree`; none where it finds no text. Takes elements out of
    `tree`."""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    document = bare_extraction(tree, options=_options(fast))
    text = document.text if isinstance(document, Document) else None
    return text.split("\n") if text else []
