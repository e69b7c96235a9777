"""Visiting sources side by side: threads that fetch, and a bounded queue of what they bring.

In: starting, ending and stopping the threads. Out: a visit (`flows.fetching.visit`), storing (`flows.fetching.round`).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from extractors.records import Failure, Stage
from flows.fetching.due import Task
from flows.fetching.parcel import FULL_BYTES, Parcel

# Parcels that wait to be stored. At 2 MB each they take 128 MB at most, which is minutes of extracting ahead: a thread
# waits for the queue only when the network is faster than that, and then there is nothing to be gained by it.
WAITING = 128_000_000 // FULL_BYTES
LOOK_SECONDS = 0.5  # between two looks at whether the round has been stopped

Send = Callable[[Parcel], None]
Visit = Callable[[Task, Send], None]


class StoppedError(Exception):
    """The round is being stopped; it ends a visit, and nobody else sees it."""


class Gathering:
    """The visits of one round."""

    def __init__(self, visit: Visit, threads: int) -> None:
        self._visit = visit
        self._threads = threads
        self._queue: queue.Queue[Parcel | None] = queue.Queue(WAITING)  # None: a visit has ended
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether the round is being stopped."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Let each visit end at its next step."""
        self._stopped.set()

    def parcels(self, tasks: Sequence[Task]) -> Generator[list[Parcel], None, None]:
        """Visit the sources and yield what they bring, as it comes: what has come at the same time together, so that it
        is stored together. Closing the iterator stops the visits."""
        executor = ThreadPoolExecutor(min(self._threads, len(tasks)) or 1, thread_name_prefix="fetch")
        try:
            for task in tasks:
                executor.submit(self._guarded, task)
            visiting = len(tasks)
            while visiting:
                come = self._come()
                visiting -= come.count(None)
                yield [parcel for parcel in come if parcel is not None]
        finally:
            self._stopped.set()
            executor.shutdown(cancel_futures=True)

    def _come(self) -> list[Parcel | None]:
        """Return what is in the queue; when it is empty, what comes next."""
        come = [self._queue.get()]
        with suppress(queue.Empty):
            while len(come) < WAITING:
                come.append(self._queue.get_nowait())
        return come

    def _guarded(self, task: Task) -> None:
        """Visit one source; what goes wrong with it costs this visit and is told."""
        try:
            self._visit(task, self._send)
        except StoppedError:
            return
        except Exception as mistake:
            what = f"{task.source.name} could not be visited to the end ({type(mistake).__name__}: {mistake})"
            failure = Failure(None, Stage.READ, f"{what}; the next round tries again", task.source.name)
            self._end(Parcel(task.source.name, [failure], notices=[what]))
        self._end(None)

    def _end(self, parcel: Parcel | None) -> None:
        try:
            self._put(parcel)
        except StoppedError:
            return

    def _send(self, parcel: Parcel) -> None:
        self._put(parcel)

    def _put(self, parcel: Parcel | None) -> None:
        while not self._stopped.is_set():
            try:
                self._queue.put(parcel, timeout=LOOK_SECONDS)
            except queue.Full:
                continue
            return
        raise StoppedError
