"""Intake, outcomes and settling in the store: what is known again, what is new, and which version is shown."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from db import intake, outcomes, runs, settled
from db.connection import open_store, transaction
from extractors.records import Capture, Extracted, Failure, PartialDate, Precision, Reason, RemovedBlock, Stage

URL = "https://daily.example/story"


@pytest.fixture
def store(tmp_path: Path) -> sqlite3.Connection:
    connection = open_store(tmp_path / "news.db")
    runs.begin_run(connection, "test", "2026-01-01T00:00:00Z")
    with transaction(connection):
        outcomes.store_recipe(connection, "recipe", {"extractor": "1"})
    intake.store_dump(connection, 1, "fingerprint", "dump.jsonl", "dump.jsonl")
    return connection


def capture(body: str, line: int, captured_at: str | None = None) -> Capture:
    return Capture(body.encode(), "text/plain", URL, captured_at, "daily", f"line={line}", None)


def receive(store: sqlite3.Connection, *captures: Capture) -> list[int | None]:
    return intake.store_captures(store, 1, 1, captures, [capture.payload for capture in captures])


def make(store: sqlite3.Connection, capture_id: int | None, text: str, **values: object) -> outcomes.Stored:
    assert capture_id is not None
    extracted = replace(Extracted("payload", URL, text, title=f"About {text}"), **values)  # type: ignore[arg-type]
    with transaction(store):
        source = intake.source_of_capture(store, capture_id)
        return outcomes.store_extracted(store, 1, source, capture_id, extracted, None, "recipe")


def settle(store: sqlite3.Connection) -> set[str]:
    with transaction(store):
        newest = settled.settle_newest(store)
        settled.make_searchable(store, newest.shown)
        return newest.touched


def shown(store: sqlite3.Connection) -> list[str]:
    rows = store.execute("SELECT text FROM articles JOIN versions ON versions.id = articles.newest")
    return [text for (text,) in rows]


def found(store: sqlite3.Connection, word: str) -> int:
    return len(store.execute("SELECT rowid FROM article_search WHERE article_search MATCH ?", [word]).fetchall())


def test_a_capture_is_known_by_its_locator_and_digest(store: sqlite3.Connection) -> None:
    assert receive(store, capture("a", 1), capture("b", 2)) == [1, 2]
    assert receive(store, capture("a", 1), capture("c", 2), capture("a", 3)) == [None, 3, 4]
    assert store.execute("SELECT COUNT(*) FROM payloads").fetchone() == (3,)


def test_a_dump_that_has_moved_is_the_same_dump(store: sqlite3.Connection) -> None:
    moved = intake.store_dump(store, 1, "fingerprint", "renamed.jsonl", "elsewhere/renamed.jsonl")
    assert moved == 1
    assert store.execute("SELECT name, path FROM dumps").fetchall() == [("renamed.jsonl", "elsewhere/renamed.jsonl")]


def test_captures_without_an_outcome_are_pending_whole(store: sqlite3.Connection) -> None:
    with_hints = capture("a", 1, "2026-02-03T04:05:06Z")
    receive(store, with_hints, capture("b", 2), capture("c", 3))
    make(store, 2, "text b")
    with transaction(store):
        intake.store_failure(store, 1, Failure("digest", Stage.EXTRACT, "no text", "line=3"), dump=1, capture=3)
    (pending,) = intake.pending_captures(store)
    assert pending.capture == replace(with_hints, body=b"")
    assert pending.digest == with_hints.payload
    assert intake.forget_failures(store) == 1
    assert [pending.id for pending in intake.pending_captures(store)] == [1, 3]


def test_more_pending_captures_than_a_page_come_in_order(store: sqlite3.Connection) -> None:
    receive(store, *(capture(str(number), number) for number in range(2300)))
    assert [pending.id for pending in intake.pending_captures(store)] == list(range(1, 2301))


def test_a_failure_is_stored_once(store: sqlite3.Connection) -> None:
    failure = Failure(None, Stage.READ, "line 3 is not JSON", "line=3")
    with transaction(store):
        assert intake.store_failure(store, 1, failure, dump=1)
        assert not intake.store_failure(store, 1, failure, dump=1)
        assert intake.store_failure(store, 1, replace(failure, locator="line=4"), dump=1)
        assert intake.store_failure(store, 1, failure)


def test_the_same_text_again_is_one_more_capture_of_the_version(store: sqlite3.Connection) -> None:
    first, second, third = receive(store, capture("a", 1), capture("b", 2), capture("c", 3))
    assert make(store, first, "same") == outcomes.Stored(outcomes.article_id("daily", URL), 1, True, True)
    assert make(store, second, "same").new_version is False
    assert make(store, third, "other") == outcomes.Stored(outcomes.article_id("daily", URL), 2, False, True)
    assert store.execute("SELECT version FROM captures ORDER BY id").fetchall() == [(1,), (1,), (2,)]


def test_removed_texts_are_stored_once_each(store: sqlite3.Connection) -> None:
    menu = RemovedBlock(Reason.NAVIGATION, "menu", 0, "Politics\nCulture")
    first, second = receive(store, capture("a", 1), capture("b", 2))
    make(store, first, "one", removed=(menu, replace(menu, position=1)))
    make(store, second, "two", removed=(menu,))
    assert store.execute("SELECT COUNT(*) FROM removed_texts").fetchone() == (1,)
    assert store.execute("SELECT version, ordinal, position FROM removed_blocks").fetchall() == [
        (1, 0, 0),
        (1, 1, 1),
        (2, 0, 0),
    ]


def test_metadata_is_stored_as_it_was_read(store: sqlite3.Connection) -> None:
    (first,) = receive(store, capture("a", 1))
    date = PartialDate("XXXX-04-05", "5 Apr in 12:20", Precision.DAY_WITHOUT_YEAR)
    make(store, first, "text", published=date, authors=("Ayla Ö.", "B"), free=False)
    row = store.execute("SELECT published, published_raw, published_precision, authors, free FROM versions").fetchone()
    assert row == ("XXXX-04-05", "5 Apr in 12:20", "day-without-year", '["Ayla Ö.", "B"]', 0)


def test_the_version_captured_last_is_shown_whatever_came_first(tmp_path: Path) -> None:
    texts = [("old", "2026-01-01"), ("older", None), ("new", "2026-01-03"), ("middle", "2026-01-02")]
    for seed in range(6):
        shuffled = random.Random(seed).sample(texts, len(texts))
        connection = open_store(tmp_path / f"{seed}.db")
        runs.begin_run(connection, "test", "now")
        with transaction(connection):
            outcomes.store_recipe(connection, "recipe", {})
        intake.store_dump(connection, 1, "f", "d", "d")
        for line, (text, captured_at) in enumerate(shuffled):
            (identity,) = receive(connection, capture(text, line, captured_at))
            make(connection, identity, text)
            settle(connection)
        assert shown(connection) == ["new"]
        assert [found(connection, text) for text, _ in texts] == [0, 0, 1, 0]


def test_a_text_that_comes_back_is_the_newest_again(store: sqlite3.Connection) -> None:
    captures = [capture("a", 1, "2026-01-01"), capture("b", 2, "2026-01-02"), capture("c", 3, "2026-01-03")]
    first, second, third = receive(store, *captures)
    make(store, first, "denied")
    make(store, second, "confirmed")
    settle(store)
    assert shown(store) == ["confirmed"]
    make(store, third, "denied")
    assert settle(store) == {outcomes.article_id("daily", URL)}
    assert shown(store) == ["denied"]
    assert settle(store) == set()


def test_a_settlement_marks_what_changed(store: sqlite3.Connection) -> None:
    (first,) = receive(store, capture("a", 1))
    article = make(store, first, "text").article
    with transaction(store):
        assert settled.number_settlement(store, 1, "now", [article]) == 1
        assert settled.number_settlement(store, 1, "now", []) == 2
    assert store.execute("SELECT id, changed FROM articles").fetchall() == [(article, 1)]


def test_a_run_that_was_killed_is_swept(store: sqlite3.Connection) -> None:
    second = runs.begin_run(store, "test", "later")
    runs.finish_run(store, second, runs.Counts(read=3, failures=1), "end")
    assert store.execute("SELECT id, state, read, failures, finished FROM runs").fetchall() == [
        (1, "killed", 0, 0, None),
        (2, "done", 3, 1, "end"),
    ]
