"""Commands that take turns: all are started, and one at a time goes on for a moment while the others are stopped.

The same work takes up to a fifth longer some minutes later on a machine that others use, and some of that changes from
second to second. What runs in short slices, in turn, meets the same machine; commands that run one after the other do
not. A process that is stopped takes no processor time. Each finds the processor's caches cold when its slice begins.

In: starting, stopping and going on, and when that was. Out: what the commands print, which is theirs to measure.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

SECONDS_BETWEEN_LOOKS = 0.01


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands that run side by side, when it is their turn."""

    words: Sequence[Sequence[str]]
    seconds: float  # of one slice


@dataclass(frozen=True, slots=True)
class Ran:
    """What commands printed, one after the other, and when they ran."""

    printed: list[str]
    slices: list[tuple[float, float]]  # from when to when; seconds since 1970

    def seconds(self, until: float = float("inf")) -> float:
        """Return for how long they had run by then, in seconds."""
        return sum(min(ended, until) - began for began, ended in self.slices if began < until)


@dataclass(slots=True)
class _Group:
    """The processes of commands, as one group of the system's, stopped except during a slice."""

    processes: list[subprocess.Popen[str]]
    seconds: float
    slices: list[tuple[float, float]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return all(process.poll() is not None for process in self.processes)

    def signal(self, number: signal.Signals) -> None:
        if not self.ended:
            os.killpg(self.processes[0].pid, number)

    def go_on(self) -> None:
        """Run for one slice, or to the end."""
        began = time.time()
        self.signal(signal.SIGCONT)
        while not self.ended and time.time() - began < self.seconds:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        self.signal(signal.SIGSTOP)
        self.slices.append((began, time.time()))


def take_turns(commands: Mapping[str, Commands], longest: float) -> dict[str, Ran]:
    """Run all to their end, one at a time, and return by name what each printed.

    Raise `RuntimeError` when one fails, or all together take longer than so many seconds.
    """
    with _started(commands) as groups:
        began = time.monotonic()
        while not all(group.ended for group in groups.values()):
            if time.monotonic() - began > longest:
                raise RuntimeError(f"{', '.join(groups)} took more than {longest:.0f} s")
            for group in groups.values():
                if not group.ended:
                    group.go_on()
        return {name: Ran(list(map(_printed, group.processes)), group.slices) for name, group in groups.items()}


@contextmanager
def _started(commands: Mapping[str, Commands]) -> Iterator[dict[str, _Group]]:
    groups: dict[str, _Group] = {}
    try:
        for name, some in commands.items():
            groups[name] = _start(some)
        yield groups
    finally:
        for group in groups.values():
            group.signal(signal.SIGKILL)
            for process in group.processes:
                process.wait()


def _start(commands: Commands) -> _Group:
    group = _Group([], commands.seconds)
    for words in commands.words:
        leader = group.processes[0].pid if group.processes else 0
        group.processes.append(subprocess.Popen(words, stdout=subprocess.PIPE, text=True, process_group=leader))
    group.signal(signal.SIGSTOP)
    return group


def _printed(process: subprocess.Popen[str]) -> str:
    printed, _ = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    return printed
