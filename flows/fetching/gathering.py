"""Visiting sources side by side: threads that fetch, and a bounded queue of what they bring.

In: starting, ending and stopping the threads. Out: a visit (`flows.fetching.round`), storing
(`flows.fetching.reception`).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum

from extractors.records import Failure, Stage
from flows.fetching.due import Task
from flows.fetching.parcel import FULL_BYTES, Parcel

# Parcels that wait to be archived: 16 MB, packed, at half a MB each. A thread waits only while the one writer is busy,
# which takes tenths of a second for a batch; a network of 1 Gbit/s brings what packs to 16 MB in two thirds of one.
WAITING = 16_000_000 // FULL_BYTES
LOOK_SECONDS = 0.5  # between two looks at whether the round has been stopped

Send = Callable[[Parcel], None]
Visit = Callable[[Task, Send], None]


class StoppedError(Exception):
    """The round is being stopped; it ends a visit, and nobody else sees it."""


class Sign(Enum):
    """What comes through the queue beside parcels."""

    VISITED = "visited"  # a visit has ended
    WOKEN = "woken"  # whoever waits for parcels has something else to do


class Gathering:
    """The visits of one round."""

    def __init__(self, visit: Visit, threads: int) -> None:
        self._visit = visit
        self._threads = threads
        self._queue: queue.SimpleQueue[Parcel | Sign] = queue.SimpleQueue()
        self._room = threading.Semaphore(WAITING)  # for parcels: signs are always let in
        self._stopped = threading.Event()
        self._visiting = 0

    @property
    def stopped(self) -> bool:
        """Whether the round is being stopped."""
        return self._stopped.is_set()

    @property
    def ended(self) -> bool:
        """Whether every visit has ended and all that it brought has been taken."""
        return self._visiting == 0

    def stop(self) -> None:
        """Let each visit end at its next step."""
        self._stopped.set()

    def wake(self) -> None:
        """Let `come` return although nothing may have come. May be called from any thread."""
        self._queue.put(Sign.WOKEN)

    @contextmanager
    def visiting(self, tasks: Sequence[Task]) -> Iterator[None]:
        """Visit the sources during the block; its end stops the visits."""
        executor = ThreadPoolExecutor(min(self._threads, len(tasks)) or 1, thread_name_prefix="fetch")
        self._visiting = len(tasks)
        try:
            for task in tasks:
                executor.submit(self._guarded, task)
            yield
        finally:
            self._stopped.set()
            executor.shutdown(cancel_futures=True)

    def come(self, seconds: float | None = None) -> list[Parcel]:
        """Return what has come, so that it is stored together; when nothing has, what comes next.

        Nothing when `wake` was called, or nothing has come in so many seconds.
        """
        parcels: list[Parcel] = []
        with suppress(queue.Empty):
            self._sort(self._queue.get(timeout=seconds), parcels)
            while len(parcels) < WAITING:
                self._sort(self._queue.get_nowait(), parcels)
        return parcels

    def _sort(self, come: Parcel | Sign, parcels: list[Parcel]) -> None:
        if isinstance(come, Parcel):
            self._room.release()
            parcels.append(come)
        elif come is Sign.VISITED:
            self._visiting -= 1

    def _guarded(self, task: Task) -> None:
        """Visit one source; what goes wrong with it costs this visit and is told."""
        with suppress(StoppedError):
            try:
                self._visit(task, self._send)
            except StoppedError:
                raise
            except Exception as mistake:
                what = f"{task.source.name} could not be visited to the end ({type(mistake).__name__}: {mistake})"
                failure = Failure(None, Stage.READ, f"{what}; the next round tries again", task.source.name)
                self._send(Parcel(task.source.name, failures=[failure], notices=[what]))
        self._queue.put(Sign.VISITED)

    def _send(self, parcel: Parcel) -> None:
        while not self._room.acquire(timeout=LOOK_SECONDS):
            self._end_if_stopped()
        self._end_if_stopped()
        self._queue.put(parcel)

    def _end_if_stopped(self) -> None:
        if self.stopped:
            raise StoppedError
