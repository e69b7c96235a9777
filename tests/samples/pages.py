"""A document as its outlet's web page, and as the HTML fragment that a feed carries."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tests.samples.documents import HERE, Document


def page(document: Document) -> bytes:
    """Return the page in its own encoding; what that lacks is written as character references, as editors do."""
    if document.form == "raw-page":
        return document.raw.encode()
    name = "bare" if document.form == "bare-page" else document.outlet.name
    template = _environment(document).get_template(f"{name}.html")
    html = template.render(document=document, outlet=document.outlet)
    return html.encode(document.charset, "xmlcharrefreplace")


def feed(name: str, documents: tuple[Document, ...]) -> str:
    """Return a feed of the template `name`, "feed.rss" or "feed.atom", with the full text of its entries."""
    outlet = documents[0].outlet
    return _environment(documents[0]).get_template(name).render(documents=documents, outlet=outlet) + "\n"


def fragment(document: Document) -> Markup:
    """Return the paragraphs as HTML."""
    return Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in document.paragraphs)


def appeared_first(document: Document) -> Markup:
    """Return the line that blog software puts under every entry of an RSS feed."""
    link = Markup('<a href="{}">{}</a>')
    post, outlet = (
        link.format(document.url, document.title),
        link.format(document.outlet.homepage, document.outlet.title),
    )
    return Markup("<p>The post {} appeared first on {}.</p>").format(post, outlet)


def _environment(document: Document) -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["linked"] = _linked
    environment.filters["visible"] = lambda moment: _visible(moment, document)
    environment.filters["mail_date"] = lambda moment: format_datetime(datetime.fromisoformat(moment))
    environment.globals.update(
        news_article=_news_article, graph=_graph, fragment=fragment, appeared_first=appeared_first
    )
    return environment


def _linked(paragraph: str, document: Document) -> Markup:
    text = escape(paragraph)
    for phrase in document.linked:
        text = text.replace(escape(phrase), Markup('<a href="/topic">{}</a>').format(phrase), 1)
    return text


def _visible(moment: str, document: Document) -> str:
    when, outlet = datetime.fromisoformat(moment), document.outlet
    return outlet.date.format(day=when.day, month=outlet.months[when.month - 1], year=when.year, time=f"{when:%H:%M}")


def _news_article(document: Document) -> Markup:
    return _script({"@context": "https://schema.org"} | _article_node(document), document)


def _graph(document: Document) -> Markup:
    outlet = document.outlet
    organisation = {"@type": "NewsMediaOrganization", "@id": f"{outlet.homepage}#org", "name": outlet.title}
    website = {"@type": "WebSite", "@id": f"{outlet.homepage}#site", "url": outlet.homepage, "name": outlet.title}
    section = {"@type": "ListItem", "position": 1, "name": document.section}
    nodes = [organisation, website, {"@type": "BreadcrumbList", "itemListElement": [section]}, _article_node(document)]
    return _script({"@context": "https://schema.org", "@graph": nodes}, document)


def _article_node(document: Document) -> dict[str, Any]:
    node = {
        "@type": "NewsArticle",
        "headline": document.title,
        "description": document.standfirst,
        "datePublished": document.published,
        "dateModified": document.modified,
        "author": [{"@type": "Person", "name": name} for name in document.authors],
        "articleSection": document.section,
        "keywords": document.tags,
        "inLanguage": document.language,
        "mainEntityOfPage": document.url,
        "publisher": {"@type": "Organization", "name": document.outlet.title},
    }
    return {key: value for key, value in node.items() if value}


def _script(data: dict[str, Any], document: Document) -> Markup:
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
    if document.broken_json_ld:  # an unescaped quotation mark and a comma too many: what hand-made templates do
        text = text.replace('"headline": "', '"headline": ""', 1)[:-2] + ",\n}"
    # JSON is not HTML: inside a script element it must stand unescaped.
    return Markup(text)  # noqa: S704
