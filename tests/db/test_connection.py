"""Opening the store: what is made, what is refused, and that a transaction is all or nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from db import connection as opening
from db.connection import (
    StoreError,
    archive_path,
    open_archive,
    open_reader,
    open_store,
    transaction,
    translated_errors,
)
from db.schema import MAIN


def test_a_new_store_has_strict_tables_foreign_keys_and_wal(tmp_path: Path) -> None:
    store = open_store(tmp_path / "news.db")
    assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.execute("PRAGMA foreign_keys").fetchone() == (1,)
    loose = [
        name
        for name, kind, strict in store.execute(
            "SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'"
        )
        if kind == "table" and not strict and not name.startswith(("sqlite_", "_sqlite"))
    ]
    assert loose == []


def test_opening_again_migrates_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db").close()
    store = open_store(tmp_path / "news.db")
    assert store.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone() == (len(MAIN),)


def test_the_archive_stands_beside_the_store() -> None:
    assert archive_path(Path("data/news.db")) == Path("data/news.archive.db")


def test_an_archive_has_larger_pages_but_one_that_is_there_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_archive(tmp_path / "new.archive.db").execute("PRAGMA page_size").fetchone() == (8192,)
    with monkeypatch.context() as earlier:
        earlier.setattr(opening, "ARCHIVE_PAGE_BYTES", 4096)
        open_archive(tmp_path / "old.archive.db").close()
    assert open_archive(tmp_path / "old.archive.db").execute("PRAGMA page_size").fetchone() == (4096,)


def test_more_is_kept_in_memory_of_a_larger_store_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CACHED_SHARE", 1)
    least, most = opening.CACHE_KIBIBYTES
    kept = []
    for added in (0, (least + most) // 2, most):
        store = open_store(tmp_path / "news.db")
        store.execute("CREATE TABLE IF NOT EXISTS filling (bytes BLOB) STRICT")
        store.execute("INSERT INTO filling VALUES (zeroblob(?))", [added * 1024])
        store.close()
        kept.append(-open_store(tmp_path / "news.db").execute("PRAGMA cache_size").fetchone()[0])
    assert kept[0] == least < kept[1] < most == kept[2]


def test_a_transaction_is_rolled_back_on_any_error(tmp_path: Path) -> None:
    store = open_store(tmp_path / "news.db")
    with pytest.raises(KeyboardInterrupt), transaction(store):
        store.execute("INSERT INTO sources (name) VALUES ('lost')")
        raise KeyboardInterrupt
    assert store.execute("SELECT COUNT(*) FROM sources").fetchone() == (0,)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db").close()
    reader = open_reader(tmp_path / "news.db")
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("INSERT INTO sources (name) VALUES ('x')")


def test_a_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such database; make one with `wiresift ingest PATH`"):
        open_reader(tmp_path / "news.db")
    assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize("opener", [open_store, open_reader, open_archive])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, opener: object) -> None:
    path = tmp_path / "news.db"
    path.write_text("not a database " * 100)
    with pytest.raises(StoreError, match="the file is something else"):
        opener(path)  # type: ignore[operator]
    assert path.read_text().startswith("not a database")


def test_a_store_whose_making_was_killed_is_made_to_its_end(tmp_path: Path) -> None:
    started = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    Migrations("wiresift").ensure_migrations_table(Database(started))  # a transaction before the first migration's
    started.close()
    store = open_store(tmp_path / "news.db")
    assert store.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone() == (len(MAIN),)


@pytest.mark.parametrize("opener", [open_store, open_reader])
def test_a_database_of_somebody_else_is_refused(tmp_path: Path, opener: object) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE recipes (cake TEXT)")
    other.commit()
    with pytest.raises(StoreError, match="not a Wiresift store"):
        opener(tmp_path / "other.db")  # type: ignore[operator]


def test_a_store_held_by_another_process_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_MILLISECONDS", 200)
    path = tmp_path / "news.db"
    open_store(path).close()
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    store = open_store(path)
    with pytest.raises(StoreError, match="another program holds the database"), transaction(store):
        pass
    holder.communicate("")
    with transaction(store):
        store.execute("INSERT INTO sources (name) VALUES ('later')")


def test_a_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "news.db")
    with transaction(store):
        store.execute("INSERT INTO sources (name) VALUES ('kept')")
    pages = store.execute("PRAGMA page_count").fetchone()[0]
    store.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full; make room"), transaction(store):
        store.executemany("INSERT INTO sources (name) VALUES (?)", [(f"{number:05000}",) for number in range(50)])
    assert store.execute("SELECT name FROM sources").fetchall() == [("kept",)]


def test_errors_that_are_ours_are_not_dressed_up(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), translated_errors(tmp_path):
        raise sqlite3.IntegrityError("UNIQUE constraint failed")
