"""The search page: words, filters, order, pages, and the same as feeds."""

from __future__ import annotations

import feedparser
import pytest

from db.reading.pages import search
from tests.inspect.site import Site

STORM, COPY = "Storm shuts harbour", "Storm at sea"


def found(site: Site, parameters: str) -> list[str]:
    hits = site.page(f"/search?{parameters}").xpath("//ol[@class='hits']//h3")
    return [" ".join(hit.text_content().split()) for hit in hits]


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ("q=harbour", [COPY, STORM]),
        ("q=harbour&canonical=1", [STORM]),
        ("q=harbour&source=harbour", [COPY]),
        ("q=harbour&source=nobody", []),
        ("q=harbour&language=en", [COPY, STORM]),
        ("q=harbour&language=az", []),
        ("q=harbour&since=2026-01-11", [COPY]),
        ("q=harbour&until=2026-01-11", [STORM]),
        ("q=harbour&since=2026-01-10&until=2026-01-10", [STORM]),
        ("q=mole+OR+nothing", [STORM]),
        ("q=harbour+-mole", [COPY]),
        ("q=%22closed+the+harbour%22", [COPY, STORM]),
        ("q=harb*", [COPY, STORM]),
        ("q=%22%29+NEAR%28", []),
        ("q=title%3Aharbour", []),
        ("source=ledger&language=en", [STORM]),
        ("language=az", ["(no title)"]),
        ("q=harbour&page=2", []),
    ],
)
def test_what_is_asked_for_is_found(site: Site, parameters: str, titles: list[str]) -> None:
    assert found(site, parameters) == titles


def test_the_best_is_first_when_asked_for(site: Site) -> None:
    assert found(site, "q=harbour&sort=rank") == [STORM, COPY]  # the word stands in the title of the first


def test_without_words_everything_is_shown_and_unknown_days_come_last(site: Site) -> None:
    titles = found(site, "")
    assert titles[:2] == [COPY, STORM]
    assert len(titles) == 4


def test_the_words_found_are_marked(site: Site) -> None:
    marks = site.page("/search?q=harbour").xpath("//p[@class='snippet']//mark/text()")
    assert marks == ["harbour", "harbour"]


def test_the_form_remembers_what_was_asked(site: Site) -> None:
    page = site.page("/search?q=a%22b%3Cc&source=ledger&since=2026-01-01&canonical=1&sort=rank&language=en")
    assert page.xpath("//input[@id='q']/@value") == ['a"b<c']
    assert page.xpath("//select[@id='source']/option[@selected]/@value") == ["ledger"]
    assert page.xpath("//input[@id='since']/@value") == ["2026-01-01"]
    assert page.xpath("//input[@id='canonical']/@checked")
    assert page.xpath("//select[@id='sort']/option[@selected]/@value") == ["rank"]


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "20260101", "2026-1-1"])
def test_a_day_that_is_none_is_told_and_left_out(site: Site, day: str) -> None:
    page = site.page(f"/search?q=harbour&since={day}")
    assert f"{day} is no day" in page.xpath("string(//*[@role='alert'])")
    assert found(site, f"q=harbour&since={day}") == [COPY, STORM]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "\u0663"])
def test_a_page_that_is_none_is_the_first_or_the_last(site: Site, page: str) -> None:
    assert site.get(f"/search?q=harbour&page={page}").status_code == 200


def test_pages_follow_one_another(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = search.find_articles.__defaults__
    monkeypatch.setattr(search.find_articles, "__defaults__", (1,))
    assert defaults == (search.PAGE,)
    first = site.page("/search?q=harbour&language=en")
    following = first.xpath("//a[@rel='next']/@href")[0]
    assert found(site, "q=harbour&language=en") == [COPY]
    assert found(site, following.partition("?")[2]) == [STORM]
    assert site.page(following).xpath("//a[@rel='prev']/@href")
    assert not site.page(following).xpath("//a[@rel='next']")


def test_the_page_leads_to_its_feeds(site: Site) -> None:
    page = site.page("/search?q=harbour&source=ledger")
    for kind in ("application/atom+xml", "application/feed+json"):
        address = page.xpath(f"//link[@rel='alternate' and @type='{kind}']/@href")[0]
        assert "q=harbour&source=ledger" in address
        assert site.get(address).headers["content-type"].startswith(kind)


def test_the_atom_feed_is_one(site: Site) -> None:
    answer = site.get("/search.atom?q=harbour")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links == {
        "self": "http://localhost/search.atom?q=harbour",
        "alternate": "http://localhost/search?q=harbour",
    }
    assert [entry.title for entry in feed.entries] == [COPY, STORM]
    assert feed.entries[1].link == f"http://localhost/article/{site.sample.storm}"
    assert [author.name for author in feed.entries[1].authors] == ["Ada Okafor", "Björn Lind"]
    assert feed.entries[1].updated == "2026-01-10T08:30:00Z"
    assert feed.feed.updated == "2026-01-12T08:30:00Z"
    assert len({entry.id for entry in feed.entries}) == 2


def test_the_atom_feed_of_everything_is_well_formed_whatever_the_titles_are(site: Site) -> None:
    feed = feedparser.parse(site.get("/search.atom").content)
    assert not feed.bozo
    assert len(feed.entries) == 4


def test_the_json_feed_is_one(site: Site) -> None:
    document = site.get("/search.json?q=harbour").json()
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "http://localhost/search.json?q=harbour"
    item = document["items"][1]
    assert item["url"] == f"http://localhost/article/{site.sample.storm}"
    assert item["title"] == STORM
    assert item["date_published"] == "2026-01-10T08:30:00Z"
    assert item["authors"] == [{"name": "Ada Okafor"}, {"name": "Björn Lind"}]
    assert "harbour" in item["content_text"]
    assert all("id" in one and ("content_text" in one) for one in document["items"])
