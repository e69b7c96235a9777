"""One ingest run that kills itself at a named commit: run in a process of its own by `test_kill`.

Arguments: database, seeds, dumps, a point such as `before store`, `after settle` or `never`, and at which of these.
"""

from __future__ import annotations

import functools
import os
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import ClassVar

from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent

# The functions that hold a transaction, in the order in which a run reaches them.
POINTS: tuple[str, ...] = (
    "store_sources",
    "begin_run",
    "store_dump",
    "put_packed",
    "_store_captures",
    "store",
    "settle",
    "finish_run",
)


class Fated(sqlite3.Connection):
    """A connection that kills its process before or after a commit."""

    when = "never"
    point = ""
    turn = 0
    seen: ClassVar[Counter[str]] = Counter()

    def commit(self) -> None:
        """Commit, and die on the way if this is the named commit."""
        name = _committing()
        self.seen[name] += 1
        fated = name == self.point and self.seen[name] == self.turn
        if fated and self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super().commit()
        if fated and self.when == "after":
            os.kill(os.getpid(), signal.SIGKILL)


def _committing() -> str:
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name in POINTS:
            return frame.f_code.co_name
    return ""


def main(database: str, seeds: str, dumps: str, point: str, turn: str) -> None:
    """Run, and print which commits there were."""
    Fated.when, _, Fated.point = point.partition(" ")
    Fated.turn = int(turn)
    sqlite3.connect = functools.partial(sqlite3.connect, factory=Fated)  # type: ignore[assignment]
    ingest(IngestOptions((Path(dumps),), Path(database), Path(seeds), workers=2), Silent())
    print(dict(Fated.seen))  # noqa: T201
