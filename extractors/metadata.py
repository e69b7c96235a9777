"""What a page says of its article besides the text, each value with where it came from.

In: JSON-LD, then meta tags, then `<h1>`, `<link>` and `<html lang>`. Out: dates (`clock`), the text, the container's
hints and the source's rules, which `page` weighs against these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extractors import linked_data
from extractors.authors import names
from extractors.blocks import key
from extractors.found import NOTHING, Found, first
from extractors.records import Origin

_LONGEST = 5_000  # characters of a value; a standfirst has 500
_LONGEST_TITLE = 500  # characters
_MOST_TAGS = 50
_MOST_HEADINGS = 20  # `h1` looked at; a page has one or two, a page of teasers has a dozen
# Between a title and the site's name: " | ", " - ", "-site".
_SEPARATOR = re.compile(r"\s+[|·•–—‹»:-]+\s+|\s*[|ㅣ]\s*|-(?=[^-]{1,30}$)")
_AUTHORS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
    "cxenseparse:author", "article.author", "dcterms.creator",
)  # fmt: skip
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(*)]",
    "//a[@rel='author' or contains(@href, '/author/') or contains(@href, '/autor/') or contains(@href, '/authors/')]",
    "//article//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'autor')]",
)
_MOST_BYLINES = 20  # looked at
_TITLES = ("og:title", "twitter:title", "headline", "sailthru.title", "dc.title")
_IMAGES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")
_SUMMARIES = ("og:description", "description", "twitter:description", "dcterms.description")
_LOCALES = ("og:locale", "content-language", "language", "dc.language", "dcterms.language")


class Head:
    """What the head of a parsed page says, read once."""

    def __init__(self, tree: HtmlElement, url: str | None) -> None:
        self.tree, self.url = tree, url
        self.nodes = linked_data.nodes(tree)
        self.article = linked_data.article(self.nodes)
        self.meta = _meta(tree)

    def meta_text(self, *meta_names: str) -> str | None:
        """Return the first filled meta tag of these names."""
        return next((value for name in meta_names for value in self.meta.get(name, ())), None)

    def meta_texts(self, *meta_names: str) -> list[str]:
        """Return the contents of all meta tags of these names."""
        return [value for name in meta_names for value in self.meta.get(name, ())]

    @cached_property
    def headings(self) -> list[str]:
        """The first level headings of the page."""
        found = (
            " ".join(heading.text_content().split())
            for heading in self.tree.xpath(f"(//h1)[position()<={_MOST_HEADINGS}]")
        )
        return [heading for heading in found if heading]


@dataclass(frozen=True, slots=True)
class Metadata:
    """The values of a page, except its dates."""

    title: Found[str | None]
    authors: Found[tuple[str, ...]]
    language: Found[str | None]  # as declared
    canonical_url: Found[str | None]
    summary: Found[str | None]  # what the page says of itself: its standfirst, if a reader sees it
    section: Found[str | None]
    tags: Found[tuple[str, ...]]
    image: Found[str | None]
    site_name: Found[str | None]
    free: Found[bool | None]
    kinds: tuple[str, ...]  # schema.org types and the Open Graph type
    article_body: str | None  # JSON-LD's copy of the text: a check, and wrong too often to be the text


def read(head: Head) -> Metadata:
    """Return what the head of a page says."""
    article = head.article
    site_name = first(
        (head.meta_text("og:site_name"), Origin.META),
        (linked_data.text(article.get("publisher"), "name"), Origin.JSON_LD),
    )
    return Metadata(
        title=_title(head, site_name.value),
        authors=_authors(head, site_name.value),
        language=_language(head),
        canonical_url=_canonical(head),
        summary=_short(first((_said(head, "description"), Origin.JSON_LD), (head.meta_text(*_SUMMARIES), Origin.META))),
        section=first(
            (_said(head, "articleSection"), Origin.JSON_LD), (head.meta_text("article:section"), Origin.META)
        ),
        tags=_tags(head),
        image=_image(head),
        site_name=site_name,
        free=_free(head),
        kinds=(*linked_data.kinds(article), *head.meta_texts("og:type")),
        article_body=linked_data.text(article.get("articleBody")),
    )


def _said(head: Head, name: str) -> str | None:
    return linked_data.text(head.article.get(name), "name")


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content and (value := " ".join(content[:_LONGEST].split())):
            found.setdefault(name.lower(), []).append(value)
    return found


def _short(found: Found[str | None]) -> Found[str | None]:
    return Found(found.value[:_LONGEST], found.origin) if found.value else found


def _title(head: Head, site_name: str | None) -> Found[str | None]:
    """JSON-LD's headline, else the meta tags', else the page's only heading.

    Where two of them agree against JSON-LD they are right less often than it is: 2 of 11 development pages.
    """
    headings = head.headings
    sites = {key(each) for each in (site_name, _label(head.url)) if each}
    known = {key(heading) for heading in headings}
    linked = _without_site(_said(head, "headline") or "", sites, known)
    social = _without_site(head.meta_text(*_TITLES) or "", sites, known)
    page = _without_site(" ".join((head.tree.findtext(".//title") or "").split()), sites, known)
    heading = headings[0] if len(headings) == 1 else None
    return first((linked, Origin.JSON_LD), (social, Origin.META), (heading, Origin.HTML), (page, Origin.HTML))


def _label(url: str | None) -> str | None:
    """The name in a host: "news.example.co.uk" is called "example"."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")
    except ValueError:
        return None
    return max(labels[:-1], key=len, default=None)


