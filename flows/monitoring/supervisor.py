"""The supervisor of `up`: starts its parts in order, starts again what dies, and stops them all.

In: the order, how long to wait for what, and when to give up. Out: one process (`flows.monitoring.children`), which
parts there are (`flows.monitoring.parts`), and being killed itself (`flows.monitoring.guard`).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from flows.errors import RunError
from flows.monitoring.children import Child, Part
from flows.monitoring.guard import PAUSE_SECONDS

START_SECONDS = 180.0  # Prefect's server takes 10 to 15 s on two free cores, ten times as long on a busy machine
STOP_SECONDS = 20.0  # for a part and its children; a round in the middle is killed then, and the next one finishes it
SHORT_LIFE = 60.0  # seconds: a part that does not live as long has not been helped by being started again
SHORT_LIVES = 5  # so many short lives in a row, and something is wrong that a person must mend
LONGEST_PAUSE = 30.0  # seconds before a part is started again; the first pause is 1 s, and each is twice the last


class PartDiedError(RunError):
    """A part does not come up, or does not stay up: which, its last words, and where its log is."""


class Supervisor:
    """Keeps the parts running, as a context: when the block ends, however it ends, they have all been stopped."""

    def __init__(self, parts: Sequence[Part], tell: Callable[[str], None], stopping: Callable[[], bool]) -> None:
        self._parts = parts
        self._tell = tell
        self._stopping = stopping
        self._children: dict[str, Child] = {}
        self._short_lives = dict.fromkeys((part.name for part in parts), 0)
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "flows.monitoring.guard"],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def start(self) -> None:
        """Start the parts one after the other, each when the one before is ready, and tell where it is.

        Raise `PartDiedError` for one that does not come up.
        """
        for part in self._parts:
            child = self._begin(part)
            self._await_ready(child)
            if self._stopping():
                return
            self._tell(f"{part.name}: {part.address}")

    def keep_running(self) -> None:
        """Start again what dies, until it is time to stop. Raise `PartDiedError` for what does not stay up."""
        while not self._stopping():
            for child in list(self._children.values()):
                if not child.is_running():
                    self._replace(child)
            time.sleep(PAUSE_SECONDS)

    def _begin(self, part: Part) -> Child:
        child = self._children[part.name] = Child(part)
        self._tell_guard(f"+{child.group}")
        return child

    def _await_ready(self, child: Child) -> None:
        part = child.part
        while not part.is_ready() and not self._stopping():
            if not child.is_running():
                raise PartDiedError(f"{part.name} {child.how_it_ended()}")
            if child.seconds > START_SECONDS:
                raise PartDiedError(f"{part.name} is not ready after {START_SECONDS:g} s; see {part.log}")
            time.sleep(PAUSE_SECONDS)

    def _replace(self, dead: Child) -> None:
        """Start a part again, after a pause that grows while it does not stay up."""
        name = dead.part.name
        self._end(dead, grace_seconds=0)
        self._short_lives[name] = self._short_lives[name] + 1 if dead.seconds < SHORT_LIFE else 1
        if self._short_lives[name] > SHORT_LIVES:
            raise PartDiedError(f"{name} has ended {SHORT_LIVES + 1} times in a row; it {dead.how_it_ended()}")
        pause = min(2.0 ** (self._short_lives[name] - 1), LONGEST_PAUSE)
        self._tell(f"{name} {dead.how_it_ended()}\n  starting it again in {pause:g} s")
        self._pause(pause)
        if not self._stopping():
            self._begin(dead.part)

    def _pause(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stopping():
            time.sleep(PAUSE_SECONDS)

    def _stop(self) -> None:
        """Stop the parts, the last one first: a round that is interrupted can still tell the server so."""
        for child in reversed(list(self._children.values())):
            child.ask_to_end()
            self._end(child, STOP_SECONDS)
        if self._guard.stdin is not None:
            with suppress(BrokenPipeError):
                self._guard.stdin.close()
        self._guard.wait()

    def _end(self, child: Child, grace_seconds: float) -> None:
        child.await_end(time.monotonic() + grace_seconds)
        self._tell_guard(f"-{child.group}")
        self._children.pop(child.part.name, None)

    def _tell_guard(self, change: str) -> None:
        if self._guard.stdin is not None:
            with suppress(BrokenPipeError):
                self._guard.stdin.write(change + "\n")
                self._guard.stdin.flush()
