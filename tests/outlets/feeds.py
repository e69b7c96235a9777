"""The feed of an outlet, in every kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from tests.outlets.stories import Story

Address = Callable[[str], str]  # a path -> the whole address
Writer = Callable[[str, Sequence[Story], datetime, Address, bool], str]

XML = '<?xml version="1.0" encoding="utf-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def rss(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:
    """Return RSS 2.0; with the whole articles when it is a full one."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{escape(address(story.path))}</link>"
        f'<guid isPermaLink="false">{name}-{story.number}</guid><pubDate>{format_datetime(story.published)}</pubDate>'
        f"<description>{escape(story.paragraphs[0][:80])}</description>"
        + (f"<content:encoded>{escape(html_of(story, at))}</content:encoded>" if full else "")
        + "</item>"
        for story in stories
    )
    return (
        f'{XML}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{name}</title><link>{address('/')}</link><language>en</language>{items}</channel></rss>"
    )


def atom(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:  # noqa: ARG001
    """Return Atom, its links without a host."""
    entries = "".join(
        f'<entry><title>{escape(story.title)}</title><link href="{escape(story.path)}"/>'
        f"<id>urn:{name}:{story.number}</id>"
        f"<published>{story.published.isoformat()}</published><updated>{story.modified(at).isoformat()}</updated>"
        f"<summary>{escape(story.paragraphs[0][:80])}</summary>"
        + (f'<content type="html">{escape(html_of(story, at))}</content>' if full else "")
        + "</entry>"
        for story in stories
    )
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{name}</title><id>urn:{name}</id>'
        f"<updated>{max((story.modified(at) for story in stories), default=at).isoformat()}</updated>{entries}</feed>"
    )


def rdf(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:  # noqa: ARG001
    """Return RSS 1.0."""
    items = "".join(
        f'<item rdf:about="{escape(address(story.path))}"><title>{escape(story.title)}</title>'
        f"<link>{escape(address(story.path))}</link><dc:date>{story.published.isoformat()}</dc:date></item>"
        for story in stories
    )
    return (
        f'{XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{address("/")}"><title>{name}</title>'
        f"<link>{address('/')}</link><description>{name}</description></channel>{items}</rdf:RDF>"
    )


def json_feed(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:
    """Return JSON Feed 1.1."""
    items = [
        {
            "id": f"{name}-{story.number}",
            "url": address(story.path),
            "title": story.title,
            "date_published": story.published.isoformat(),
            **({"content_html": html_of(story, at)} if full else {"summary": story.paragraphs[0][:80]}),
        }
        for story in stories
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": address("/"), "items": items}
    )


def news_sitemap(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:  # noqa: ARG001
    """Return a sitemap with Google's news extension."""
    addresses = "".join(
        f"<url><loc>{escape(address(story.path))}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{story.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in stories
    )
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    return f'{XML}<urlset xmlns="{SITEMAP}" xmlns:news="{news}">{addresses}</urlset>'


def sitemap(name: str, stories: Sequence[Story], at: datetime, address: Address, full: bool) -> str:  # noqa: ARG001
    """Return a plain sitemap."""
    addresses = "".join(
        f"<url><loc>{escape(address(story.path))}</loc><lastmod>{story.modified(at).isoformat()}</lastmod></url>"
        for story in stories
    )
    return f'{XML}<urlset xmlns="{SITEMAP}">{addresses}</urlset>'


def sitemap_index(parts: Mapping[str, datetime], address: Address) -> str:
    """Return an index of sitemaps: path -> when it was changed last."""
    sitemaps = "".join(
        f"<sitemap><loc>{escape(address(path))}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>"
        for path, changed in parts.items()
    )
    return f'{XML}<sitemapindex xmlns="{SITEMAP}">{sitemaps}</sitemapindex>'


def html_of(story: Story, at: datetime) -> str:
    """Return the whole article as a feed has it."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.text(at))


WRITERS: dict[str, tuple[Writer, str]] = {
    "rss": (rss, "application/rss+xml"),
    "atom": (atom, "application/atom+xml"),
    "rdf": (rdf, "application/rdf+xml"),
    "json": (json_feed, "application/feed+json"),
    "news-sitemap": (news_sitemap, "application/xml"),
    "sitemap": (sitemap, "application/xml"),
}