def _without_site(title: str, sites: set[str], headings: set[str]) -> str:
    """`title` without the site's name at its end, or at least as much as stands in a heading of the page."""
    title = title[:_LONGEST_TITLE]
    for match in _SEPARATOR.finditer(title):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if before and (key(before) in headings or key(after) in sites or key(after).removesuffix("de") in sites):
            return before
    return title


def _authors(head: Head, site_name: str | None) -> Found[tuple[str, ...]]:
    """The first of JSON-LD, meta tags and bylines that names a person; else the brand that JSON-LD or meta tags
    name."""
    publisher = linked_data.text(head.article.get("publisher"), "name")
    brands = {key(each) for each in (site_name, _label(head.url), publisher) if each}
    linked = names(_people(head))
    social = names(head.meta_texts(*_AUTHORS))
    for values, origin in ((linked, Origin.JSON_LD), (social, Origin.META)):
        if people := tuple(name for name in values if key(name) not in brands):
            return Found(values if origin is Origin.JSON_LD else people, origin)
    if bylines := names(_bylines(head)):
        return Found(bylines, Origin.HTML)
    found = first((linked, Origin.JSON_LD), (social, Origin.META))
    return Found(found.value or (), found.origin)


def _bylines(head: Head) -> list[str]:
    """What stands where page builders mark the author's name; the first kind of mark that is used."""
    for path in _BYLINES:
        texts = (" ".join(element.text_content()[:200].split()) for element in head.tree.xpath(path)[:_MOST_BYLINES])
        if found := [text for text in texts if 2 <= len(text.split()) <= 6 and len(text) <= 60]:
            return list(dict.fromkeys(found))[:1]
    return []


def _people(head: Head) -> list[str]:
    """The names in the article's author field; a reference to another object of the page is followed."""
    known = {node["@id"]: node for node in head.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    found = []
    for author in linked_data.flat_list(head.article.get("author") or head.article.get("creator")):
        if isinstance(author, dict) and not author.get("name"):
            author = known.get(str(author.get("@id")), author)
        found.extend(linked_data.texts(author, "name", "byline"))
    return found


def _language(head: Head) -> Found[str | None]:
    declared = head.tree.get("lang") or head.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return first(
        (linked_data.text(head.article.get("inLanguage"), "alternateName", "name"), Origin.JSON_LD),
        (declared, Origin.HTML),
        (head.meta_text(*_LOCALES), Origin.META),
    )


def _canonical(head: Head) -> Found[str | None]:
    links = head.tree.xpath("//link[@rel='canonical']/@href")
    return first(
        (_absolute(links[0] if links else None, head.url), Origin.HTML),
        (_absolute(head.meta_text("og:url"), head.url), Origin.META),
    )


def _image(head: Head) -> Found[str | None]:
    linked = linked_data.text(head.article.get("image"), "url", "contentUrl", "@id")
    return first(
        (_absolute(linked, head.url), Origin.JSON_LD),
        (_absolute(head.meta_text(*_IMAGES), head.url), Origin.META),
    )


def _absolute(link: str | None, url: str | None) -> str | None:
    try:
        joined = urljoin(url or "", link.strip()) if link else ""
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None


def _tags(head: Head) -> Found[tuple[str, ...]]:
    linked = linked_data.texts(head.article.get("keywords"), "name")
    social = head.meta_texts("article:tag") or head.meta_texts("news_keywords") or head.meta_texts("keywords")
    values, origin = (linked, Origin.JSON_LD) if linked else (social, Origin.META)
    tags = {tag: None for value in values for part in re.split(r"[,;]", value) if (tag := part.strip())}
    return Found(tuple(tags)[:_MOST_TAGS], origin if tags else Origin.NONE)


def _free(head: Head) -> Found[bool | None]:
    for node in (head.article, *head.nodes):
        said = str(node.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()
        if said in ("true", "false"):
            return Found(said == "true", Origin.JSON_LD)
    return NOTHING
