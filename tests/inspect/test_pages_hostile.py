"""Stored content that wants to be more than text: it is shown as text."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from db import intake, outcomes, runs
from db.connection import open_store, transaction
from db.figures import count_again
from db.reading.search import MARK_BEGIN
from extractors.records import Extracted, Failure, Reason, RemovedBlock, Stage
from tests.db.reading_store import Sample, add, settle
from tests.inspect.site import Site, serve

MARKUP = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"--; DROP TABLE articles;'
OVERRIDE = "invoice\u202egpj.exe\u2066\x1b[2J"
LONG = "a" * 5000
SCHEMES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd")
SOURCE = 'evil/"><script>alert(3)</script>'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    with closing(open_store(path)) as store:
        runs.begin_run(store, f"ingest {MARKUP}", "2026-01-01T00:00:00Z")
        with transaction(store):
            outcomes.store_recipe(store, "recipe-1", {"extractor": MARKUP})
        intake.store_dump(store, 1, "print", f"{MARKUP}.jsonl", f"/{OVERRIDE}")
        articles = [add(store, 1, SOURCE, None, None, _article("one"))]
        articles += [add(store, 2 + at, SOURCE, None, None, _article(scheme)) for at, scheme in enumerate(SCHEMES)]
        settle(store, 1)
        with transaction(store):
            store.execute("UPDATE removed_blocks SET reason = ? WHERE ordinal = 1", [MARKUP])
            store.execute("UPDATE articles SET cluster = 1")
            intake.store_failure(store, 1, Failure(None, Stage.READ, MARKUP, OVERRIDE), dump=1)
            versions = [row[0] for row in store.execute("SELECT newest FROM articles ORDER BY newest LIMIT 2")]
            passages = json.dumps([MARKUP, OVERRIDE])
            store.execute(
                "INSERT INTO links VALUES (?, ?, ?, .5, .5, ?, 1, ?)", [*versions, MARKUP, versions[0], passages]
            )
            count_again(store, articles)
    return Site(serve(path), Sample(path, articles[0], articles[1], articles[2], articles[3]))


def _article(address: str) -> Extracted:
    removed = (
        RemovedBlock(Reason.PROMPT, MARKUP, 0, f"{MARKUP}\n{OVERRIDE}\n{LONG}"),
        RemovedBlock(Reason.OTHER, OVERRIDE, 1, MARKUP),
    )
    return Extracted(
        "",
        address,
        f"{MARKUP} {address}\n{OVERRIDE}\n{LONG}\n{MARK_BEGIN}",
        title=f"{MARKUP}{OVERRIDE}{LONG}",
        authors=(MARKUP, OVERRIDE),
        language='en" onload="alert(4)',
        standfirst=MARKUP,
        canonical_url=address,
        section=MARKUP,
        tags=(MARKUP,),
        image=address,
        removed=removed,
    )


def addresses(site: Site) -> list[str]:
    source = "evil%2F%22%3E%3Cscript%3Ealert%283%29%3C%2Fscript%3E"
    articles = [site.sample.storm, site.sample.copy, site.sample.villain, site.sample.plain]
    pages = ["/", "/sources", f"/source/{source}", "/runs", "/run/1", "/copies", "/story/1", "/story/1/compare"]
    pages += [f"/article/{article}" for article in articles]
    pages += [
        "/search?q=alert",
        f"/search?source={source}",
        "/search?q=%3Cscript%3Ealert(5)%3C/script%3E&language=%22%3E",
    ]
    return [*pages, "/news/versions", "/news/articles", "/news/failures", "/news/links", "/news/newest_articles"]


def test_nothing_stored_becomes_markup(hostile: Site) -> None:
    for address in addresses(hostile):
        page = hostile.page(address)
        assert all("alert(" not in (script.text or "") for script in page.iter("script")), address
        assert page.xpath("//img | //*[@onerror] | //*[@onload]") == [], address
        assert all(link.split(":")[0] in ("http", "https") or link.startswith(("/", "#", "?")) for link in _links(page))


def _links(page: object) -> list[str]:
    found = page.xpath("//a/@href")  # type: ignore[attr-defined]
    return [str(link) for link in found]


def test_nothing_stored_is_obeyed(hostile: Site) -> None:
    for address in addresses(hostile):
        body = hostile.get(address).text
        assert not set("\u202e\u2066\x1b").intersection(body), address
    assert "U+202E" in hostile.get(f"/article/{hostile.sample.storm}").text


def test_what_is_stored_is_all_there(hostile: Site) -> None:
    page = hostile.page(f"/article/{hostile.sample.storm}")
    assert "DROP TABLE articles;" in page.get_element_by_id("text").text_content()
    assert LONG in page.get_element_by_id("text").text_content()
    cut = page.xpath("//*[contains(@class, 'cut-other')]//*[@class='cut-why']")[0].text_content()
    assert MARKUP in cut  # a reason that is none of ours has the look of "other" and its own name


def test_every_page_of_ours_keeps_its_policy(hostile: Site) -> None:
    for address in addresses(hostile):
        if not address.startswith("/news"):
            assert "unsafe" not in hostile.get(address).headers["content-security-policy"]


def test_the_feeds_are_well_formed(hostile: Site) -> None:
    answer = hostile.get("/search.json?q=alert")
    assert len(answer.json()["items"]) == 5
    assert answer.headers["x-content-type-options"] == "nosniff"
