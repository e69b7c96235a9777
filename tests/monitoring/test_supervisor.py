"""The supervisor with small children: it starts them in order, starts again what dies, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.monitoring import supervisor
from flows.monitoring.children import Part
from flows.monitoring.supervisor import PartDiedError, Supervisor
from tests.monitoring.waiting import members, wait_until

ROOT = Path(__file__).parents[2]

# Writes its own id and a child's beside the script's argument, says a word, and sleeps.
SLEEPER = """
import pathlib, subprocess, sys, time, os
nested = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {nested.pid}")
print("sleeping", flush=True)
time.sleep(600)
"""


def part(folder: Path, name: str, program: str = SLEEPER) -> Part:
    told = folder / f"{name}.ids"
    return Part(
        name=name,
        command=[sys.executable, "-c", program, str(told)],
        environment=os.environ,
        log=folder / f"{name}.log",
        is_ready=lambda: told.exists() and len(told.read_text().split()) == 2,
        address=f"in {folder}",
    )


def ids(folder: Path, name: str) -> list[int]:
    return [int(word) for word in (folder / f"{name}.ids").read_text().split()]


def test_parts_start_in_order_and_none_of_their_processes_is_left(tmp_path: Path) -> None:
    told: list[str] = []
    with Supervisor([part(tmp_path, "one"), part(tmp_path, "two")], told.append, lambda: False) as supervised:
        supervised.start()
        groups = [ids(tmp_path, name)[0] for name in ("one", "two")]
        assert all(map(members, groups))
    assert told == [f"one: in {tmp_path}", f"two: in {tmp_path}"]
    assert not any(map(members, groups))
    assert (tmp_path / "one.log").read_text() == "sleeping\n"


def test_a_part_that_does_not_come_up_is_told_with_its_last_words(tmp_path: Path) -> None:
    failing = part(tmp_path, "two", "print('no room'); raise SystemExit(3)")
    with (
        pytest.raises(PartDiedError, match=r"(?s)two ended with exit code 3.*two.log.*no room"),
        Supervisor([part(tmp_path, "one"), failing], lambda _: None, lambda: False) as supervised,
    ):
        supervised.start()
    assert not members(ids(tmp_path, "one")[0])


def test_a_part_that_dies_is_told_and_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    first: list[int] = []

    def started_again() -> bool:
        now = ids(tmp_path, "one") if first else []
        return len(now) == 2 and now != first

    with Supervisor([part(tmp_path, "one")], told.append, deadline(started_again)) as supervised:
        supervised.start()
        first += ids(tmp_path, "one")
        os.kill(first[0], signal.SIGKILL)
        supervised.keep_running()
        assert not members(first[0]), "what the dead part had started is ended too"
        assert members(ids(tmp_path, "one")[0])
    assert "one was ended by SIGKILL" in told[1]
    assert "starting it again in 1 s" in told[1]


def test_a_part_that_never_stays_up_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.01)
    told: list[str] = []
    dying = part(tmp_path, "one", "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('1 2'); sys.exit(7)")
    with (
        pytest.raises(PartDiedError, match="one has ended 6 times in a row; it ended with exit code 7"),
        Supervisor([dying], told.append, deadline(lambda: False)) as supervised,
    ):
        supervised.start()
        supervised.keep_running()
    assert len(told) == 1 + supervisor.SHORT_LIVES, "where it is, and each start again"


def test_killed_itself_it_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from tests.monitoring.test_supervisor import part; "
        "from flows.monitoring.supervisor import Supervisor; "
        "folder = pathlib.Path(sys.argv[1]); "
        "supervised = Supervisor([part(folder, 'one')], print, lambda: False).__enter__(); "
        "supervised.start(); supervised.keep_running()"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        wait_until(lambda: (tmp_path / "one.ids").exists() and len(ids(tmp_path, "one")) == 2, 60)
        assert members(ids(tmp_path, "one")[0])
    finally:
        process.kill()
        process.communicate(timeout=30)
    wait_until(lambda: not members(ids(tmp_path, "one")[0]), 60)


def deadline(happened: Callable[[], bool], seconds: float = 60.0) -> Callable[[], bool]:
    """Return what says that it is time to stop: when it has happened, or much too late."""
    end = time.monotonic() + seconds
    return lambda: happened() or time.monotonic() > end
