"""One child process of `up`: started in a group of its own, its words kept in a log, stopped with all it has started.

In: starting, whether it lives, its last words, stopping. Out: which children there are (`flows.monitoring.parts`) and
what is done when one dies (`flows.monitoring.supervisor`).
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Thread
from typing import IO

from flows.monitoring.guard import PAUSE_SECONDS, is_alive

LOG_BYTES = 5_000_000  # a part's log; when it is full it becomes NAME.log.1, so that a year takes 10 MB a part
MOMENT_SECONDS = 1.0  # a worker ends within milliseconds of its master
LAST_LINES = 5  # enough for the end of a traceback, in a message for a terminal


@dataclass(frozen=True, slots=True)
class Part:
    """One of the processes that make up a running Wiresift."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    is_ready: Callable[[], bool]
    address: str


class Child:
    """A part that has been started."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.started = time.monotonic()
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._process = subprocess.Popen(  # noqa: S603 - the commands are our own
            part.command,
            env=dict(part.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that a Ctrl-C on the terminal reaches `up` alone
        )
        self._log = Thread(target=self._keep_log, args=(self._process.stdout,), daemon=True)
        self._log.start()

    @property
    def group(self) -> int:
        """The id of its process group, which is its own process's."""
        return self._process.pid

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started

    def is_running(self) -> bool:
        """Return whether the process itself still runs."""
        return self._process.poll() is None

    def how_it_ended(self) -> str:
        """Return how the process ended, its last words and where the others are."""
        self._log.join(timeout=1)  # what it said last may still be in the pipe
        code = self._process.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        words = "".join(f"\n    {line}" for line in self._last_lines)
        return f"{how}; its last words, and the others in {self.part.log}:{words}"

    def ask_to_end(self) -> None:
        """Ask the process to end; it ends its own children."""
        with suppress(ProcessLookupError):
            self._process.terminate()

    def await_end(self, deadline: float) -> None:
        """Wait until the process has ended, at most until the deadline, and kill what is left of its group.

        What it has started ends before it, or with it: workers watch whom they work for, which takes a moment.
        """
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
        last_moment = time.monotonic() + MOMENT_SECONDS
        while is_alive(self.group) and time.monotonic() < min(last_moment, deadline):
            time.sleep(PAUSE_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, signal.SIGKILL)
        self._process.wait()

    def _keep_log(self, output: IO[bytes]) -> None:
        self.part.log.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(self.part.log, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
        with output:
            for line in output:
                text = line.decode(errors="replace").rstrip()
                self._last_lines.append(text)
                handler.emit(logging.makeLogRecord({"msg": text}))
        handler.close()
