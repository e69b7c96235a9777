"""The lock of a store: one run at a time, and the kernel gives it back however the run ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from db.connection import StoreError
from flows.lock import run_lock

HOLD = """
import sys, time
from pathlib import Path
from flows.lock import run_lock
with run_lock(Path(sys.argv[1]), 0, print):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(database: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(database)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_run_waits_says_so_and_gives_up_with_the_holder_named(tmp_path: Path) -> None:
    holder = hold(tmp_path / "news.db")
    told: list[str] = []
    try:
        with (
            pytest.raises(StoreError, match=f"process {holder.pid}.*wait_for_lock"),
            run_lock(tmp_path / "news.db", 0.5, told.append),
        ):
            pass
    finally:
        holder.kill()
        holder.wait()
    assert told == [f"waiting for another run on the same store (process {holder.pid}) to end"]


def test_a_killed_run_gives_the_lock_back(tmp_path: Path) -> None:
    holder = hold(tmp_path / "news.db")
    holder.kill()
    holder.wait()
    with run_lock(tmp_path / "news.db", 0, print):
        pass


def test_two_stores_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with run_lock(tmp_path / "one.db", 0, print), run_lock(tmp_path / "two.db", 0, print):
        pass


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the folder must exist"), run_lock(tmp_path / "no" / "news.db", 0, print):
        pass
