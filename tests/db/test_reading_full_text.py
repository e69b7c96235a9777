"""What a person types to search: its meaning, and that nothing typed is ever an error."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reading.full_text import full_text_expression

TITLES = ("Harbour storm", "Harbour budget", "Régions vote", "Storm surge in the regions")

# The signs of FTS5's own language, and what a shell or a paste may bring.
SIGNS = st.sampled_from(["OR", "AND", "NOT", "NEAR(", ")", "-", "*", '"', ":", "^", "+", "\0", "\ud800", "title:", "a"])


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE found USING fts5 (title, tokenize = 'unicode61 remove_diacritics 2')")
    connection.executemany("INSERT INTO found VALUES (?)", [(title,) for title in TITLES])
    return connection


def find(index: sqlite3.Connection, query: str) -> list[str]:
    rows = index.execute("SELECT title FROM found WHERE found MATCH ? ORDER BY rowid", (full_text_expression(query),))
    return [title for (title,) in rows]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("harbour storm", [TITLES[0]]),
        ("HARBOUR", [TITLES[0], TITLES[1]]),
        ("regions", [TITLES[2], TITLES[3]]),
        ("storm OR vote", [TITLES[0], TITLES[2], TITLES[3]]),
        ("harbour storm OR regions vote", [TITLES[0], TITLES[2]]),
        ('"storm surge"', [TITLES[3]]),
        ('"surge storm"', []),
        ('"storm surge', [TITLES[3]]),
        ("reg*", [TITLES[2], TITLES[3]]),
        ("storm -harbour", [TITLES[3]]),
        ('storm -"storm surge"', [TITLES[0]]),
        ("storm -harbour -surge", []),
        ("-harbour storm OR budget", [TITLES[1], TITLES[3]]),
        ("harbour AND budget", [TITLES[1]]),
        ("title:harbour", []),
        ("harbour !!! ^", [TITLES[0], TITLES[1]]),
        ("OR harbour OR", [TITLES[0], TITLES[1]]),
    ],
)
def test_a_query_finds_what_it_says(index: sqlite3.Connection, query: str, titles: list[str]) -> None:
    assert find(index, query) == titles


@pytest.mark.parametrize("query", ["", " ", "!!!", '""', '"', "*", "-", "OR", "-harbour", "AND", "\0", "\ud800"])
def test_a_query_without_a_wanted_word_has_no_expression(query: str) -> None:
    assert full_text_expression(query) is None


@given(
    st.one_of(st.text(), st.lists(st.one_of(SIGNS, st.text(max_size=3))).map(" ".join), st.lists(SIGNS).map("".join))
)
def test_no_query_is_an_error(index: sqlite3.Connection, query: str) -> None:
    if full_text_expression(query) is not None:
        find(index, query)


@pytest.mark.parametrize("query", ["harbour " * 5000, "harbour OR " * 5000, "harbour " + "-storm " * 5000, "x" * 10**6])
def test_a_long_query_is_no_error(index: sqlite3.Connection, query: str) -> None:
    find(index, query)
