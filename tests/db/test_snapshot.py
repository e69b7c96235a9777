"""The snapshot for publishing: what it holds, what it does not, and that it stays as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.connection import StoreError, open_reader, open_store, transaction
from db.reading.scope import Scope
from db.reading.search import search_articles
from db.reference import new_main, table_names
from db.runs import begin_run
from db.snapshot import PUBLISHED, PUBLISHED_BEGINNINGS, WITHHELD_TABLES, is_snapshot, write_snapshot
from tests.db.reading_store import Sample, make_sample

PRIVATE_PATH = "/home/ada/secret-project/wire.jsonl"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Return a store with something in it that is nobody's business."""
    made = make_sample(tmp_path_factory.mktemp("store"))
    with closing(open_store(made.path)) as store, transaction(store):
        store.execute("UPDATE dumps SET path = ?", [PRIVATE_PATH])
        store.execute("UPDATE runs SET error = ? WHERE id = 1", [f"{PRIVATE_PATH}: gone"])
        store.execute("UPDATE verdicts SET who = 'ada.lovelace'")
        store.execute("INSERT INTO postings VALUES (1, 2)")
        store.execute(
            "INSERT INTO watches (name, question, made, since, matched_run, matched_settlement)"
            " VALUES ('my-rival', '\"rival\"', '2026-01-01', 0, 0, 0)"
        )
    return made


@pytest.fixture(scope="module")
def snapshot(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "public.db"
    with closing(open_reader(sample.path)) as store:
        write_snapshot(store, path)
    return path


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


class TestWhatIsPublished:
    def test_every_table_is_named_as_published_or_as_withheld(self) -> None:
        made = new_main().execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = {name for (name,) in made if not name.startswith(PUBLISHED_BEGINNINGS)}
        assert tables - PUBLISHED - WITHHELD_TABLES == set(), "say in db/snapshot.py whether it is published"
        assert tables == PUBLISHED | WITHHELD_TABLES
        assert not PUBLISHED & WITHHELD_TABLES

    @pytest.mark.parametrize("table", sorted(PUBLISHED - {"dumps", "runs", "verdicts"}))
    def test_a_published_table_is_there_whole(self, sample: Sample, snapshot: Path, table: str) -> None:
        statement = f"SELECT * FROM {table}"  # noqa: S608
        assert sorted(rows(snapshot, statement), key=repr) == sorted(rows(sample.path, statement), key=repr)

    @pytest.mark.parametrize("table", sorted(set(table_names(new_main())) - PUBLISHED))
    def test_no_other_table_has_a_row(self, snapshot: Path, table: str) -> None:
        kind, count = rows(
            snapshot,
            f"SELECT type, (SELECT COUNT(*) FROM {table}) FROM sqlite_master WHERE name = '{table}'",  # noqa: S608
        )[0]
        assert kind == "view" or table == "article_search" or count == 0

    def test_paths_people_and_errors_of_runs_are_not_even_in_the_bytes(self, snapshot: Path) -> None:
        content = snapshot.read_bytes()
        for private in (PRIVATE_PATH, "secret-project", "ada.lovelace", "my-rival"):
            assert private.encode() not in content

    def test_the_dump_is_still_named(self, snapshot: Path) -> None:
        assert rows(snapshot, "SELECT name, path FROM dumps") == [("wire.jsonl", "wire.jsonl")]

    def test_it_can_be_searched(self, sample: Sample, snapshot: Path) -> None:
        with closing(open_reader(snapshot)) as published, closing(open_reader(sample.path)) as store:
            found = search_articles(published, "storm", Scope(copies=True))
            assert len(found) == 2
            assert found == search_articles(store, "storm", Scope(copies=True))

    def test_it_is_one_sound_file(self, snapshot: Path) -> None:
        assert rows(snapshot, "PRAGMA integrity_check") == [("ok",)]
        assert rows(snapshot, "PRAGMA journal_mode") == [("delete",)]
        assert [file.name for file in snapshot.parent.iterdir()] == ["public.db"]


class TestASnapshotStaysAsItIs:
    def test_it_is_told_from_a_store(self, sample: Sample, snapshot: Path) -> None:
        assert is_snapshot(snapshot)
        assert not is_snapshot(sample.path)

    def test_a_run_on_it_is_refused(self, snapshot: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        copy.write_bytes(snapshot.read_bytes())
        with closing(open_store(copy)) as store, pytest.raises(sqlite3.IntegrityError, match="snapshot for reading"):
            begin_run(store, "ingest", "2026-01-14T00:00:00Z")

    def test_a_file_that_is_there_is_left_alone(self, sample: Sample, tmp_path: Path) -> None:
        taken = tmp_path / "letter.txt"
        taken.write_text("Dear reader")
        with closing(open_reader(sample.path)) as store, pytest.raises(StoreError, match="there already"):
            write_snapshot(store, taken)
        assert taken.read_text() == "Dear reader"

    def test_it_is_of_one_moment_while_a_run_writes(self, sample: Sample, tmp_path: Path) -> None:
        path = tmp_path / "public.db"
        with closing(open_store(sample.path)) as writer, closing(open_reader(sample.path)) as store:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE articles SET address = 'unfinished' WHERE id = ?", [sample.storm])
            write_snapshot(store, path)
            writer.rollback()
        assert rows(path, "SELECT COUNT(*) FROM articles WHERE address = 'unfinished'") == [(0,)]
