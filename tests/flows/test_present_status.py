"""What `wiresift status` says of the last run."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path

import pytest

from db.connection import open_store
from db.reading.state import Run
from db.reading.status import read_status
from flows.present_status import attention

RUN = Run(7, "fetch", "done", "2026-03-02T06:00:00Z", None, 0, 0, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("command", "state", "error", "said"),
    [
        ("fetch", "done", None, []),
        ("fetch", "killed", None, ["run 7 was killed: the next fetch goes on where it stopped"]),
        ("ingest", "killed", None, ["run 7 was killed: the next ingest goes on where it stopped"]),
        ("fetch", "failed", "KeyboardInterrupt", ["run 7 was stopped: the next fetch goes on where it stopped"]),
        (
            "reextract",
            "failed",
            "TerminationSignal",
            ["run 7 was stopped: the next reextract goes on where it stopped"],
        ),
        ("ingest", "failed", "the disk is full", ["run 7 failed: the disk is full"]),
    ],
)
def test_how_the_last_run_ended_is_said_with_what_to_do(
    tmp_path: Path, command: str, state: str, error: str | None, said: list[str]
) -> None:
    with closing(open_store(tmp_path / "news.db")) as store:
        empty = read_status(store)
    run = dataclasses.replace(RUN, command=command, state=state, error=error)
    assert attention(dataclasses.replace(empty, runs=(run,))) == said
