"""The guard of `up`: ends its processes when `up` itself is killed. Run as a script; standard input tells it whom.

In: a line `+ID` for a process group that has begun and `-ID` for one that has ended. The end of the input is the end of
`up`, however it came about: the kernel closes the pipe of a killed process too. Out: the orderly stop
(`flows.monitoring.supervisor`), after which nothing is left to end here.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

GRACE_SECONDS = 10.0  # as Docker gives by default: a round in the middle needs about two to close its files
PAUSE_SECONDS = 0.1


def main() -> None:
    """Read who is running until the input ends, then end those who still are."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # whoever ends `up` may mean its whole group; the guard goes last
    end_groups(read_groups(sys.stdin), GRACE_SECONDS)


def read_groups(lines: Iterable[str]) -> set[int]:
    """Return the groups that have begun and not ended when the lines are over."""
    running: set[int] = set()
    for line in lines:
        change = running.add if line[0] == "+" else running.discard
        change(int(line[1:]))
    return running


def end_groups(groups: set[int], grace_seconds: float) -> None:
    """Ask each group's first process to end, and after the grace kill what is left of the groups.

    Only the first process is asked: it knows in which order its own children end. A worker that is told to end before
    its master would look to it like one that a document has killed.
    """
    for group in groups:
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while any(map(is_alive, groups)) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def is_alive(group: int) -> bool:
    """Return whether the group has a process."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group of which only zombies are left
        return False
    return True


if __name__ == "__main__":
    main()
