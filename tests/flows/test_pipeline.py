"""The ingest run as a whole: again, moved, without archive, on bad days, and in any order."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from db.connection import StoreError, archive_path, open_store
from db.summary import Summary
from flows import pipeline
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.flows.corpus import article, record, write_corpus, write_jsonl
from tests.flows.stores import contents

ROOT = Path(__file__).parents[2]


class Room:
    """A folder with dumps, settings and a store."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.folder = folder
        self.dumps = write_corpus(folder / "dumps")
        self.database = folder / "news.db"
        self.seeds = folder / "seeds"
        self.seeds.mkdir()
        (self.seeds / "settings.toml").write_text(settings)

    def ingest(self, *paths: Path, archive: bool | None = None, retry_failed: bool = False) -> Summary:
        options = IngestOptions(
            paths or (self.dumps,), self.database, self.seeds, workers=2, archive=archive, retry_failed=retry_failed
        )
        return ingest(options, Silent())

    def rows(self, query: str) -> list[tuple[object, ...]]:
        store = sqlite3.connect(self.database)
        found = store.execute(query).fetchall()
        store.close()
        return found


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_what_a_run_does_is_counted(room: Room) -> None:
    summary = room.ingest()
    assert (summary.read, summary.new_captures, summary.failed) == (24, 21, 3)
    assert (summary.new_articles, summary.new_versions) == (20, 21)
    assert [(stage, count) for stage, _, count in summary.failures] == [("read", 1)] * 3
    assert summary.kept_characters > 10_000
    assert room.rows("SELECT state, read, new_captures, new_versions, failures FROM runs") == [("done", 24, 21, 21, 3)]


def test_a_second_run_finds_nothing_new(room: Room) -> None:
    room.ingest()
    before = contents(room.database)
    again = room.ingest()
    assert (again.read, again.new_captures, again.new_versions, again.failed) == (24, 0, 0, 0)
    assert contents(room.database) == before


def test_a_dump_that_has_moved_and_been_renamed_doubles_nothing(room: Room) -> None:
    room.ingest(room.dumps / "a.jsonl")
    elsewhere = room.folder / "elsewhere"
    elsewhere.mkdir()
    moved = shutil.move(room.dumps / "a.jsonl", elsewhere / "renamed.jsonl")
    assert room.ingest(Path(moved)).new_captures == 0
    assert room.rows("SELECT name FROM dumps") == [("renamed.jsonl",)]


def test_a_dump_that_grew_gives_what_is_new(room: Room) -> None:
    dump = room.dumps / "a.jsonl"
    room.ingest(dump)
    with dump.open("a") as lines:
        lines.write(json.dumps({"text": article(500)}) + "\n")
    summary = room.ingest(dump)
    assert (summary.new_captures, summary.new_articles, summary.failed) == (1, 1, 0)


def test_the_partition_and_the_texts_do_not_depend_on_the_order(tmp_path: Path) -> None:
    told = []
    for name, order in (("one", ["a.jsonl", "b.jsonl.gz", "page.txt"]), ("two", ["page.txt", "b.jsonl.gz", "a.jsonl"])):
        (tmp_path / name).mkdir()
        room = Room(tmp_path / name)
        for dump in order:
            room.ingest(room.dumps / dump)
        told.append(
            room.rows(
                "SELECT articles.id, canonical, versions.title, versions.text FROM articles"
                " JOIN clusters ON clusters.id = cluster JOIN versions ON versions.id = newest ORDER BY articles.id"
            )
        )
    assert told[0] == told[1]
    assert len({canonical for _, canonical, _, _ in told[0]}) == 15


def test_copies_are_clustered_under_the_one_published_first_and_preferred(tmp_path: Path) -> None:
    room = Room(tmp_path, '[copies]\nprefer = ["copier.example"]\n')
    room.ingest()
    copies = room.rows(
        "SELECT sources.name, COUNT(*) FROM clusters JOIN articles ON articles.id = canonical"
        " JOIN sources ON sources.id = source WHERE name = 'copier.example'"
    )
    assert copies == [("copier.example", 5)]


def test_a_copy_that_says_only_the_day_is_no_older_than_an_original_that_says_the_minute(room: Room) -> None:
    original = record(5, published="2026-03-06T09:30:00Z")
    copy = record(5, published="2026-03-06", url="https://copier.example/5")
    room.ingest(write_jsonl(room.folder / "two.jsonl", [copy, original]))
    assert room.rows("SELECT address FROM clusters JOIN articles ON articles.id = canonical") == [(original["url"],)]


def test_a_correction_is_a_new_version_and_is_shown(room: Room) -> None:
    room.ingest()
    versions = room.rows(
        "SELECT versions.id = newest, LENGTH(text) > 1.02 * MIN(LENGTH(text)) OVER () FROM versions"
        " JOIN articles ON articles.id = article"
        " WHERE article IN (SELECT article FROM versions GROUP BY article HAVING COUNT(*) > 1) ORDER BY 1"
    )
    assert versions == [(0, 0), (1, 1)]


