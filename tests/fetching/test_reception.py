"""Fetching and extraction side by side: neither waits for the other, and nothing is lost between them."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from db import intake, runs
from db.connection import open_archive, open_store
from db.packing import Packer
from extractors.records import Capture, Stage, digest
from flows.fetching.backlog import Backlog
from flows.fetching.round import FetchOptions, run_round
from flows.intake import Desk
from flows.pool import WorkerPool
from flows.process import process
from flows.readers import Limits
from flows.settings import RunSettings
from flows.sources import Source
from flows.work import Failed, Outcome, Work
from flows.worker import Budget
from tests.fetching.small import add, stored
from tests.fetching.weeks import SETTINGS, World, internet_fetcher, rows, world
from tests.outlets import Fault, faults

NAMES = ("one", "three", "two")
LONGEST = 60  # seconds that extraction is held back before it gives up
PIECES = SETTINGS + "[run]\nbatch_documents = 2\n"


def held(released: Path, batch: Sequence[Work], before_each: Callable[[], object]) -> list[Outcome]:
    """Extract nothing before a file is there."""
    for _ in range(LONGEST * 100):
        if released.exists():
            return process(batch, before_each)
        time.sleep(0.01)
    raise TimeoutError("extraction was never released")


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a parcel hold one page, two parcels wait for the writer, and the bytes of one page wait in memory."""
    monkeypatch.setattr("flows.fetching.parcel.FULL_ITEMS", 1)
    monkeypatch.setattr("flows.fetching.gathering.WAITING", 2)
    monkeypatch.setattr("flows.fetching.round.Backlog", functools.partial(Backlog, kept_bytes=1))


@pytest.mark.usefixtures("no_room")
def test_everything_is_fetched_while_extraction_stands_still(tmp_path: Path) -> None:
    released = tmp_path / "released"
    with world(tmp_path, settings=PIECES) as small:
        outlets = [add(small, name) for name in NAMES]
        asked: list[int] = []

        def run_source(source: Source, fetch_source: Callable[[Source], None]) -> None:
            fetch_source(source)
            asked.append(sum(path.startswith("/news/") for _, path in small.server.counts()))
            if len(asked) == len(outlets):
                released.touch()

        with WorkerPool(1, Budget(20, 2_000_000_000), functools.partial(held, released)) as pool:
            options = FetchOptions(small.database, small.seeds)
            summary = run_round(options, small.told, small.clock, run_source, internet_fetcher, pool)
        assert asked[-1] == 18  # before anything was extracted
        assert stored(small) == [(name, 6, 6) for name in NAMES]
        assert {small.server.counts()[outlet.name, story.path] for outlet in outlets for story in outlet.stories} == {1}
        assert (summary.read, summary.new_captures, summary.failures) == (18, 18, [])


@pytest.mark.usefixtures("no_room")
def test_without_an_archive_what_is_too_much_for_memory_waits_to_be_fetched(tmp_path: Path, pool: WorkerPool) -> None:
    with world(tmp_path, settings=PIECES + "[store]\narchive = false\n") as small:
        for name in NAMES:
            add(small, name)
        small.fetch(pool=pool)
        assert stored(small) == [(name, 6, 6) for name in NAMES]


def test_a_page_that_gives_no_article_is_a_failure_of_its_own_source(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "one")
    add(small_world, "two", faults=(Fault("/news", faults.document(b"<html><body></body></html>")),))
    small_world.fetch(pool=pool)
    found = rows(
        small_world.database,
        "SELECT DISTINCT dumps.name, stage FROM failures JOIN dumps ON dumps.id = failures.dump",
    )
    assert found == [("feed:two", "extract")]


@contextmanager
def desk_in(folder: Path, settings: RunSettings) -> Iterator[tuple[Desk, int]]:
    """Give a desk with an archive, and a dump to receive captures of."""
    with closing(open_store(folder / "a.db")) as store, closing(open_archive(folder / "a.archive.db")) as bodies:
        run = runs.begin_run(store, "fetch", "2026-01-14T09:30:00Z")
        dump = intake.store_dump(store, run, "fingerprint", "feed:a", "feed:a")
        yield Desk(store, bodies, run, {}, settings, Limits()), dump


def story(number: int) -> Capture:
    body = f"<p>The {number}th ship is in store.</p>".encode()
    return Capture(body, "text/html", f"http://a.example/{number}", None, "a", f"line={number}", None)


@pytest.mark.parametrize("changed", [False, True])
def test_bytes_that_wait_in_the_store_alone_are_the_same_when_their_turn_comes(tmp_path: Path, changed: bool) -> None:
    with desk_in(tmp_path, RunSettings()) as (desk, dump):
        [received] = desk.receive(dump, [story(1)])
        backlog = Backlog(desk, kept_bytes=0)
        backlog.add(received.works)
        if changed:
            other = Packer().pack(story(1).payload, story(2).body)
            assert desk.archive is not None
            desk.archive.execute("UPDATE bodies SET body = ?", [other.data])
        batch = backlog.next_batch(at_once=True)
    assert batch is not None
    [work] = batch.works
    assert work.packed is not None
    assert work.packed.checked is not changed
    [outcome] = process([work])
    stage = outcome.failure.stage if isinstance(outcome, Failed) else None
    assert (stage is Stage.ARCHIVE) is changed


@pytest.mark.parametrize("kept_bytes", [0, 1_000_000])
def test_much_that_waits_is_handed_on_in_larger_batches_that_shrink_again(tmp_path: Path, kept_bytes: int) -> None:
    with desk_in(tmp_path, RunSettings(batch_documents=2)) as (desk, dump):
        backlog = Backlog(desk, kept_bytes=kept_bytes)
        for received in desk.receive(dump, map(story, range(100))):
            backlog.add(received.works)
        sizes = []
        while batch := backlog.next_batch(at_once=True):
            sizes.append(len(batch.works))
    assert sizes == [8] * 9 + [6] + [4] * 2 + [2] * 7


@pytest.mark.parametrize("damage", ["other bytes", "no zstd"])
def test_bytes_that_are_damaged_on_the_way_to_a_worker_are_a_failure(damage: str) -> None:
    body = b"<html><body><p>It is not what its name says.</p></body></html>"
    whole = Packer().pack(digest(body), body)
    broken = replace(whole, data=b"x" * 9) if damage == "no zstd" else replace(whole, digest=digest(b"another"))
    capture = Capture(b"", "text/html", "http://a.example/1", None, "a", "line=1", None)
    (outcome,) = process([Work(7, capture, packed=broken)])
    assert isinstance(outcome, Failed)
    failure = outcome.failure
    assert (failure.stage, failure.payload, failure.locator) == (Stage.ARCHIVE, broken.digest, "line=1")
    assert "restore a copy of the archive" in failure.error
