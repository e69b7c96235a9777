"""The figures of articles, and their sums, are what counting everything again gives, after every settlement."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db import figures as counting
from db import settled
from db.connection import open_store, transaction
from db.figures import count_again
from extractors.records import Extracted, Reason, RemovedBlock
from tests.db.reading_store import Sample, add, make_sample
from tests.db.sums import counted_sums, kept_sums

CUTS = "SELECT article, reason, source, day, blocks, characters FROM article_cuts ORDER BY article, reason"
FIGURES = "SELECT * FROM article_figures ORDER BY article"


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


@pytest.fixture
def store(sample: Sample) -> Iterator[sqlite3.Connection]:
    connection = open_store(sample.path)
    yield connection
    connection.close()


def figures(store: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [store.execute(statement).fetchall() for statement in (FIGURES, CUTS)]


def counted_from_nothing(store: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    """Return the figures as they are when all of them are counted, and leave the store as it is."""
    store.execute("BEGIN IMMEDIATE")
    store.execute("DELETE FROM article_figures")
    store.execute("DELETE FROM article_cuts")
    count_again(store, [row[0] for row in store.execute("SELECT id FROM articles WHERE newest IS NOT NULL")])
    everything = figures(store)
    store.rollback()
    return everything


def assert_right(store: sqlite3.Connection) -> None:
    assert figures(store) == counted_from_nothing(store)
    assert kept_sums(store) == counted_sums(store)


def test_a_settlement_counts_what_it_changed(store: sqlite3.Connection, sample: Sample) -> None:
    store.execute("DELETE FROM article_figures")
    store.execute("DELETE FROM article_cuts WHERE article = ?", [sample.copy])
    count_again(store, [sample.copy])
    row = store.execute(
        "SELECT day, copy, kept, first_source, delay FROM article_figures WHERE article = ?", [sample.copy]
    ).fetchone()
    ledger = store.execute("SELECT id FROM sources WHERE name = 'ledger'").fetchone()[0]
    assert row == ("2026-01-12", 1, 70, ledger, pytest.approx(48.0))  # counted with the story that it has joined
    cuts = store.execute("SELECT reason, blocks, characters FROM article_cuts WHERE article = ?", [sample.copy])
    assert sorted(cuts) == [("link-list", 1, 21), ("navigation", 1, 16), ("prompt", 1, 23)]
    assert store.execute("SELECT COUNT(*) FROM article_figures").fetchone() == (2,)


def test_nothing_waits_to_be_counted_after_a_settlement(store: sqlite3.Connection) -> None:
    assert store.execute("SELECT COUNT(*) FROM uncounted").fetchone() == (0,)


def test_a_new_text_takes_the_place_of_the_old_one(store: sqlite3.Connection, sample: Sample) -> None:
    removed = (RemovedBlock(Reason.BIO, "about the author", 0, "Ada writes."),)
    add(store, 9, "ledger", None, None, Extracted("", "digest", "Bazar bağlandı, hamı evə getdi.", removed=removed))
    with transaction(store):
        newest = settled.settle_newest(store)
        settled.make_searchable(store, newest.shown)
        settled.number_settlement(store, 2, "2026-02-01T00:00:00Z", sorted(newest.touched | {sample.storm}))
    kept, reasons = store.execute(
        "SELECT kept, (SELECT GROUP_CONCAT(reason) FROM article_cuts WHERE article = :a) FROM article_figures"
        " WHERE article = :a",
        {"a": sample.plain},
    ).fetchone()
    assert (kept, reasons) == (31, "bio")
    assert_right(store)


def test_an_article_without_a_text_has_no_figures(store: sqlite3.Connection, sample: Sample) -> None:
    store.execute("UPDATE articles SET newest = NULL WHERE id = ?", [sample.copy])
    count_again(store, [sample.copy])
    assert sample.copy not in {row[0] for table in figures(store) for row in table}
    assert_right(store)


def test_stories_that_join_and_part_are_counted_on_both_sides(store: sqlite3.Connection) -> None:
    dice = random.Random(6)
    articles = [row[0] for row in store.execute("SELECT id FROM articles ORDER BY id")]
    clusters = [row[0] for row in store.execute("SELECT id FROM clusters ORDER BY id")]
    count_again(store, articles)
    for _ in range(20):
        moved = dice.sample(articles, dice.randint(1, 2))
        for article in moved:
            store.execute("UPDATE articles SET cluster = ? WHERE id = ?", [dice.choice(clusters), article])
        count_again(store, moved)
        assert_right(store)


def test_a_run_that_is_killed_before_it_settles_changes_no_figure(store: sqlite3.Connection) -> None:
    before = figures(store)
    with pytest.raises(KeyboardInterrupt), transaction(store):
        count_again(store, [row[0] for row in store.execute("SELECT id FROM articles")])
        raise KeyboardInterrupt
    assert figures(store) == before


def test_a_store_from_before_the_sums_gets_them(store: sqlite3.Connection, sample: Sample) -> None:
    count_again(store, [row[0] for row in store.execute("SELECT id FROM articles")])
    kept, health = kept_sums(store), store.execute("SELECT * FROM source_health").fetchall()
    triggers = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    _take_back_the_sums(store)
    store.execute("CREATE VIEW source_health AS SELECT 1")
    store.execute("CREATE VIEW removed_by_reason AS SELECT 1")
    store.close()
    with closing(open_store(sample.path)) as again:
        assert kept_sums(again) == kept == counted_sums(again)
        assert again.execute("SELECT * FROM source_health").fetchall() == health
        assert again.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall() == triggers


def _take_back_the_sums(store: sqlite3.Connection) -> None:
    triggers = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, statement in triggers:
        if "_figures" in statement or "later_versions" in statement:
            store.execute(f"DROP TRIGGER {name}")
    for view in ("source_health", "removed_by_reason"):
        store.execute(f"DROP VIEW {view}")
    for table in ("source_figures", "cut_figures", "later_versions"):
        store.execute(f"DROP TABLE {table}")
    store.execute("DELETE FROM _sqlite_migrations WHERE name = '0009_counting'")


def test_a_store_from_before_the_figures_gets_them(store: sqlite3.Connection, sample: Sample) -> None:
    everything = figures(store)
    _take_back_the_sums(store)
    store.execute("DROP VIEW who_copies_whom")
    for view in ("source_health", "removed_by_reason", "who_copies_whom"):
        store.execute(f"CREATE VIEW {view} AS SELECT 1")
    for table in ("article_figures", "article_cuts", "uncounted"):
        store.execute(f"DROP TABLE {table}")
    store.execute("DROP INDEX captures_that_failed")
    store.execute("DELETE FROM _sqlite_migrations WHERE name = '0006_inspecting'")
    store.close()
    again = open_store(sample.path)
    assert figures(again) == everything
    assert again.execute("SELECT copies FROM who_copies_whom").fetchall() == [(1,)]
    assert ("ledger", 5, 2, 0, 1) in again.execute(
        "SELECT source, captures, articles, copies, failures FROM source_health"
    ).fetchall()
    again.close()


def test_figures_are_the_same_however_many_are_counted_at_a_time(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = counted_from_nothing(store)
    monkeypatch.setattr(counting, "ARTICLES_AT_A_TIME", 1)
    assert counted_from_nothing(store) == together
    assert all(together)
