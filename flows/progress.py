"""Telling a person how far a run is: a bar on a terminal, plain lines otherwise.

In: what is shown while a run works. Out: the summary at its end (`flows.report`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import rich.progress

SECONDS_BETWEEN_LINES = 10.0  # where there is no terminal: enough to see that it lives, few enough for a log


class Progress(Protocol):
    """What a run tells while it works."""

    def tell(self, line: str) -> None:
        """Say something that a person should read."""

    def begin(self, dump: str) -> None:
        """Say that a dump is being read."""

    def advance(self, documents: int) -> None:
        """Say that so many more documents have been stored."""


class Lines:
    """Progress as plain lines on standard error."""

    def __init__(self) -> None:
        self._documents = 0
        self._dump = ""
        self._last = time.monotonic()

    def tell(self, line: str) -> None:
        """Print the line."""
        sys.stderr.write(line + "\n")

    def begin(self, dump: str) -> None:
        """Remember the dump's name for the next line."""
        self._dump = dump

    def advance(self, documents: int) -> None:
        """Print a line when the last one is some time ago."""
        self._documents += documents
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            self.tell(f"{self._documents} documents stored, now in {self._dump}")


class Silent:
    """No progress: for tests and for programs."""

    def tell(self, line: str) -> None:
        """Say nothing."""

    def begin(self, dump: str) -> None:
        """Say nothing."""

    def advance(self, documents: int) -> None:
        """Say nothing."""


# Where a flow tells: Prefect hands a flow plain parameters only.
current_progress: ContextVar[Progress] = ContextVar("current_progress")


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar on a terminal during the block, or lines where standard error is a file or a pipe."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich import progress as rich_progress
    from rich.console import Console

    columns = (
        rich_progress.SpinnerColumn(),
        rich_progress.TextColumn("{task.completed:>8.0f} documents"),
        rich_progress.TimeElapsedColumn(),
        rich_progress.TextColumn("{task.description}"),
    )
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bar(bars, bars.add_task("", total=None))


class _Bar:
    """Progress as one line that changes. How many documents a dump holds is not known before it has been read."""

    def __init__(self, bars: rich.progress.Progress, task: rich.progress.TaskID) -> None:
        self._bars = bars
        self._task = task

    def tell(self, line: str) -> None:
        self._bars.console.print(line, markup=False, highlight=False)

    def begin(self, dump: str) -> None:
        from rich.markup import escape

        self._bars.update(self._task, description=escape(dump))

    def advance(self, documents: int) -> None:
        self._bars.advance(self._task, documents)
