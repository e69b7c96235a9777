"""No page goes over a large table row by row, whatever the size of the store: told by SQLite's own plans.

Out: times, which are measured on 200,000 articles (`bench.inspect`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from db.connection import open_reader
from db.datasette.queries import QUERIES
from db.reading.pages.article import read_article, read_difference
from db.reading.pages.copying import read_copying
from db.reading.pages.home import read_home
from db.reading.pages.run import read_run, read_runs
from db.reading.pages.search import Question, find_articles, read_choices
from db.reading.pages.source import read_source
from db.reading.pages.sources import read_sources
from db.reading.pages.story import read_comparison, read_story
from db.reading.pages.watches import read_watches_page
from tests.inspect.site import Site

TODAY = "2026-01-31"
STORM = "0ebf3cfe08135ecd"

# What grows with the store: none of these may be gone over but along an index that has all that is asked for.
LARGE = ("alerts", "articles", "article_figures", "article_cuts", "captures", "clusters", "deliveries", "links",
         "payloads", "removed_blocks", "removed_texts", "versions")  # fmt: skip
SCAN = re.compile(rf"SCAN (?:{'|'.join(LARGE)})(?! USING COVERING INDEX)\b")

# A count of a whole table reads no row of it, and there are as few stories as the table's own tree is small.
COUNTS = re.compile(r"SELECT COUNT\(\*\) FROM \w+\)")

PAGES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "home": lambda store: read_home(store, TODAY),
    "article": lambda store: read_article(store, STORM),
    "difference": lambda store: read_difference(store, STORM, None, None),
    "story": lambda store: read_story(store, 1),
    "comparison": lambda store: read_comparison(store, 1, None, None),
    "sources": read_sources,
    "source": lambda store: read_source(store, "ledger", TODAY),
    "runs": read_runs,
    "run": lambda store: read_run(store, 1),
    "copying": read_copying,
    "watches": read_watches_page,
    "choices": read_choices,
    "search": lambda store: find_articles(store, Question("harbour")),
    "ranked": lambda store: find_articles(store, Question("harbour", best_first=True)),
    "filtered": lambda store: find_articles(
        store, Question("harbour", "ledger", "en", "2026-01-01", "2026-02-01", canonical=True)
    ),
    "browsed": lambda store: find_articles(store, Question(source="ledger", canonical=True)),
}


@pytest.fixture
def store(site: Site) -> Iterator[sqlite3.Connection]:
    with closing(open_reader(site.sample.path)) as connection:
        yield connection


def plans(store: sqlite3.Connection, read: Callable[[sqlite3.Connection], object]) -> dict[str, list[str]]:
    """Return by statement that `read` executes the lines of its plan."""
    statements: list[str] = []
    store.set_trace_callback(statements.append)
    read(store)
    store.set_trace_callback(None)
    asked = {statement for statement in statements if statement.lstrip().startswith(("SELECT", "WITH"))}
    return {statement: plan_of(store, statement) for statement in asked}


def plan_of(store: sqlite3.Connection, statement: str, values: dict[str, str] | None = None) -> list[str]:
    rows = store.execute(f"EXPLAIN QUERY PLAN {statement}", values or {}).fetchall()
    return [row[3] for row in rows]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_goes_over_no_large_table(store: sqlite3.Connection, name: str) -> None:
    found = plans(store, PAGES[name])
    assert found
    slow = {
        statement: [line for line in plan if SCAN.search(line)]
        for statement, plan in found.items()
        if not COUNTS.search(statement)
    }
    assert {statement: lines for statement, lines in slow.items() if lines} == {}


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_goes_over_no_large_table(store: sqlite3.Connection, name: str) -> None:
    names = ("day", "from", "to", "source", "reason")
    plan = plan_of(store, QUERIES[name].sql, dict.fromkeys(names, "x"))
    assert not any(SCAN.search(line) for line in plan)


@pytest.mark.parametrize("name", ["search", "filtered", "browsed"])
def test_the_newest_are_found_without_sorting_all(store: sqlite3.Connection, name: str) -> None:
    (plan,) = [plan for statement, plan in plans(store, PAGES[name]).items() if "hits" in statement]
    gathered = plan[
        : next(at for at, line in enumerate(plan) if "SCAN hits" in line or "article_search VIRTUAL" in line)
    ]
    assert any("article_figures_by_time" in line for line in plan)
    assert not any("TEMP B-TREE" in line for line in gathered)


def test_the_plans_tell_a_walk_over_a_large_table(store: sqlite3.Connection) -> None:
    assert any(SCAN.search(line) for line in plan_of(store, "SELECT title FROM versions"))
    assert not any(SCAN.search(line) for line in plan_of(store, "SELECT run FROM versions"))