def test_what_failed_is_tried_again_only_when_asked(tmp_path: Path) -> None:
    room = Room(tmp_path, '[limits]\nmemory = "1GB"\n')
    (room.dumps / "empty.html").write_text("<html><body><p>  </p></body></html>")
    first = room.ingest(room.dumps / "empty.html")
    assert [stage for stage, _, _ in first.failures] == ["extract"]
    assert room.ingest(room.dumps / "empty.html").failed == 0
    assert [stage for stage, _, _ in room.ingest(retry_failed=True).failures if stage == "extract"] == ["extract"]


def test_paths_that_cannot_be_read_are_failures_and_the_others_are_read(room: Room) -> None:
    strange = room.folder / "notes.docx"
    strange.write_text("?")
    summary = room.ingest(room.folder / "missing", strange, room.dumps / "a.jsonl")
    assert summary.new_captures == 14
    assert sorted(error.split(":")[0] for _, error, _ in summary.failures)
    assert summary.failed == 3
    assert {stage for stage, _, _ in summary.failures} == {"read"}


def test_without_an_archive_only_digests_and_locators_are_kept(room: Room) -> None:
    summary = room.ingest(archive=False)
    assert summary.new_captures == 21
    assert not archive_path(room.database).exists()


@pytest.mark.parametrize("archive", [True, False])
def test_captures_without_an_outcome_are_finished_by_the_next_run(
    room: Room, monkeypatch: pytest.MonkeyPatch, archive: bool
) -> None:
    interrupt_storing(room, monkeypatch, archive)
    assert room.rows("SELECT state, error FROM runs") == [("failed", "KeyboardInterrupt")]
    left = room.rows("SELECT COUNT(*) FROM captures WHERE version IS NULL")
    assert left != [(0,)]
    (room.folder / "nothing").mkdir()
    summary = room.ingest(room.folder / "nothing", archive=archive)
    assert [(summary.new_versions,)] == left
    assert room.rows("SELECT COUNT(*) FROM captures WHERE version IS NULL") == [(0,)]


def test_bytes_that_are_gone_are_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_storing(room, monkeypatch, archive=False)
    (room.dumps / "a.jsonl").unlink()
    summary = room.ingest(room.dumps / "b.jsonl.gz", archive=False)
    gone = [(stage, error) for stage, error, _ in summary.failures if stage == "archive"]
    assert gone
    assert all("a.jsonl" in error for _, error in gone)


def interrupt_storing(room: Room, monkeypatch: pytest.MonkeyPatch, archive: bool) -> None:
    """Stop a run as Ctrl-C would, after captures were stored and before any outcome was."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.storing.Clerk.store", interrupted)
        with pytest.raises(KeyboardInterrupt):
            room.ingest(room.dumps / "a.jsonl", archive=archive)


def test_a_full_disk_is_told_and_the_next_run_ends_the_same(room: Room, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    undisturbed = Room(tmp_path / "other")
    shutil.rmtree(undisturbed.dumps)
    undisturbed.ingest(room.dumps)

    def open_small_store(path: Path) -> sqlite3.Connection:
        store = open_store(path)
        pages = store.execute("PRAGMA page_count").fetchone()[0]
        store.execute(f"PRAGMA max_page_count = {pages + 15}")
        return store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_store", open_small_store)
        with pytest.raises(StoreError, match="the disk is full"):
            room.ingest()
    room.ingest()
    assert contents(room.database) == contents(undisturbed.database)


def test_two_ingests_at_once_lose_and_double_nothing(room: Room, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    alone = Room(tmp_path / "other")
    alone.ingest(room.dumps)
    places = ["--db", str(room.database), "--seeds", str(room.seeds)]
    command = [sys.executable, "-m", "flows.cli", *places, "ingest", str(room.dumps)]
    both = [
        subprocess.Popen([*command, "--direct"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=200) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert contents(room.database) == contents(alone.database)
    assert any(b"waiting for another run" in errors for _, errors in told)


def test_the_source_that_is_said_wins(room: Room) -> None:
    options = IngestOptions((room.dumps / "a.jsonl",), room.database, room.seeds, source="forced", workers=2)
    ingest(options, Silent())
    assert room.rows("SELECT DISTINCT sources.name FROM articles JOIN sources ON sources.id = source") == [("forced",)]


def test_a_record_of_a_configured_host_belongs_to_its_source(room: Room) -> None:
    (room.seeds / "sources").mkdir()
    (room.seeds / "sources" / "outlet.toml").write_text(
        'name = "outlet"\nhosts = ["outlet0.example"]\nlanguage = "en"\n'
    )
    room.ingest(write_jsonl(room.folder / "one.jsonl", [record(3), record(4)]))
    assert room.rows("SELECT sources.name, sources.language FROM articles JOIN sources ON sources.id = source") == [
        ("outlet", "en"),
        ("outlet1.example", None),
    ]
