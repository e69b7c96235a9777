"""What a command costs: processor time, wall time and memory, of itself and of every process that it starts.

In: running a command and asking the kernel. Out: what the figures mean.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.02
PR_SET_CHILD_SUBREAPER = 36  # Linux, prctl(2): processes that lose their parent become ours, so that we can count them


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    wall: float  # seconds
    parent_cpu: float  # seconds of the command's own process
    total_cpu: float  # seconds of the command and of all its workers
    parent_memory: float  # megabytes, the peak of the command's own process
    output: str


def measure(command: Sequence[str]) -> Cost:
    """Run the command to its end and return its cost. Raise `RuntimeError` with what it printed when it fails."""
    _adopt_orphans()
    before = _cpu_of_children()
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT)
        peak = 0.0
        while (waited := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            peak = peak_memory(process.pid) or peak
            time.sleep(SECONDS_BETWEEN_LOOKS)
        _, status, usage = waited
        wall = time.monotonic() - began
        printed.seek(0)
        output = printed.read()
    _reap_orphans()
    if status != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}:\n{output}")
    return Cost(
        wall=wall,
        parent_cpu=usage.ru_utime + usage.ru_stime,
        total_cpu=_cpu_of_children() - before,
        parent_memory=peak,
        output=output,
    )


def peak_memory(pid: int) -> float:
    """Return the peak of a running process in megabytes, 0 where the system does not tell.

    Not `ru_maxrss`: on Linux a process that is started inherits there the peak of the one that started it.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1000**2 if found else 0.0


def _adopt_orphans() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
