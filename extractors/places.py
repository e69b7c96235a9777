"""Where on a page a piece of text stands: what its ancestors' tags, roles and class names say of it.

In: one number of flags for each element, inherited by what stands inside it. Out: what is made of the flags,
which is the business of `furniture`. Class names are read as words that page builders of all languages use, in
English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, cast

from lxml import etree
from lxml.html import HtmlElement

NAVIGATION: Final = 1 << 0
HEADER: Final = 1 << 1
FOOTER: Final = 1 << 2
ASIDE: Final = 1 << 3
FIGURE: Final = 1 << 4
CAPTION: Final = 1 << 5
FORM: Final = 1 << 6
LIST: Final = 1 << 7
TABLE: Final = 1 << 8
HEADING: Final = 1 << 9
QUOTE: Final = 1 << 10
HIDDEN: Final = 1 << 11
BUTTON: Final = 1 << 12
COMMENTS: Final = 1 << 13
SHARE: Final = 1 << 14
PROMPT: Final = 1 << 15
RELATED: Final = 1 << 16
AUTHOR: Final = 1 << 17
TAGS: Final = 1 << 18
ADVERTISEMENT: Final = 1 << 19
LINK: Final = 1 << 20
STANDFIRST: Final = 1 << 21
CONSENT: Final = 1 << 22
EMBED: Final = 1 << 23
DATE: Final = 1 << 24
PARAGRAPH: Final = 1 << 25
ARTICLE: Final = 1 << 26
BITS: Final = 27  # how many flags there are

_TAGS: Final = {
    "nav": NAVIGATION,
    "menu": NAVIGATION,
    "header": HEADER,
    "footer": FOOTER,
    "aside": ASIDE,
    "figure": FIGURE,
    "picture": FIGURE,
    "figcaption": CAPTION,
    "caption": CAPTION,
    "form": FORM,
    "select": FORM,
    "option": FORM,
    "textarea": FORM,
    "fieldset": FORM,
    "label": FORM,
    "li": LIST,
    "dd": LIST,
    "dt": LIST,
    "table": TABLE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    "blockquote": QUOTE,
    "button": BUTTON,
    "dialog": CONSENT,
    "a": LINK,
    "time": DATE,
    "p": PARAGRAPH,
    "article": ARTICLE,
}
# Whole words of class names and ids, as they are cut at capitals, hyphens and underscores.
_WORDS: Final = {
    NAVIGATION: "nav navigation navbar menu breadcrumb breadcrumbs pagination pager megamenu topbar skip",
    FOOTER: "footer colophon",
    ASIDE: "sidebar rail aside",
    CAPTION: "caption captions figcaption bildunterschrift photocredit legend",
    COMMENTS: "comments disqus comentarios kommentare commentaires",
    SHARE: "share sharing social sociable shares sharebar socialbar addtoany sharedaddy",
    PROMPT: "newsletter subscribe subscription signup paywall register registration promo promobox donate donation cta "
    "membership upsell abo regwall",
    RELATED: "related recommended recommendation recommendations popular trending teaser teasers morefrom readmore "
    "mostread outbrain taboola recirculation recirc similar recent carousel upnext alsoread readalso latest",
    AUTHOR: "author authors byline bio authorbox autor autoren",
    TAGS: "tags tag keywords topics taglist",
    ADVERTISEMENT: "ad ads advert advertisement advertorial adslot sponsor sponsored banner anzeige werbung publicidad",
    STANDFIRST: "standfirst subtitle subheadline subheading dek deck lede excerpt chapo intro vorspann kicker summary "
    "sommario entradilla bajada subtitulo",
    CONSENT: "cookie cookies consent gdpr onetrust",
    EMBED: "embed embedded tweet twitter instagram facebook youtube tiktok video player",
    HIDDEN: "hidden visuallyhidden sr screenreader",
}
_BY_WORD: Final = {word: flag for flag, words in _WORDS.items() for word in words.split()}
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ROLES: Final = {
    "navigation": NAVIGATION,
    "banner": HEADER,
    "contentinfo": FOOTER,
    "complementary": ASIDE,
    "dialog": CONSENT,
}
_LONGEST_NAME: Final = 300  # characters; utility classes make longer ones, whose words mean nothing
_TELLING: Final = etree.XPath(".//*[@role or @hidden or @aria-hidden or @style]")
_FRAMES: Final = {"body", "html", "main"}  # what a frame is called says nothing of what stands in it


@lru_cache(maxsize=8192)
def _named(names: str) -> int:
    flags = 0
    for word in _WORD.findall(names[:_LONGEST_NAME]):
        flags |= _BY_WORD.get(word.lower(), 0)
    return flags


def flags_of(element: HtmlElement) -> int:
    """Return the flags that the tag and the names of `element` give to what stands in it, not those of its
    ancestors."""
    tag = element.tag
    flags = _TAGS.get(tag, 0)
    if tag in _FRAMES:
        return flags
    if name := element.get("class"):
        flags |= _named(name)
    if name := element.get("id"):
        flags |= _named(name)
    return flags


def told(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Return the flags of the elements that say by other attributes what they are, or that they are not shown."""
    found = {}
    for element in cast("list[HtmlElement]", _TELLING(tree)):
        style = (element.get("style") or "")[:_LONGEST_NAME].replace(" ", "")
        hidden = "display:none" in style or element.get("hidden") is not None or element.get("aria-hidden") == "true"
        found[element] = _ROLES.get(element.get("role") or "", 0) | (HIDDEN if hidden else 0)
    return found
