"""Finding the feeds of a site from any of its addresses, over real HTTP; and what is said where there are none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from flows.discovery.search import DiscoveryError, discover
from flows.fetching.client import Fetcher
from tests.sources.conftest import Told
from tests.sources.site import Site

RSS = """<rss version="2.0"><channel><title>Courier</title><link>/</link><item>
<title>A storm</title><link>/storm</link><pubDate>Mon, 12 Jan 2026 11:00:00 GMT</pubDate></item></channel></rss>"""
EMPTY = '<rss version="2.0"><channel><title>Courier</title></channel></rss>'
JSON = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": [{"id": "1", "url": "/storm"}]}
)
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/storm</loc><news:news>
 <news:title>A storm</news:title><news:publication_date>2026-01-12</news:publication_date></news:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>/pages.xml</loc><lastmod>2026-01-13</lastmod></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"""
PAGE = "<html><head><title>Courier</title></head><body><p>The harbour paper.</p></body></html>"


def linking(address: str, kind: str = "application/rss+xml") -> str:
    return PAGE.replace("<head>", f'<head><link rel="alternate" type="{kind}" href="{address}">')


@pytest.mark.parametrize(
    ("pages", "start", "feed"),
    [
        ({"/": linking("/n.xml"), "/n.xml": RSS}, "/", "/n.xml"),
        ({"/": linking("/n.json", "application/feed+json"), "/n.json": JSON}, "/", "/n.json"),
        (
            {"/": PAGE.replace("<p>", '<p><a href="/export/rss.php">x</a>'), "/export/rss.php": RSS},
            "/",
            "/export/rss.php",
        ),
        ({"/": PAGE, "/feed.xml": RSS}, "/", "/feed.xml"),
        ({"/": PAGE, "/robots.txt": "Sitemap: /n.xml", "/n.xml": NEWS}, "/", "/n.xml"),
        ({"/": PAGE, "/sitemap_news.xml": NEWS}, "/", "/sitemap_news.xml"),
        ({"/": PAGE, "/sitemap.xml": INDEX, "/news.xml": NEWS}, "/", "/sitemap.xml"),
        ({"/": linking("/n.xml"), "/n.xml": RSS, "/news/storm": PAGE}, "/news/storm", "/n.xml"),
        ({"/n.xml": RSS}, "/n.xml", "/n.xml"),
        ({"/n.xml": NEWS}, "/n.xml", "/n.xml"),
        ({"/": linking("/gone.xml"), "/rss.xml": RSS}, "/", "/rss.xml"),
        ({"/": linking("/page"), "/page": PAGE, "/rss.xml": RSS}, "/", "/rss.xml"),
        ({"/": linking("/comments/feed/"), "/comments/feed/": RSS, "/rss.xml": RSS}, "/", "/rss.xml"),
    ],
)
def test_a_feed_is_found(site: Site, told: Told, pages: dict[str, str], start: str, feed: str) -> None:
    for path, page in pages.items():
        site.put(path, page)
    found = discover(site.address(start), told.shop.fetcher, told.shop.tell)
    assert found.feeds[0].address == site.address(feed)
    assert found.feeds[0].entries[0].address == site.address("/storm")
    assert len(site.asked) == len(set(site.asked)), "no address is asked twice"


def test_links_for_readers_are_asked_only_where_link_tags_give_nothing(site: Site, told: Told) -> None:
    site.put("/", linking("/main.xml").replace("<p>", '<p><a href="/sport/rss">Sport</a>'))
    site.put("/main.xml", RSS)
    discover(site.address(), told.shop.fetcher, told.shop.tell)
    assert "/sport/rss" not in site.asked


def test_several_feeds_are_told_best_first(site: Site, told: Told) -> None:
    site.put("/", linking("/main.xml").replace("<head>", '<head><link rel="feed" href="/sport.xml">'))
    site.put("/main.xml", RSS)
    site.put("/sport.xml", RSS.replace("/storm", "/match"))
    feeds = discover(site.address(), told.shop.fetcher, told.shop.tell).feeds
    assert [feed.address for feed in feeds] == [site.address("/sport.xml"), site.address("/main.xml")]


@pytest.mark.parametrize(
    ("pages", "start", "message"),
    [
        ({"/": PAGE}, "/", "no feed and no sitemap was found, neither on the page nor"),
        ({"/": PAGE}, "/", "Look on the site for a link 'RSS' and give that address"),
        ({}, "/missing", "the server answered 404 Not Found; check the address"),
        ({"/empty.xml": EMPTY}, "/empty.xml", "the feed is empty; try again when something has been published"),
        ({"/": linking("/empty.xml"), "/empty.xml": EMPTY}, "/", "the feed is empty"),
        ({"/comments/feed/": RSS}, "/comments/feed/", "a feed of readers' comments, no articles"),
        ({"/robots.txt": "User-agent: *\nDisallow: /", "/": PAGE}, "/", "robots.txt of 127.0.0.1"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    site: Site, told: Told, pages: dict[str, str], start: str, message: str
) -> None:
    for path, page in pages.items():
        site.put(path, page)
    with pytest.raises(DiscoveryError) as error:
        discover(site.address(start), told.shop.fetcher, told.shop.tell)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://127.0.0.1:1/", "check the address, and whether this machine is online"),
        ("ftp://courier.example/", "http and https are fetched"),
        ("http://nowhere.invalid/", "check the address"),
    ],
)
def test_an_address_that_cannot_be_asked_is_told(told: Told, address: str, message: str) -> None:
    with pytest.raises(DiscoveryError, match=message):
        discover(address, told.shop.fetcher, told.shop.tell)


def test_a_private_network_is_refused_unless_the_settings_allow_it(site: Site, told: Told) -> None:
    with (
        Fetcher(replace(told.shop.settings.fetch, private_networks=False)) as fetcher,
        pytest.raises(DiscoveryError, match="private_networks = true under"),
    ):
        discover(site.address(), fetcher, told.shop.tell)
    assert site.asked == []


def test_a_host_that_does_not_answer_is_asked_once_and_costs_no_other_one(site: Site, told: Told) -> None:
    dead = [f'<link rel="feed" href="http://127.0.0.1:1/{n}.xml">' for n in range(3)]
    site.put("/", linking("/main.xml").replace("<head>", f"<head>{''.join(dead)}"))
    site.put("/main.xml", RSS)
    (feed,) = discover(site.address(), told.shop.fetcher, told.shop.tell).feeds
    assert feed.address == site.address("/main.xml")
    assert sum("127.0.0.1:1/" in line for line in told.told) == 1


def test_a_broken_server_is_told_as_such(site: Site, told: Told) -> None:
    site.put("/", PAGE)
    site.statuses["/"] = 503
    with pytest.raises(DiscoveryError, match=r"503 .*; try again later"):
        discover(site.address(), told.shop.fetcher, told.shop.tell)
