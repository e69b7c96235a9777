"""Waiting for other processes, with an end, and seeing whether they live."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable


def wait_until(happened: Callable[[], object], seconds: float) -> None:
    """Return when it has happened; fail when it has not after so many seconds."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"did not happen in {seconds:g} s"
        time.sleep(0.1)


def members(group: int) -> list[str]:
    """Return the processes of the group as `ps` shows them, without those that have ended and are not yet buried."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,pid=,stat=,command="], capture_output=True, text=True, timeout=30, check=True
    )
    rows = [line.split(maxsplit=3) for line in listed.stdout.splitlines()]
    return [" ".join(row[1:]) for row in rows if row[0] == str(group) and not row[2].startswith("Z")]
