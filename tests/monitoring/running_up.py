"""`wiresift up` as a process of a test, and questions to its Prefect server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from flows.monitoring.running import running_api
from tests.monitoring.waiting import members, wait_until

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 240  # seconds: the server alone takes 15 on two free cores
HAPPENS_WITHIN = 180
TRIES = 30  # a second apart

# Prefect asks for due rounds every ten seconds, and forgets what is old every hour: too long for a test.
HASTE = {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "5"}


class Up:
    """A running `wiresift up` on the store and the seeds of a folder. Everything it started ends with the block."""

    def __init__(self, folder: Path, every_seconds: int) -> None:
        self.folder = folder
        self.database = folder / "news.db"
        self._told = folder / "told.txt"
        arguments = ["--db", self.database, "--seeds", folder / "seeds", "--prefect-port", 0, "--port", 0]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        with self._told.open("w") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "up", *map(str, arguments), "--every-seconds", str(every_seconds)],
                cwd=ROOT,
                env={**environment, **HASTE},
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.groups: set[int] = set()

    def __enter__(self) -> Self:
        wait_until(lambda: "All of it runs" in self.told() or self.process.poll() is not None, STARTS_WITHIN)
        assert self.process.poll() is None, self.told()
        self.groups = {self.process.pid, *self._groups_of_parts()}
        assert len(self.groups) == 5, "itself, its guard, Prefect's server, the schedule and Datasette"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.stop()

    @property
    def api(self) -> str:
        """The API of its server, found as `ingest` finds it."""
        api = running_api(self.folder / ".prefect")
        assert api is not None, self.told()
        return api

    def told(self) -> str:
        """Return what it has said so far."""
        return self._told.read_text()

    def log(self) -> str:
        """Return the log of the schedule, for a test that fails."""
        return (self.folder / "news.db.up" / "schedule.log").read_text()

    def address(self, name: str) -> str:
        """Return the address that it told for one of its parts."""
        found = re.search(rf"^{name}: (http\S+)$", self.told(), re.MULTILINE)
        assert found, self.told()
        return found[1]

    def ask(self, path: str, **question: Any) -> list[dict[str, Any]]:
        """Return the server's answer to a question that the API takes by POST."""
        headers = {"Prefect-Csrf-Token": self._token(), "Prefect-Csrf-Client": "a-test"}
        answer = httpx.post(f"{self.api}/{path}/filter", json=question, headers=headers, timeout=HAPPENS_WITHIN)
        answer.raise_for_status()
        return list(answer.json())

    def _token(self) -> str:
        """Return what the server wants to see with a question. While its own database is busy it answers with 500."""
        for _ in range(TRIES):
            known = httpx.get(f"{self.api}/csrf-token", params={"client": "a-test"}, timeout=HAPPENS_WITHIN)
            if known.is_success:
                break
            time.sleep(1)
        known.raise_for_status()
        return str(known.json()["token"])

    def rounds(self, *states: str) -> list[dict[str, Any]]:
        """Return the flow runs in one of these states, the oldest first."""
        runs = self.ask("flow_runs", sort="EXPECTED_START_TIME_ASC")
        return [run for run in runs if run["state_name"] in states]

    def sources_of(self, run: dict[str, Any]) -> dict[str, str]:
        """Return the names of the task runs of a flow run, each with its state."""
        tasks = self.ask("task_runs", task_runs={"flow_run_id": {"any_": [run["id"]]}})
        return {task["name"]: task["state_name"] for task in tasks}

    def round_processes(self) -> list[int]:
        """Return the ids of the processes of the round that is under way."""
        rows = [row.split(maxsplit=2) for group in self.groups for row in members(group)]
        return [int(identity) for identity, _, command in rows if "prefect.engine" in command]

    def stop(self) -> int:
        """End it as a service manager does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)

    def leftovers(self) -> list[str]:
        """Return the processes of it that still run."""
        return [row for group in self.groups for row in members(group)]

    def _groups_of_parts(self) -> set[int]:
        """Return the groups of its children, which are their own ids, as `ps` knows them."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "ppid=,pid="], capture_output=True, text=True, timeout=30, check=True
        ).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return {process for parent, process in pairs if parent == self.process.pid}
