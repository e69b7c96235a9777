"""The view `who_copies_whom`: who was first, how many copies, and the median delay, beside a count in plain Python."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import pytest

from db import migrations
from db.connection import open_store
from db.figures import count_again
from db.schema import MAIN

Story = Sequence[tuple[str, str | None, str | None]]  # source, published_at, precision; the canonical first


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    connection = open_store(Path(":memory:"))
    connection.execute("PRAGMA foreign_keys = OFF")  # clusters and articles name each other
    connection.executemany("INSERT INTO sources (name) VALUES (?)", [(name,) for name in "abcd"])
    yield connection
    connection.close()


def tell(store: sqlite3.Connection, stories: Sequence[Story]) -> None:
    """Store the stories, each as a cluster."""
    number = 0
    for cluster, story in enumerate(stories, start=1):
        for place, (source, published_at, precision) in enumerate(story):
            number += 1
            article = f"{number:04}"
            if place == 0:
                store.execute("INSERT INTO clusters VALUES (?, ?)", [cluster, article])
            store.execute(
                "INSERT INTO versions (id, article, digest, published_at, published_precision, origins, words, recipe,"
                " run, text) VALUES (?, ?, '', ?, ?, '{}', 1, '', 1, '')",
                [number, article, published_at, precision],
            )
            store.execute(
                "INSERT INTO articles (id, source, address, run, newest, cluster)"
                " VALUES (?, (SELECT id FROM sources WHERE name = ?), ?, 1, ?, ?)",
                [article, source, article, number, cluster],
            )
    count_again(store, [row[0] for row in store.execute("SELECT id FROM articles")])


def copying(store: sqlite3.Connection) -> list[tuple[object, ...]]:
    return store.execute("SELECT * FROM who_copies_whom ORDER BY source, copied_by").fetchall()


def at(hour: int, minute: int = 0) -> tuple[str, str]:
    return f"2026-05-{hour // 24 + 1:02}T{hour % 24:02}:{minute:02}:00Z", "minute"


DAY = ("2026-05-01T00:00:00Z", "day")
UNKNOWN = (None, None)


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ([[("a", *at(1))]], []),
        ([[("a", *at(1)), ("b", *at(3, 30))]], [("a", "b", 1, 1, 2.5)]),
        # the canonical of a preferred source is not therefore the first
        ([[("a", *at(9)), ("b", *at(3))]], [("b", "a", 1, 1, 6.0)]),
        # a day counts as its end, and gives no delay
        ([[("a", *DAY), ("b", *at(20))]], [("b", "a", 1, 0, None)]),
        ([[("a", *at(20)), ("b", *DAY)]], [("a", "b", 1, 0, None)]),
        # where nothing is known the canonical is the first
        ([[("b", *UNKNOWN), ("a", *UNKNOWN)]], [("b", "a", 1, 0, None)]),
        ([[("b", *UNKNOWN), ("a", *at(5))]], [("a", "b", 1, 0, None)]),
        # a source that brings its own story again
        ([[("a", *at(1)), ("a", *at(2))]], [("a", "a", 1, 1, 1.0)]),
        # the median of two is their mean, of three the middle; what has no time does not count
        ([[("a", *at(0)), ("b", *at(2)), ("b", *at(40))]], [("a", "b", 2, 2, 21.0)]),
        ([[("a", *at(0)), ("b", *at(2)), ("b", *at(40)), ("b", *at(3)), ("b", *UNKNOWN)]], [("a", "b", 4, 3, 3.0)]),
    ],
)
def test_who_was_first_and_how_much_later_the_others_were(
    store: sqlite3.Connection, stories: list[Story], expected: list[tuple[object, ...]]
) -> None:
    tell(store, stories)
    assert copying(store) == expected


def test_it_is_what_python_counts(store: sqlite3.Connection) -> None:
    dice = random.Random(4)
    hours = iter(dice.sample(range(600), 400))  # all different, so that it is certain who was first
    stories = [[(dice.choice("abcd"), *at(next(hours))) for _ in range(dice.randint(1, 5))] for _ in range(80)]
    tell(store, stories)
    delays: dict[tuple[str, str], list[float]] = {}
    for story in stories:
        (first, began, _), *copies = sorted(story, key=lambda member: member[1])
        for source, published_at, _ in copies:
            delays.setdefault((first, source), []).append(hours_between(began, published_at))
    assert copying(store) == [
        (*pair, len(some), len(some), pytest.approx(median(some), abs=0.06)) for pair, some in sorted(delays.items())
    ]


def hours_between(began: str, published_at: str) -> float:
    day, hour = (int(published_at[at]) - int(began[at]) for at in (slice(8, 10), slice(11, 13)))
    return 24.0 * day + hour


def test_a_store_from_before_the_view_gets_it(tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    migrations.apply(older, {"0001_first_tables": MAIN["0001_first_tables"]})
    assert older.execute("SELECT 1 FROM sqlite_master WHERE name = 'who_copies_whom'").fetchone() is None
    older.close()
    store = open_store(tmp_path / "news.db")
    assert copying(store) == []
    store.close()
