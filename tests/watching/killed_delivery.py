"""A delivery that kills itself: run in a process of its own by `test_delivering`.

Arguments: database, seeds, and when: before a delivered alert is noted, or before a written file is in its place.
"""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path
from typing import NoReturn

from db import outbox
from db.connection import open_store
from flows.watching.after import deliver
from tests.watching.clock import START, TestClock


def die(*_arguments: object, **_keys: object) -> NoReturn:
    """Die as a power cut would have it."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def main(database: str, seeds: str, moment: str) -> None:
    """Deliver until the moment comes."""
    clock = TestClock(START)
    clock.sleep(24 * 3600)
    if moment == "before noting":
        outbox.note_delivered = die
    else:
        Path.replace = die  # type: ignore[method-assign]
    with closing(open_store(Path(database))) as connection:
        deliver(connection, Path(seeds), clock, {})
