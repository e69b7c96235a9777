"""What is ours on Datasette's own pages: links, short texts, descriptions, canned queries."""

from __future__ import annotations

import pytest

from db.datasette.cells import LONGEST, render
from db.datasette.queries import QUERIES
from db.descriptions import DESCRIPTIONS
from tests.inspect.site import Site

PARAMETERS = "day=2026-01-10&from=2026-01-01&to=2026-02-01&source=harbour&reason=prompt"


@pytest.mark.parametrize(
    "table",
    ["articles", "versions", "clusters", "verdicts", "article_figures", "article_cuts", "current_articles",
     "canonical_articles", "cluster_members"],
)  # fmt: skip
def test_a_row_with_an_article_leads_to_its_page(site: Site, table: str) -> None:
    links = site.page(f"/news/{table}").xpath("//td//a/@href")
    assert f"/article/{site.sample.storm}" in links


@pytest.mark.parametrize(
    ("table", "address"),
    [
        ("sources", "/source/ledger"),
        ("articles", "/source/ledger"),
        ("source_health", "/source/ledger"),
        ("who_copies_whom", "/source/harbour"),
        ("runs", "/run/2"),
        ("captures", "/run/1"),
        ("articles", "/story/1"),
    ],
)
def test_sources_runs_and_stories_are_linked(site: Site, table: str, address: str) -> None:
    assert address in site.page(f"/news/{table}").xpath("//td//a/@href")


def test_every_link_of_a_table_is_there(site: Site) -> None:
    for table in ("articles", "versions", "runs", "sources", "current_articles"):
        links = {link for link in site.page(f"/news/{table}").xpath("//td//a/@href") if link.startswith("/")}
        assert all(site.get(link).status_code == 200 for link in links)


def test_lists_have_no_long_texts(site: Site) -> None:
    cells = site.page("/news/versions").xpath("//td[contains(@class, 'col-origins')]")
    assert all(len(cell.text_content()) < LONGEST + 30 for cell in cells)
    assert "characters" in cells[0].text_content()


def test_a_cell_is_shown_harmless(site: Site) -> None:
    shown = render(site.datasette, "versions", {}, "title", "<b>\u202egpj")
    assert shown is not None
    assert "<b>" not in shown
    assert "U+202E" in shown
    assert render(site.datasette, "captures", {}, "url", "https://ledger.example/") is None  # Datasette links it
    shown = render(site.datasette, "captures", {}, "url", "javascript:alert(1)")
    assert shown is not None
    assert "href" not in shown


def test_a_source_with_signs_in_its_name_is_one_segment_of_an_address(site: Site) -> None:
    shown = render(site.datasette, "source_health", {}, "source", "a/b?c#d")
    assert shown is not None
    assert 'href="/source/a%2Fb%3Fc%23d"' in shown


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_canned_query_answers(site: Site, name: str) -> None:
    page = site.page(f"/news/{name}?{PARAMETERS}")
    assert QUERIES[name].title in page.xpath("string(//h1)")
    assert not page.xpath("//*[@class='message-error']")
    answer = site.get(f"/news/{name}.json?{PARAMETERS}&_shape=array")
    assert answer.status_code == 200
    if name not in ("changed_articles",):
        assert answer.json()


def test_the_database_page_offers_the_queries(site: Site) -> None:
    page = site.page("/news")
    offered = page.xpath("//a/@href")
    assert all(f"/news/{name}" in offered for name in QUERIES)


def test_arbitrary_sql_is_off(site: Site) -> None:
    assert site.get("/news?sql=select+1").status_code == 403


@pytest.mark.parametrize("table", ["article_figures", "article_cuts"])
def test_the_tables_of_figures_are_described(site: Site, table: str) -> None:
    page = site.page(f"/news/{table}")
    described = page.xpath("//dl[@class='column-descriptions']/dt/text()")
    assert described == list(DESCRIPTIONS[table].columns)
