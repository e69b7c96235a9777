"""Every page: what it shows, that it is well made, and that what it links to is there."""

from __future__ import annotations

from contextlib import closing
from copy import deepcopy
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml.html import HtmlElement

from db.connection import open_store
from tests.inspect.site import FEED, MOVED, TROUBLE, Site, serve

OURS = ("/", "/search", "/article/", "/story/", "/source", "/run", "/copies", "/watches")
MOST_LINKS = 150


def text(element: HtmlElement) -> str:
    """Return the words of an element as they are read: those of two blocks are apart."""
    spaced = deepcopy(element)
    for block in spaced.iter("dt", "dd", "th", "td", "li", "p", "div", "h1", "h2", "h3"):
        block.tail = f" {block.tail or ''}"
    return " ".join(spaced.text_content().split())


def section(page: HtmlElement, name: str) -> str:
    return text(page.get_element_by_id(name))


def pages_of(site: Site) -> dict[str, str]:
    story = site.page(f"/article/{site.sample.storm}").xpath("//*[@class='story-note']//a/@href")[0]
    return {
        "home": "/",
        "article": f"/article/{site.sample.storm}",
        "difference": f"/article/{site.sample.storm}/diff",
        "story": story,
        "comparison": f"{story}/compare",
        "sources": "/sources",
        "source": "/source/ledger",
        "runs": "/runs",
        "run": "/run/2",
        "search": "/search?q=storm",
        "copies": "/copies",
        "watches": "/watches",
    }


