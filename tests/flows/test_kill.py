"""Killed at any moment and run again, a store ends as one that was never killed, table by table."""

from __future__ import annotations

import ast
import atexit
import random
import shutil
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest

from tests import warm
from tests.flows.corpus import article, record, write_corpus, write_jsonl
from tests.flows.killed_run import POINTS
from tests.flows.stores import contents
from tests.warm import WarmProcess

SMALL_BATCHES = "[run]\nbatch_documents = 4\n"


@cache
def given() -> Path:
    """Return a folder with the settings and the dumps that every run here is given."""
    folder = Path(mkdtemp(prefix="wiresift-killed-"))
    atexit.register(shutil.rmtree, folder)
    (folder / "settings.toml").write_text(SMALL_BATCHES)
    dumps = write_corpus(folder / "dumps")
    promo = "This report is part of the winter series of the Harbour Post."  # extraction keeps it, settling does not
    records = [record(number, text=f"{article(number)}\n{promo}", source="post", url="") for number in range(80, 87)]
    write_jsonl(dumps / "c.jsonl", records)
    return folder


def start(folder: Path, point: str = "never", turn: int = 0) -> WarmProcess:
    return warm.start("tests.flows.killed_run", folder / "news.db", given(), given() / "dumps", point, turn)


def run(folder: Path, point: str = "never", turn: int = 0) -> tuple[int, str]:
    return start(folder, point, turn).wait()


@cache
def undisturbed() -> tuple[dict[str, list[tuple[object, ...]]], dict[str, int], float]:
    """Return what a run that nobody kills stores, how many commits of each kind it makes, and its seconds."""
    with TemporaryDirectory() as folder:
        began = time.monotonic()
        code, printed = run(Path(folder))
        assert code == 0, printed
        return contents(Path(folder) / "news.db"), ast.literal_eval(printed), time.monotonic() - began


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_a_commit(tmp_path: Path, when: str, point: str) -> None:
    expected, commits, _ = undisturbed()
    middle = (commits[point] + 1) // 2
    code, printed = run(tmp_path, f"{when} {point}", middle)
    assert code == -9, printed
    code, printed = run(tmp_path)
    assert code == 0, printed
    assert contents(tmp_path / "news.db") == expected


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_a_random_moment(tmp_path: Path, seed: int) -> None:
    expected, _, seconds = undisturbed()
    process = start(tmp_path)
    time.sleep(random.Random(seed).uniform(0.1, seconds))
    process.kill()
    process.wait()
    code, printed = run(tmp_path)
    assert code == 0, printed
    assert contents(tmp_path / "news.db") == expected


def test_the_undisturbed_run_stored_something() -> None:
    stored, commits, _ = undisturbed()
    assert len(stored["captures"]) == 28
    assert len(stored["versions"]) == 28
    assert sum("repeated" in row for row in stored["removed_blocks"]) == 7
    assert len(stored["failures"]) == 3
    assert set(POINTS) <= set(commits)
