"""Where feeds are looked for."""

from __future__ import annotations

import pytest

from flows.discovery.places import MOST_LINKED, PageLinks, read_page, sitemaps, usual_feeds

HERE = "https://courier.example/news/today.html"


def addresses(page: str, address: str = HERE) -> list[str]:
    links = read_page(page.encode(), None, address)
    return [place.address for place in (*links.linked, *links.offered)]


def test_link_tags_are_found_in_their_order_and_made_whole() -> None:
    page = """<head><link rel="alternate" type="application/rss+xml; charset=utf-8" href="/main.rss">
        <link rel="stylesheet alternate" type="text/css" href="/x.css">
        <link rel="ALTERNATE" type="Application/Feed+JSON" href="feed.json">
        <link rel="alternate" type="application/json" href="/wp-json/posts/1">
        <link rel="alternate" hreflang="tr" href="/tr/"></head><body>x</body>"""
    assert addresses(page) == ["https://courier.example/main.rss", "https://courier.example/news/feed.json"]


def test_a_feed_that_is_linked_twice_stands_where_it_was_linked_first() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    page = "<head>" + "".join(link.format(path) for path in ("/a.rss", "/b.rss", "/a.rss")) + "</head>x"
    assert addresses(page) == ["https://courier.example/a.rss", "https://courier.example/b.rss"]


def test_the_base_of_a_page_counts() -> None:
    page = (
        '<head><base href="https://other.example/x/"><link rel=alternate type=application/atom+xml href=a.atom></head>x'
    )
    assert addresses(page) == ["https://other.example/x/a.atom"]


def test_broken_addresses_of_a_page_and_of_robots_are_passed_over() -> None:
    page = '<head><base href="http://[broken"><link rel=feed href="http://[too"><link rel=feed href="a.atom"></head>x'
    assert addresses(page) == ["https://courier.example/news/a.atom"]
    found = sitemaps("Sitemap: http://[broken\nSitemap: /news.xml", "https://courier.example/")
    assert found[0].address == "https://courier.example/news.xml"


@pytest.mark.parametrize("link", ["/rss", "/feed/", "/world/rss.xml", "/export/news.rss", "/atom.php", "/feeds?x=1"])
def test_links_that_look_like_feeds_are_offered(link: str) -> None:
    assert addresses(f'<body><a href="{link}">News</a></body>') == [f"https://courier.example{link}"]


@pytest.mark.parametrize(
    "link", ["/press", "/feedback", "/mattress", "mailto:rss@courier.example", "http://[broken/rss"]
)
def test_other_links_are_not(link: str) -> None:
    assert addresses(f'<body><a href="{link}">News</a></body>') == []


def test_a_page_with_many_feeds_gives_the_first_ones() -> None:
    links = "".join(f'<link rel=alternate type=application/rss+xml href="/{n}.rss">' for n in range(50))
    assert len(addresses(f"<head>{links}</head>x")) == MOST_LINKED


def test_title_and_language_are_read_where_they_are_said() -> None:
    page = '<html lang="az"><head><title>Xəbər</title><meta property="og:site_name" content="Kuryer"></head>x</html>'
    assert read_page(page.encode(), "utf-8", HERE) == PageLinks("Kuryer", "Xəbər", "az")


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<", b"plain words"])
def test_what_is_no_page_gives_nothing(body: bytes) -> None:
    links = read_page(body, None, HERE)
    assert (links.linked, links.offered) == ((), ())


def test_usual_places_stand_at_the_root_of_the_host() -> None:
    assert usual_feeds("https://courier.example/")[0].address == "https://courier.example/feed/"


def test_sitemaps_of_news_come_first() -> None:
    robots = "User-agent: *\nSitemap: https://courier.example/pages.xml\nSitemap: https://courier.example/news.xml\n"
    found = [place.address for place in sitemaps(robots, "https://courier.example/")]
    assert found[:2] == ["https://courier.example/news.xml", "https://courier.example/pages.xml"]
    assert found[-1] == "https://courier.example/sitemap.xml"
