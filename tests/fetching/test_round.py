"""A round: stopped in its middle, by name, out of time, with sources and servers that misbehave."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.connection import open_store
from flows.commands.fetch import fetch
from flows.errors import RunError
from flows.fetching.round import FetchOptions, run_round
from flows.lock import StoreBusyError, run_lock
from flows.pool import WorkerPool
from flows.sources import Source
from flows.tables import SettingsError
from tests.fetching.small import add, stored
from tests.fetching.weeks import SETTINGS, World, internet_fetcher, rows, world
from tests.outlets import Asked, Fault, Reply, faults, stories
from tests.outlets.outlet import FEED
from tests.outlets.twenty import START


@pytest.mark.parametrize("broken", ["flows.storing.Clerk.store", "db.pages.store_pages", "db.archive.put_packed"])
def test_a_round_that_was_stopped_is_finished_by_the_next(
    small_world: World, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    add(small_world, "pages")
    add(small_world, "whole", kind="json", full=True)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(broken, interrupted)
        with pytest.raises(KeyboardInterrupt):
            small_world.fetch()  # a pool of its own: it is thrown away with the round
    small_world.clock.advance(hours=1)
    small_world.fetch()
    small_world.clock.advance(hours=1)
    small_world.fetch()
    assert [(name, articles) for name, articles, _ in stored(small_world)] == [("pages", 6), ("whole", 6)]
    assert rows(small_world.database, "SELECT COUNT(*) FROM versions") == [(12,)]
    asked = small_world.server.counts()
    assert all(count <= 2 for (_, path), count in asked.items() if path.startswith("/news/"))
    assert rows(small_world.database, "SELECT state FROM runs ORDER BY id") == [("failed",), ("done",), ("done",)]


def test_a_round_with_nothing_due_asks_for_nothing(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "one")
    small_world.fetch(pool=pool)
    before = len(small_world.server.requests)
    small_world.clock.advance(minutes=5)
    small_world.fetch(pool=pool)
    assert len(small_world.server.requests) == before
    assert "nothing is due before 2026-03-02T01:00:00Z" in small_world.told.lines[-1]


def test_a_named_source_is_fetched_now_even_if_it_is_disabled(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "on")
    add(small_world, "off", more="enabled = false\n")
    small_world.fetch(pool=pool)
    assert small_world.server.asked("off") == []
    small_world.fetch("off", pool=pool)
    small_world.fetch("off", pool=pool)
    assert stored(small_world) == [("off", 6, 6), ("on", 6, 6)]
    assert len(small_world.server.asked("off", FEED)) == 2
    assert len(small_world.server.asked("on", FEED)) == 1


def test_a_name_that_is_not_there_and_one_without_feeds_are_told(small_world: World) -> None:
    small_world.write_source("bare", 'name = "bare"\n')
    with pytest.raises(SettingsError, match=r"there is no such source; perhaps you mean bare"):
        small_world.fetch("baer")
    with pytest.raises(RunError, match="bare has no feeds"):
        small_world.fetch("bare")
    small_world.fetch()
    assert "nothing is due" in small_world.told.lines[-1] or "no source is enabled" in small_world.told.lines[-1]


def test_a_round_does_not_wait_for_a_store_that_is_busy(small_world: World) -> None:
    add(small_world, "one")
    open_store(small_world.database).close()
    with run_lock(small_world.database, 0, lambda _: None), pytest.raises(StoreBusyError):
        small_world.fetch()
    assert small_world.server.requests == []


def test_what_a_round_has_no_time_for_the_next_one_does(tmp_path: Path, pool: WorkerPool) -> None:
    with world(tmp_path, settings=SETTINGS + "round = 4\n") as small:
        outlet = add(small, "one")
        small.fetch(pool=pool)
        assert 0 < stored(small)[0][1] < 6
        small.fetch(pool=pool)
        small.fetch(pool=pool)
        assert stored(small) == [("one", 6, 6)]
        assert {small.server.counts()["one", story.path] for story in outlet.stories} == {1}


def test_hosts_are_asked_side_by_side(small_world: World, pool: WorkerPool) -> None:
    all_asked = threading.Barrier(3)

    def when_all_are_asked(asked: Asked) -> Reply:
        all_asked.wait(timeout=30)  # or the connection breaks, and the feed fails
        return faults.redirect(302, "/current")(asked)

    for name in ("one", "three", "two"):
        add(small_world, name, also_feed="/current", faults=(Fault(FEED, when_all_are_asked),))
    small_world.fetch(pool=pool)
    assert stored(small_world) == [("one", 6, 6), ("three", 6, 6), ("two", 6, 6)]
    assert max(small_world.server.most_at_once.values()) == 1


def test_two_feeds_of_a_source_with_the_same_pages_fetch_them_once(small_world: World, pool: WorkerPool) -> None:
    outlet = add(small_world, "two", also_feed="/other")
    feeds = f'feeds = ["{outlet.feed}", "{outlet.address("/other")}"]'
    small_world.write_source("two", f'name = "two"\n{feeds}\nlanguage = "en"\n')
    small_world.fetch(pool=pool)
    assert stored(small_world) == [("two", 6, 6)]
    assert {small_world.server.counts()["two", story.path] for story in outlet.stories} == {1}


def test_a_source_that_cannot_be_visited_costs_itself(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "bad")
    add(small_world, "good")

    def run_source(source: Source, fetch_source: Callable[[Source], None]) -> None:
        if source.name == "bad":
            raise ValueError("the task could not be made")
        fetch_source(source)

    options = FetchOptions(small_world.database, small_world.seeds)
    told, clock = small_world.told, small_world.clock
    summary = run_round(options, told, clock, run_source, internet_fetcher, pool)
    assert [(stage, count) for stage, _, count in summary.failures] == [("read", 1)]
    assert ("good", 6, 6) in stored(small_world)
    assert any("bad could not be visited" in line for line in told.lines)


@pytest.mark.skipif(sys.platform != "linux", reason="the policy is Linux's")
def test_visits_wait_for_their_turns(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "one")
    policies: list[int] = []

    def run_source(source: Source, fetch_source: Callable[[Source], None]) -> None:
        policies.append(os.sched_getscheduler(0))
        fetch_source(source)

    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    options = FetchOptions(small_world.database, small_world.seeds)
    run_round(options, small_world.told, small_world.clock, run_source, internet_fetcher, pool)
    assert policies == [os.SCHED_BATCH]


def test_a_mistake_of_ours_in_one_feed_costs_that_feed(
    small_world: World, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(small_world, "one")

    def mistaken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("what a pity")

    monkeypatch.setattr("flows.fetching.polling.read_feed", mistaken)
    small_world.fetch(pool=pool)
    assert rows(small_world.database, "SELECT error_kind, failures, due FROM feeds") == [
        ("mistake", 1, "2026-03-02T01:00:00Z")
    ]


def test_a_file_that_cannot_be_written_leaves_the_new_address_in_the_state(
    small_world: World, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = (Fault(FEED, faults.redirect(301, "/current")),)
    outlet = add(small_world, "moves", also_feed="/current", faults=moved)

    def read_only(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("flows.fetching.reception.move_feed", read_only)
    small_world.fetch(pool=pool)
    small_world.clock.advance(hours=1)
    small_world.fetch(pool=pool)
    assert len(small_world.server.asked("moves", FEED)) == 1
    assert rows(small_world.database, "SELECT address, moved_to FROM feeds") == [
        (outlet.feed, outlet.address("/current"))
    ]
    assert any("write that into its file" in line for line in small_world.told.lines)
    outlet.faults = (Fault("/current", faults.status(404)),)  # it was not for good after all
    for _ in range(3):
        small_world.clock.advance(hours=2)
        small_world.fetch(pool=pool)
    assert [request.status for request in small_world.server.asked("moves", FEED)] == [301, 304, 304]


def test_a_correction_in_a_feed_of_whole_articles_is_a_version(small_world: World, pool: WorkerPool) -> None:
    told = stories("whole", START - timedelta(hours=2), 1, corrected_after=timedelta(hours=4))
    add(small_world, "whole", kind="rss", full=True, stories=told)
    for _ in range(5):
        small_world.fetch(pool=pool)
        small_world.clock.advance(hours=1)
    assert stored(small_world) == [("whole", 1, 2)]
    versions = rows(small_world.database, "SELECT text LIKE '%An earlier version%' FROM versions ORDER BY id")
    assert versions == [(0,), (1,)]
    responses = rows(small_world.database, "SELECT kind, COUNT(*) FROM responses GROUP BY kind")
    assert responses == [("feed", 2)]  # a feed is kept when it told of something new


def test_a_silent_host_is_not_tried_for_every_page(small_world: World, pool: WorkerPool) -> None:
    add(small_world, "silent", faults=(Fault("/news", faults.hang_up),))
    small_world.fetch(pool=pool)
    pages = [request for request in small_world.server.asked("silent") if request.path.startswith("/news")]
    assert len(pages) == 4  # three pages, and once more where a kept connection may just have been closed
    assert rows(small_world.database, "SELECT COUNT(*) FROM pages WHERE due IS NOT NULL") == [(6,)]


def test_the_command_fetches_and_reports(small_world: World) -> None:
    add(small_world, "one")
    (small_world.seeds / "settings.toml").write_text("[fetch]\nprivate_networks = true\npause = 0\n")
    place = ["--db", str(small_world.database), "--seeds", str(small_world.seeds), "--workers", "1"]
    result = CliRunner().invoke(fetch, [*place, "one"], standalone_mode=False)
    assert result.exit_code == 0, result.output
    assert "new articles   6" in result.output