NAMES = ("home", "article", "difference", "story", "comparison", "sources", "source", "runs", "run", "search", "copies",
         "watches")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_well_made(site: Site, name: str) -> None:
    page = site.page(pages_of(site)[name])
    assert page.get("lang") == "en"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main[@id='content']")
    assert page.xpath("//nav[@aria-label='Main']")
    assert page.xpath("//a[@class='skip']/@href") == ["#content"]
    assert page.xpath("string(//title)").strip().endswith("Wiresift")
    fields = page.xpath("//input[not(@type='hidden')] | //select")
    labels = set(page.xpath("//label/@for"))
    assert all(field.get("id") in labels or field.iterancestors("label") for field in fields)
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_brings_no_script_or_style_of_its_own(site: Site, name: str) -> None:
    answer = site.get(pages_of(site)[name])
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = site.page(pages_of(site)[name])
    assert page.xpath("//style | //@style | //@onclick | //script[not(@src)]") == []
    loaded = [*page.xpath("//script/@src"), *page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")]
    assert loaded
    assert all(site.get(address).status_code == 200 for address in loaded)


def test_every_link_between_our_pages_leads_somewhere(site: Site) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < MOST_LINKS:
        here = waiting.pop()
        for link in site.page(here).xpath("//a/@href"):
            address = urljoin(here, link.partition("#")[0])
            if urlsplit(address).netloc == "" and address.startswith(OURS) and address not in seen:
                seen.add(address)
                waiting += [address] if not address.startswith(("/search.atom", "/search.json")) else []
    assert {"/copies", "/runs", "/run/2", "/source/ledger", f"/article/{site.sample.copy}"} <= seen


def test_home_shows_the_state_at_a_glance(site: Site) -> None:
    page = site.page("/")
    totals = section(page, "totals")
    assert totals == "articles 4 stories 3 of the articles are copies 25.0% captures 7 failures 2"
    rows = [text(row) for row in page.xpath("//*[@id='articles-a-day']//tbody/tr")]
    assert rows[-3:] == ["2026-01-10 1 0", "2026-01-11 0 0", "2026-01-12 0 1"]
    assert "Storm shuts harbour" in section(page, "widely-copied")
    assert "2 articles in 2 outlets" in section(page, "widely-copied")
    assert "Storm at sea" not in section(page, "newest")
    assert "ledger" in section(page, "sources")
    assert "killed" in section(page, "runs")


def test_an_article_shows_its_text_with_every_cut_in_its_place(site: Site) -> None:
    page = site.page(f"/article/{site.sample.copy}")
    pieces = [text(piece) for piece in page.get_element_by_id("text").xpath("./p | ./div")]
    assert [piece[:30] for piece in pieces] == [
        "removed: navigation – page hea",
        "A storm closed the harbour on ",
        "Forty-five boats stayed in por",
        "removed: prompt – newsletter S",
        "removed: link-list – under the",
    ]
    assert [text(line) for line in page.xpath("//div[contains(@class, 'cut-navigation')]//del/span")] == [
        "Home",
        "World",
        "Sport",
    ]
    assert "link-list 1 run, 16.2%" in section(page, "cuts")


def test_an_article_shows_where_everything_came_from(site: Site) -> None:
    page = site.page(f"/article/{site.sample.storm}")
    facts = {text(fact[0]): text(fact[1]) for fact in page.xpath("//*[@id='metadata']//dl/div")}
    assert facts["title"] == "Storm shuts harbour json-ld"
    assert facts["authors"] == "Ada Okafor; Björn Lind meta"
    assert "written “2026-01-10 9:30”, known to the minute" in facts["published"]
    assert "trafilatura 2.3.1" in facts["recipe"]
    captures = section(page, "captures")
    assert "3 captures" in captures
    assert "10 Jan 2026, 10:00 UTC · wire.jsonl · line=1" in captures
    assert "dumps/wire.jsonl" in captures
    assert "2 versions" in section(page, "versions")
    assert "excerpt Storm at sea of harbour" in section(page, "links")
    assert "Jaccard 0.70, containment 1.00 (this one is the larger)" in section(page, "links")
    assert "same-story with" in section(page, "verdicts")
    assert "no text found" in section(page, "failures")


def test_a_copy_says_whose_it_is(site: Site) -> None:
    note = text(site.page(f"/article/{site.sample.copy}").xpath("//*[@class='story-note']")[0])
    assert note == "A copy: its story has 2 articles; first is Storm shuts harbour of ledger."


def test_an_older_version_says_that_it_is_older(site: Site) -> None:
    address = f"/article/{site.sample.storm}"
    versions = site.page(address).xpath("//*[@id='versions']//li//a[contains(@href, 'version=')]/@href")
    page = site.page(versions[-1])
    assert "not the newest" in text(page.xpath("//*[@role='status']")[0])
    assert "Forty boats" in section(page, "text")
    assert "is no such" not in text(site.page(f"{address}?version=x"))
    assert "no version 99" in text(site.page(f"{address}?version=99", 404))


def test_a_difference_shows_what_went_and_what_came(site: Site) -> None:
    page = site.page(f"/article/{site.sample.storm}/diff")
    assert text(page.xpath("//*[@id='diff-metadata']//dd")[0]) == "Storm closes shuts harbour"
    changed = page.xpath("//*[@id='diff']//*[@class='changed']")
    assert [text(one) for one in changed] == ["Forty Forty-five boats stayed in port."]
    assert [text(one) for one in changed[0].xpath(".//del | .//ins")] == ["Forty", "Forty-five"]
    older, newer = page.xpath("//select[@id='from']/option/@value")
    backwards = site.page(f"/article/{site.sample.storm}/diff?from={newer}&to={older}")
    assert text(backwards.xpath("//*[@id='diff']//ins")[0]) == "Forty"


def test_a_story_shows_its_articles_in_time_and_what_joins_them(site: Site) -> None:
    page = site.page(pages_of(site)["story"])
    members = [text(member) for member in page.xpath("//*[@id='members']//li")]
    assert members[0].startswith("Storm shuts harbour ledger · 10 Jan 2026, 09:30 +01:00")
    assert "first shown first" in members[0]
    assert "2.0 days later" in members[1]
    assert "excerpt of Storm shuts harbour: Jaccard 0.70" in members[1]
    places = page.xpath("//*[@id='timeline']//circle/@cx")
    assert places == ["3.0%", "97.0%"]


def test_two_articles_side_by_side_have_their_shared_passages_marked(site: Site) -> None:
    page = site.page(pages_of(site)["comparison"])
    for side in ("left", "right"):
        marks = page.xpath(f"//*[@id='{side}']//mark")
        assert [text(mark) for mark in marks] == [
            "A storm closed the harbour on Monday.",
            "Forty-five boats stayed in port",
        ]
    assert "The mole held." in section(page, "left")


def test_a_source_shows_what_it_brought_and_what_ails_it(site: Site) -> None:
    page = site.page("/source/ledger")
    assert section(page, "counts").startswith("articles 2 ")
    assert "Follow us everywhere 31 everywhere Storm shuts harbour" in section(page, "furniture")
    article = site.page(page.xpath("//*[@id='furniture']//td/a/@href")[0])
    assert "Read also: fish" in section(article, "text")
    feed = section(page, "feed")
    assert FEED in feed
    assert "3 failures in a row" in feed
    assert MOVED in feed
    assert "the server answered 503" in feed
    assert "no text found" in section(page, "failures")
    assert "harbour" in section(page, "copies")
    reasons = [row.split() for row in map(text, page.xpath("//table[@class='cut-table']/tbody/tr"))]
    shares = [float(row[-1].rstrip("%")) for row in reasons]
    assert sorted(shares, reverse=True) == shares
    heads = [text(head) for head in page.xpath("//*[@id='removed-a-day']//figure//thead//th")]
    last = [float(text(cell)) for cell in page.xpath("//*[@id='removed-a-day']//figure//tbody/tr[last()]/td")]
    assert heads == ["day", *(row[0] for row in reasons)]
    assert 0 < sum(last) < 100


@pytest.mark.parametrize(
    ("path", "name", "ill"),
    [("/", "sources", ["ledger ill"]), ("/sources", "troubles", ["ledger ill"]), ("/source/ledger", "troubles", [])],
)
def test_what_is_wrong_with_a_source_is_told(site: Site, path: str, name: str, ill: list[str]) -> None:
    page = site.page(path)
    assert f"ledger: {TROUBLE} silent, known since 13 Jan 2026" in section(page, name)
    marked = page.xpath("//table[@class='sources']//th[.//*[contains(@class, 'badge')]]")
    assert [text(one) for one in marked] == ill


def test_what_a_rule_removed_is_told_of_its_source(site: Site) -> None:
    told = [section(site.page(f"/source/{name}"), "rules") for name in ("ledger", "harbour")]
    assert sum(".related" in rules and "Read also: fish" in rules for rules in told) == 1


def test_a_run_shows_its_counts_and_failures_with_their_captures(site: Site) -> None:
    page = site.page("/run/2")
    assert section(page, "counts").startswith("records read 6 ")
    failures = section(page, "failures")
    assert "line 8 is not JSON" in failures
    capture = page.xpath("//*[@id='failures']//a[contains(@href, 'captures')]/@href")[0]
    assert site.get(capture).status_code == 200
    killed = site.page("/run/1")
    assert "Nothing is lost" in text(killed)
    assert "Storm shuts harbour" in section(killed, "articles")


def test_who_copies_whom(site: Site) -> None:
    rows = [text(row) for row in site.page("/copies").xpath("//tbody/tr")]
    assert rows == ["ledger harbour 1 2.0 days 1"]


def test_a_watch_shows_what_it_asks_for_and_what_it_has_told(site: Site) -> None:
    page = site.page("/watches")
    assert [text(name) for name in page.xpath("//h2")] == ["storms", "source-health"]
    storms, health = page.xpath("//section[@class='watch']")
    assert 'Articles with storm OR "strong wind" of ledger in en. 2 alerts since 9 Jan 2026' in text(storms)
    told = [text(one) for one in storms.xpath(".//ol[@class='stories']/li")]
    assert told == [
        "Storm shuts harbour correction ledger · told 11 Jan 2026, 12:00 UTC · its story",
        "Storm shuts harbour story ledger · told 10 Jan 2026, 12:00 UTC · its story",
    ]
    assert storms.xpath(".//ol[@class='stories']//a/@href")[:2] == [f"/article/{site.sample.storm}", "/source/ledger"]
    assert f"ledger: {TROUBLE}" in text(health)
    assert "recovery ledger" in text(health.xpath(".//ol[@class='stories']/li")[0])


def test_a_watch_shows_what_waits_and_why(site: Site) -> None:
    storms, health = site.page("/watches").xpath("//section[@class='watch']")
    assert "feed nothing waits took one last 11 Jan 2026, 12:01 UTC" in text(storms)
    assert "webhook 2 alerts wait has taken none yet" in text(storms)
    waiting = [text(one) for one in storms.xpath(".//ol[@class='lines']/li")]
    assert [line.count("refused 1 time") for line in waiting] == [1, 0]
    assert "offered again 11 Jan 2026, 18:00 UTC the receiver answered 503" in waiting[0]
    assert "the receiver answered 503 Tried again 13 Jan 2026, 18:00 UTC." in text(health)


def test_home_leads_to_the_watches(site: Site) -> None:
    watches = site.page("/").get_element_by_id("watches")
    assert text(watches) == "Watches 2 watches, 4 alerts so far, 4 deliveries wait."
    assert watches.xpath(".//a/@href") == ["/watches"]


def test_without_watches_the_page_says_how_to_have_one(site: Site, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "new.db")):
        empty = Site(serve(tmp_path / "new.db"), site.sample)
        assert "seeds/watches.toml" in text(empty.page("/watches"))
        assert "None yet" in section(empty.page("/"), "watches")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/article/ffffffffffffffff", "no article's id begins with 'ffffffffffffffff'"),
        ("/article/%3Cb%3E", "is no article id"),
        ("/article/ffffffffffffffff/diff", "no two such versions"),
        ("/story/99", "no story 99"),
        ("/story/99/compare", "no story 99"),
        ("/source/nobody", "no source called nobody"),
        ("/source/%2e%2e%2fnews.db", "no source called ../news.db"),
        ("/run/99", "no run 99"),
    ],
)
def test_what_is_not_there_is_told_in_words(site: Site, path: str, words: str) -> None:
    page = site.page(path, 404)
    assert words in text(page.get_element_by_id("content"))
    assert page.xpath("//main//a[@href='/search']")


def test_the_beginning_of_an_id_leads_to_the_article(site: Site) -> None:
    answer = site.get(f"/article/{site.sample.storm[:9]}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/article/{site.sample.storm}"


def test_a_page_that_takes_too_long_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.datasette.answering.LONGEST", -1.0)
    monkeypatch.setattr("db.datasette.answering.STEPS", 1)
    assert "took too long" in text(site.page("/sources", 503))


def test_behind_a_web_server_every_address_begins_with_its_path(site: Site) -> None:
    behind = Site(serve(site.sample.path, base_url="/wire/"), site.sample)
    for address in pages_of(site).values():
        links = behind.page(address).xpath("//@href | //@src | //@action")
        assert all(link.startswith(("/wire/", "#", "http")) for link in links), address
    assert "http://localhost/wire/article/" in behind.get("/search.atom").text
