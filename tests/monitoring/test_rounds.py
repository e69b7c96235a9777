"""A round without Prefect: fetched, stored, told; two never overlap; a busy store is told at once."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.cli import run
from flows.fetching.round import FetchOptions
from flows.lock import StoreBusyError, run_lock
from flows.monitoring.rounds import RoundReport, take_round
from flows.progress import Silent
from tests.outlets import Outlet, OutletServer, SimulatedClock, stories

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
SETTINGS = "[fetch]\nprivate_networks = true\npause = 0\n"


def seeds_with(folder: Path, *outlets: Outlet) -> Path:
    (folder / "seeds" / "sources").mkdir(parents=True)
    (folder / "seeds" / "settings.toml").write_text(SETTINGS)
    for outlet in outlets:
        source = f'name = "{outlet.name}"\nfeeds = ["{outlet.feed}"]\nevery = "30m"\n'
        (folder / "seeds" / "sources" / f"{outlet.name}.toml").write_text(source)
    return folder / "seeds"


def a_round(folder: Path, clock: SimulatedClock) -> RoundReport:
    return take_round(FetchOptions(folder / "news.db", folder / "seeds", workers=1), Silent(), clock)


def test_a_round_fetches_stores_and_tells_and_the_next_takes_what_is_due_then(tmp_path: Path) -> None:
    clock = SimulatedClock(START)
    with OutletServer(clock) as server:
        told = stories("morning", START - timedelta(hours=1), count=3, every=timedelta(hours=1))
        seeds = seeds_with(tmp_path, server.add(Outlet("morning", stories=told)))
        word = told[2].paragraphs[0].split(",")[0]  # an invented name, which stands in no other story
        (seeds / "watches.toml").write_text(f'[[watches]]\nname = "expected"\nquery = "{word}"\n')
        first, at_once = a_round(tmp_path, clock), a_round(tmp_path, clock)
        clock.advance(hours=1)
        later = a_round(tmp_path, clock)
    assert [report.summary.new_articles for report in (first, at_once, later)] == [2, 0, 1]
    assert "  new for watches none" in at_once.lines()
    assert "  new for watches 1 expected" in later.lines()


def test_a_second_round_ends_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = seeds_with(tmp_path)
    database = tmp_path / "news.db"
    with run_lock(database, 0, lambda _: None):
        began = time.monotonic()
        with pytest.raises(StoreBusyError, match="another run"):
            take_round(FetchOptions(database, seeds), Silent())
        assert run(["--db", str(database), "--seeds", str(seeds), "monitor", "--direct"]) == 1
        assert time.monotonic() - began < 60, "it does not wait for wait_for_lock, which is ten minutes"
    assert "another run (process" in capsys.readouterr().err


def test_the_command_takes_a_round_and_reports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = seeds_with(tmp_path)
    assert run(["--db", str(tmp_path / "news.db"), "--seeds", str(seeds), "monitor", "--direct", "--workers", "1"]) == 0
    printed = capsys.readouterr().out
    assert "run 1: 0 records read" in printed
    assert "alerts sent    0" in printed
