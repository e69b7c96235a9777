"""`wiresift up` with the real Prefect server: rounds by themselves, killed ones finished, nothing left behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.fetching.clock import SYSTEM_CLOCK
from flows.monitoring.running import running_api
from tests.monitoring.running_up import HAPPENS_WITHIN, Up
from tests.monitoring.waiting import wait_until
from tests.outlets import Asked, Outlet, OutletServer, Reply, stories
from tests.outlets.outlet import FEED

EVERY_SECONDS = 5
STORIES = 4
OLD = "a round of last month"


class GatedOutlet(Outlet):
    """An outlet whose pages do not come until its gate is opened, so that a round can be met in the middle."""

    gate = threading.Event()
    asked = threading.Event()

    def answer(self, asked: Asked) -> Reply:
        if asked.path not in (FEED, "/robots.txt"):
            self.asked.set()
            self.gate.wait(HAPPENS_WITHIN)
        return super().answer(asked)


@pytest.fixture
def outlets() -> Iterator[OutletServer]:
    GatedOutlet.gate.clear()
    GatedOutlet.asked.clear()
    with OutletServer(SYSTEM_CLOCK) as server:
        yield server
        GatedOutlet.gate.set()


def add_source(folder: Path, server: OutletServer, outlet: Outlet) -> None:
    """Let the outlet have news of yesterday, and write its source file."""
    server.add(outlet)
    file = folder / "seeds" / "sources" / f"{outlet.name}.toml"
    file.with_suffix(".new").write_text(f'name = "{outlet.name}"\nfeeds = ["{outlet.feed}"]\nevery = "1m"\n')
    file.with_suffix(".new").rename(file)


def outlet(name: str, kind: type[Outlet] = Outlet) -> Outlet:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return kind(name, stories=stories(name, yesterday, count=STORIES))


def articles(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        counts = "SELECT name, COUNT(*) FROM articles JOIN sources ON sources.id = articles.source GROUP BY name"
        return dict(connection.execute(counts).fetchall())


def test_from_the_first_start_to_a_clean_end(tmp_path: Path, outlets: OutletServer) -> None:
    (tmp_path / "seeds" / "sources").mkdir(parents=True)
    (tmp_path / "seeds" / "settings.toml").write_text("[fetch]\nprivate_networks = true\npause = 0\n")
    for name in ("morning", "evening"):
        add_source(tmp_path, outlets, outlet(name))
    with Up(tmp_path, EVERY_SECONDS) as up:
        the_schedule_fires_and_each_source_is_a_task(up)
        datasette_shows_the_store(up)
        a_source_that_is_added_needs_no_restart(up, outlets)
        a_killed_round_is_crashed_and_the_next_one_finishes_it(up)
        what_was_killed_with_the_server_or_missed_is_put_right_and_what_is_old_is_forgotten(up)
        ended_in_the_middle_of_a_round_it_leaves_no_process(up, outlets)


def the_schedule_fires_and_each_source_is_a_task(up: Up) -> None:
    wait_until(lambda: up.rounds("Completed"), HAPPENS_WITHIN)
    first = up.rounds("Completed")[0]
    assert first["name"].startswith("round of 20")
    assert up.sources_of(first) == {"morning": "Completed", "evening": "Completed"}
    assert articles(up.database) == {"morning": STORIES, "evening": STORIES}
    (report,) = up.ask("artifacts", artifacts={"flow_run_id": {"any_": [first["id"]]}})
    assert report["key"] == "monitor-report"
    assert f"new articles   {2 * STORIES}" in report["data"]


def datasette_shows_the_store(up: Up) -> None:
    assert httpx.get(up.address("Datasette"), timeout=30).status_code == 200


def a_source_that_is_added_needs_no_restart(up: Up, server: OutletServer) -> None:
    add_source(up.folder, server, outlet("gated", GatedOutlet))
    wait_until(GatedOutlet.asked.is_set, HAPPENS_WITHIN)


def a_killed_round_is_crashed_and_the_next_one_finishes_it(up: Up) -> None:
    (round_process,) = up.round_processes()
    os.kill(round_process, signal.SIGKILL)
    GatedOutlet.gate.set()
    wait_until(lambda: up.rounds("Crashed"), HAPPENS_WITHIN)
    wait_until(lambda: articles(up.database).get("gated") == STORIES, HAPPENS_WITHIN)
    assert "killed" in run_states(up.database)
    wait_until(lambda: len(up.rounds("Completed")) > 1, HAPPENS_WITHIN)


def what_was_killed_with_the_server_or_missed_is_put_right_and_what_is_old_is_forgotten(up: Up) -> None:
    missed = after_a_night_without_power(up.folder)
    assert missed == 30
    wait_until(lambda: len(up.rounds("Crashed")) == 2, HAPPENS_WITHIN)
    assert sum("its process was killed" in run["state"]["message"] for run in up.rounds("Crashed")) == 1
    wait_until(lambda: len(up.rounds("Skipped")) >= missed - 1, HAPPENS_WITHIN)
    assert [run for run in up.rounds("Late", "Scheduled") if is_hours_old(run)] == []
    wait_until(lambda: OLD not in {run["name"] for run in up.ask("flow_runs")}, HAPPENS_WITHIN)


def after_a_night_without_power(folder: Path) -> int:
    """Let one round be of last month, one seem to run, and planned ones be missed; return how many these are.

    They are the ones planned last: the server does not plan a second round for a time that it has planned for.
    """
    with closing(sqlite3.connect(folder / ".prefect" / "prefect.db", timeout=60)) as prefect, prefect:
        done = prefect.execute("SELECT id FROM flow_run WHERE state_name = 'Completed' ORDER BY start_time").fetchall()
        prefect.execute(
            "UPDATE flow_run SET name = ?, end_time = datetime('now', '-31 days') WHERE id = ?", [OLD, *done[0]]
        )
        prefect.execute("UPDATE flow_run SET state_name = 'Running', state_type = 'RUNNING' WHERE id = ?", done[1])
        planned = prefect.execute(
            "SELECT id FROM flow_run WHERE state_type = 'SCHEDULED' ORDER BY expected_start_time DESC LIMIT 30"
        ).fetchall()
        prefect.executemany(
            "UPDATE flow_run_state SET state_details = json_set(state_details, '$.scheduled_time',"
            " strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-3 hours')) WHERE flow_run_id = ?",
            planned,
        )
        prefect.executemany(
            "UPDATE flow_run SET next_scheduled_start_time = datetime('now', '-3 hours'),"
            " expected_start_time = datetime('now', '-3 hours') WHERE id = ?",
            planned,
        )
        return len(planned)


def is_hours_old(run: dict[str, Any]) -> bool:
    return datetime.fromisoformat(run["expected_start_time"]) < datetime.now(UTC) - timedelta(hours=1)


def ended_in_the_middle_of_a_round_it_leaves_no_process(up: Up, server: OutletServer) -> None:
    GatedOutlet.gate.clear()
    GatedOutlet.asked.clear()
    add_source(up.folder, server, outlet("late", GatedOutlet))
    wait_until(GatedOutlet.asked.is_set, HAPPENS_WITHIN)
    assert up.stop() == 0, up.told()
    assert up.leftovers() == []
    assert up.told().endswith("Stopped.\n")
    assert running_api(up.folder / ".prefect") is None


def run_states(database: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {state for (state,) in connection.execute("SELECT state FROM runs")}
