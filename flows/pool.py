"""The pool: batches through worker processes, in order, whatever the documents do to the workers.

In: submitting, keeping the order, replacing dead workers and finding the document that killed one. Out: what a worker
does (`flows.worker`), and reading and storing, which happen between the batches in the caller.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import TracebackType
from typing import Generic, Self, TypeVar

from extractors.records import Failure, Stage
from flows.errors import WorkerError
from flows.shelf import Shelf, Shelved
from flows.work import Failed, Outcome, Work
from flows.worker import Budget, ProcessBatch, answer_batch, process_batch, serve_one_by_one, start

Context = TypeVar("Context")

Wait = Callable[[Future[Shelved]], object]  # returns when the future is done

WAITING = 2  # batches for each worker beyond the one in its hands: enough that none idles while a batch is stored


def start_server() -> ForkServerContext:
    """Start, once, the process that workers are forked from, and return its context.

    It takes seconds to import the extractors and to load their models; who calls this before its own imports has both
    done at the same time.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers are the parallelism
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.preloaded"])
    forkserver.ensure_running()
    return context


@dataclass(frozen=True, slots=True)
class Batch(Generic[Context]):
    """Works that travel together, with what the caller wants to have beside their outcomes."""

    context: Context
    works: Sequence[Work]


@dataclass(frozen=True, slots=True)
class _Crew:
    """Workers, and the shelf that they share with the run. The next crew has another: no late hand reaches into it."""

    executor: Executor
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class _InFlight(Generic[Context]):
    context: Context
    crew: _Crew
    place: int  # of the works; the next one is that of their outcomes
    works: Shelved
    future: Future[Shelved]


def wait_idly(future: Future[Shelved]) -> None:
    """Do nothing until the future is done."""
    futures.wait([future])


class WorkerPool:
    """Worker processes, started by forkserver: the extractors are imported once and shared by all workers."""

    def __init__(self, workers: int, budget: Budget, process_batch: ProcessBatch = process_batch) -> None:
        self._workers = workers
        self._budget = budget
        self._process_batch = process_batch
        self._context = start_server()
        self._shelves: list[Shelf] = []
        self._crew = self._new_crew()
        self._lone = LoneWorker(self._context, budget, process_batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crew.executor.shutdown(wait=kind is None, cancel_futures=True)
        self._lone.close()
        for shelf in self._shelves:
            shelf.close()

    def run(self, batches: Iterable[Batch[Context]], wait: Wait = wait_idly) -> Iterator[tuple[Context, list[Outcome]]]:
        """Yield each batch's context and outcomes, in the order of the batches.

        A worker that dies costs the document that killed it: it becomes a failure of stage `worker`. `wait` is called
        with what must be done before the next outcomes can be had, for callers that have other work meanwhile.
        """
        for context, outcomes in self.stream(batches, wait):
            yield context, list(outcomes)

    def stream(
        self, batches: Iterable[Batch[Context]], wait: Wait = wait_idly
    ) -> Iterator[tuple[Context, Iterator[Outcome]]]:
        """Do as `run`, with outcomes that are read one by one, and can be until the next batch is asked for."""
        in_flight: deque[_InFlight[Context]] = deque()
        for item in map(self._send, batches):  # which keeps no batch beside what is sent of it
            in_flight.append(item)
            if len(in_flight) > self._workers * WAITING:
                yield from self._take(in_flight.popleft(), wait)
        while in_flight:
            yield from self._take(in_flight.popleft(), wait)

    def _send(self, batch: Batch[Context]) -> _InFlight[Context]:
        crew = self._crew
        place = crew.shelf.place()
        works = crew.shelf.put(2 * place, batch.works)
        try:
            future = crew.executor.submit(answer_batch, self._process_batch, works, 2 * place + 1)
        except BrokenProcessPool:
            self._replace(crew)
            self._clear(crew, place)
            return self._send(batch)
        return _InFlight(batch.context, crew, place, works, future)

    def _take(self, item: _InFlight[Context], wait: Wait) -> Iterator[tuple[Context, Iterator[Outcome]]]:
        wait(item.future)
        yield item.context, self._outcomes(item)
        self._clear(item.crew, item.place)

    def _outcomes(self, item: _InFlight[Context]) -> Iterator[Outcome]:
        shelf = item.crew.shelf
        try:
            outcomes = item.future.result()
        except Exception as error:
            # A dead worker, a lack of memory, a mistake of ours: one by one, it costs only the document it belongs to.
            if isinstance(error, BrokenProcessPool):
                self._replace(item.crew)
            return iter([self._lone.outcome(work) for work in shelf.take(item.works)])
        return shelf.take(outcomes)

    def _replace(self, broken: _Crew) -> None:
        if broken is self._crew:
            broken.executor.shutdown(wait=False)
            self._crew = self._new_crew()

    def _new_crew(self) -> _Crew:
        shelf = Shelf()
        self._shelves.append(shelf)
        return _Crew(ProcessPoolExecutor(self._workers, self._context, start, (self._budget, shelf)), shelf)

    def _clear(self, crew: _Crew, place: int) -> None:
        """Have the place free again. A crew that was replaced leaves with its last place: each holds a file open, and a
        dump may break a thousand crews."""
        crew.shelf.clear(place)
        if crew is not self._crew and crew.shelf.is_empty():
            crew.shelf.close()
            self._shelves.remove(crew.shelf)


def _await_ready(pipe: Connection) -> None:
    try:
        pipe.recv()
    except EOFError as error:
        raise WorkerError(
            "the worker processes cannot start, for the reason above; if it is a missing module, set up again with"
            " `make clean` and `make run`; if it is memory, raise limits.memory in settings.toml"
        ) from error


class LoneWorker:
    """One process for documents of which one has killed a worker: whoever kills this one is the culprit."""

    def __init__(self, context: ForkServerContext, budget: Budget, process_batch: ProcessBatch) -> None:
        self._context = context
        self._budget = budget
        self._process_batch = process_batch
        self._process: ForkServerProcess | None = None
        self._pipe: Connection | None = None

    def outcome(self, work: Work) -> Outcome:
        """Return the outcome of one work, a failure if it killed the process."""
        process, pipe = self._running()
        try:
            pipe.send(work)
            answer: Outcome = pipe.recv()
        except (EOFError, OSError):
            process.join()
            self.close()
            return Failed(work.capture_id, self._failure(work, process.exitcode or 0))
        return answer

    def close(self) -> None:
        """End the process, if it runs."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join()
        self._process = self._pipe = None

    def _running(self) -> tuple[ForkServerProcess, Connection]:
        if self._process is None or self._pipe is None:
            self._pipe, other_end = self._context.Pipe()
            arguments = (self._process_batch, other_end, self._budget)
            self._process = self._context.Process(target=serve_one_by_one, args=arguments, daemon=True)
            self._process.start()
            other_end.close()
            _await_ready(self._pipe)
        return self._process, self._pipe

    def _failure(self, work: Work, exit_code: int) -> Failure:
        return Failure(work.payload, Stage.WORKER, self._what_happened(exit_code), work.capture.locator)

    def _what_happened(self, exit_code: int) -> str:
        budget = self._budget
        if exit_code == -signal.SIGPROF:
            limit = f"{budget.cpu_seconds:g} s of processor time"
            return f"the document took more than {limit}; {budget.advice('cpu_seconds')}"
        how = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
        return (
            f"the document killed its worker ({how}), perhaps by needing more than {budget.memory:,} bytes of memory;"
            f" {budget.advice('memory')}"
        )
