"""The synthetic store of the benchmark of pages: as large as asked, the same each time, and fit to be looked at."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bench.inspect import Timing, _slowest, addresses
from bench.inspect_store import RUNS, build
from db.connection import open_reader
from db.reading.status import read_status

ARTICLES = 400


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "inspect.db"
    build(path, ARTICLES)
    return path


def test_it_has_what_pages_show(database: Path) -> None:
    with closing(open_reader(database)) as store:
        counts = {
            table: store.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("articles", "article_figures", "article_search_docsize", "runs", "links", "removed_blocks")
        }
        status = read_status(store)
    assert counts["articles"] == counts["article_figures"] == counts["article_search_docsize"] == ARTICLES
    assert counts["runs"] == RUNS
    assert counts["links"] > 0
    assert 4 * ARTICLES < counts["removed_blocks"] < 7 * ARTICLES
    assert {run.state for run in status.runs} == {"done"}


def test_every_page_that_is_measured_has_an_address(database: Path) -> None:
    with closing(open_reader(database)) as store:
        pages = addresses(store, database.stem)
    every = [page for kind in pages.values() for page in kind]
    assert len(set(every)) == len(every)
    assert all(page.startswith("/") and "None" not in page for page in every)
    assert {f"/{database.stem}/{name}" for name in ("articles", "current_articles", "source_health")} <= set(every)
    assert len(pages["the next rows of a table or view"]) > 10


def test_the_slowest_of_a_kind_of_pages_stands_for_it() -> None:
    slowest = _slowest("a table", [Timing("/a", 0.1, (0.1,)), Timing("/b", 0.1, (0.3,))])
    assert slowest == Timing("a table, 2 pages: the slowest, `/b`", 0.1, (0.3,))
    assert _slowest("home", [Timing("/", 0.1, (0.1,))]).name == "home"


def test_a_page_is_within_the_goal_when_even_its_slowest_answer_is() -> None:
    assert Timing("home", 0.2, (0.1, 0.5)).row == "| home | 200 | 300 | 500 | yes |"
    assert Timing("home", 0.51, (0.1, 0.1)).row.endswith("| 510 | **no** |")
