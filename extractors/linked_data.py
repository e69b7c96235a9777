"""The article that a page describes in JSON-LD (schema.org), and no more of it than is asked for.

In: every `script` of that type, repaired where it is broken in the usual ways. Out: microdata and RDFa.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]

LARGEST = 2_000_000  # characters of one script; the largest on the development pages has 300,000
_MOST_NODES = 5_000  # of all scripts of a page: a list of every teaser has some hundreds
_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|SocialMediaPosting|Recipe|Book)$")
_PAGE = {"WebPage", "ItemPage", "AboutPage", "VideoObject", "CreativeWork", "MediaObject", "PodcastEpisode", "Event"}
_TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")


def nodes(tree: HtmlElement) -> list[Node]:
    """Return the JSON-LD objects of the page, in their order, lists and graphs taken apart."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= LARGEST:
            found.extend(_flat(_load(script.text), _MOST_NODES - len(found)))
    return found


def article(found: list[Node]) -> Node:
    """Return the node that is the page's article: the first of an article's type with the most to say; else the
    page's."""
    articles = [node for node in found if any(is_article(kind) for kind in kinds(node))]
    pages = [node for node in found if not articles and _PAGE & set(kinds(node))]
    return max(articles or pages, key=_fullness, default={})


def is_article(kind: str) -> bool:
    """Whether a schema.org type is one of articles."""
    return _ARTICLE.search(kind) is not None


def kinds(node: Node) -> list[str]:
    """Return the schema.org types of `node`, without their namespace."""
    return [str(kind).rsplit("/", 1)[-1].removeprefix("schema:") for kind in as_list(node.get("@type"))]


def as_list(value: Any) -> list[Any]:
    """Return `value` as a list: nothing is empty, a single thing is alone."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def flat_list(value: Any) -> list[Any]:
    """Return the things in `value` and in the lists in it."""
    return [each for item in as_list(value) for each in (item if isinstance(item, list) else [item])]


def texts(value: Any, *names: str) -> list[str]:
    """Return the strings of `value`, which may be one, a list, or objects that carry them under one of `names`."""
    found = []
    for each in as_list(value):
        if isinstance(each, dict):
            each = next((each[name] for name in names if each.get(name)), None)
            each = each[0] if isinstance(each, list) and each else each
        if isinstance(each, str | int | float) and (text := " ".join(unescape(str(each)).split())):
            found.append(text)
    return found


def text(value: Any, *names: str) -> str | None:
    """Return the first of `texts`, or None."""
    return next(iter(texts(value, *names)), None)


def _fullness(node: Node) -> int:
    return sum(
        bool(node.get(name)) for name in ("headline", "author", "datePublished", "description", "articleBody", "image")
    )


def _load(script: str) -> Any:
    script = _COMMENT.sub("", script.strip()).strip().rstrip(";")
    for repaired in (script, _TRAILING_COMMA.sub(r"\1", script), unescape(script)):
        try:
            return json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Any, most: int) -> Iterator[Node]:
    """The objects in `value` from the outside inwards, at most `most`; those that name other works are not
    entered."""
    queue = [value]
    while queue and most > 0:
        each = queue.pop(0)
        if isinstance(each, list):
            queue[:0] = each[:_MOST_NODES]
        elif isinstance(each, dict):
            most -= 1
            yield each
            queue.extend(
                each[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(each.get(name), list | dict)
            )
