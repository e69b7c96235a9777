"""What is ours on Datasette's own pages: links, short texts, descriptions, canned queries."""

from __future__ import annotations

from contextlib import closing

import pytest

from db.connection import open_reader
from db.datasette.cells import LONGEST, render
from db.datasette.queries import QUERIES
from db.datasette.stock import LARGE, MANY
from db.descriptions import DESCRIPTIONS
from tests.inspect.site import Site, serve

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


def statements_of(site: Site, path: str) -> list[str]:
    """Return the SQL that answering this request executes."""
    executed: list[str] = []
    store = site.datasette.get_database()
    site.get(path)  # the connections are there
    for connection in store._all_file_connections:
        connection.set_trace_callback(executed.append)
    assert site.get(path).status_code == 200
    for connection in store._all_file_connections:
        connection.set_trace_callback(None)
    return executed


@pytest.mark.parametrize("name", ["articles", "current_articles", "removed_blocks", "article_cuts", "postings"])
def test_the_rows_of_a_large_table_are_not_counted(site: Site, name: str) -> None:
    for path in (f"/news/{name}", f"/news/{name}.json", f"/news/{name}?_size=1", "/news"):
        executed = statements_of(site, path)
        counts = [one for one in executed if "count(*)" in one.lower() and f" {name} " in one.replace('"', " ")]
        assert [one for one in counts if not one.endswith(f"LIMIT {MANY})")] == []


def test_the_rows_of_a_short_table_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 rows" in site.page("/news/runs").xpath("string(//h3)")
    assert "Many rows" not in site.page("/news").xpath("string(//main)")
    monkeypatch.setattr("db.datasette.stock.MANY", 4)
    rows = site.page("/news").xpath("string(//h3[a='articles']/following-sibling::p[2])")
    assert rows == "Many rows"


def test_a_large_table_can_be_read_to_its_end(site: Site) -> None:
    address, seen = "/news/articles?_size=1", 0
    while address:
        page = site.page(address)
        seen += len(page.xpath("//table[@class='rows-and-columns']/tbody/tr"))
        address = page.xpath("string(//a[text()='Next page']/@href)").removeprefix("http://localhost")
    assert seen == 4


def test_a_large_table_is_not_sorted_row_by_row(site: Site) -> None:
    assert "Cannot sort table by words" in site.get("/news/versions?_sort=words").text
    assert site.get("/news/versions?_sort=id").status_code == 200
    sorting = site.page("/news/articles").xpath("//th//a[contains(@href, '_sort')]")
    assert [link.text_content().split()[0] for link in sorting] == ["id"]


def test_a_row_counts_what_refers_to_it_where_an_index_finds_that(site: Site) -> None:
    links = site.page("/news/sources/1").xpath("//a/@href")
    assert "/news/furniture?source=1" in links
    assert "/news/articles?source=1" not in links
    links = site.page("/news/runs/1").xpath("//a/@href")
    assert "/news/versions?run=1" in links
    assert "/news/captures?run=1" not in links


def test_what_is_closed_is_closed_behind_a_web_server_too(site: Site) -> None:
    behind = Site(serve(site.sample.path, base_url="/wire/"), site.sample)
    assert behind.get("/-/databases").status_code == 404
    assert "'unsafe-inline'" in behind.get("/news").headers["content-security-policy"]
    assert "rows" not in behind.page("/news/articles").xpath("string(//title)")


def test_large_tables_are_sorted_by_their_key(site: Site) -> None:
    with closing(open_reader(site.sample.path)) as store:
        for table, key in LARGE.items() - {("who_copies_whom", "copies")}:
            columns = store.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0", [table]).fetchall()
            assert [name for (name,) in columns] == [key] or (key is None and len(columns) != 1), table


def test_arbitrary_sql_is_off(site: Site) -> None:
    assert site.get("/news?sql=select+1").status_code == 403


@pytest.mark.parametrize("table", ["article_figures", "article_cuts"])
def test_the_tables_of_figures_are_described(site: Site, table: str) -> None:
    page = site.page(f"/news/{table}")
    described = page.xpath("//dl[@class='column-descriptions']/dt/text()")
    assert described == list(DESCRIPTIONS[table].columns)
