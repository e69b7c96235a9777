"""A worker process: its budget, and its two ways of serving.

In: the limits that the kernel enforces, dying with the parent, and the functions that run in the worker. Out: starting
and replacing workers (`flows.pool`). Heavy imports stay inside the functions: the parent imports this module too.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path

from extractors.records import Failure, Stage
from flows.errors import WorkerError
from flows.memory import collect_seldom, keep_freed, take_large_pages
from flows.scheduling import wait_for_turns
from flows.shelf import Shelf, Shelved
from flows.work import Failed, Outcome, Work

ProcessBatch = Callable[[Sequence[Work], Callable[[], object]], list[Outcome]]

READY = "ready"

# What a worker keeps for the next document, in bytes. The trees of a page of 380 kB take 8 MB in small blocks, weighing
# its blocks one of more than 4 MB. What a large document has left beyond that goes back to the system.
KEPT_BLOCK = 16 << 20
KEPT = 32 << 20

# Of this worker, set once when it starts.
_budget_seconds = 0.0
_shelf: Shelf | None = None  # the one that answers one by one has none


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may cost."""

    cpu_seconds: float
    memory: int  # bytes, on top of what an idle worker has mapped

    def advice(self, limit: str) -> str:
        """Return what to do when a document breaks a limit."""
        return f"raise limits.{limit} in settings.toml and run with --retry-failed if it is worth it"


def start(budget: Budget, shelf: Shelf | None = None) -> None:
    """Prepare this process as a worker.

    The parent alone hears Ctrl-C. Memory is limited by RLIMIT_AS: an allocation beyond it fails, which Python reports
    as MemoryError. macOS does not enforce that limit.
    """
    global _budget_seconds, _shelf
    _budget_seconds = budget.cpu_seconds
    _shelf = shelf
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import flows.process  # noqa: F401 - mapped before the limit is counted from what is mapped

    gc.freeze()  # the modules are there to stay
    collect_seldom()
    keep_freed(KEPT_BLOCK, KEPT)
    take_large_pages()
    wait_for_turns()
    _limit_memory(budget.memory)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _limit_memory(memory: int) -> None:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    mapped = int(statm.read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + memory
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _die_with_parent() -> None:
    """End this process when the run is killed: a worker waiting for work would never notice by itself."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _wind_up() -> None:
    """Give the next document its processor time; what outlasts it dies by SIGPROF. A busy machine changes nothing."""
    signal.setitimer(signal.ITIMER_PROF, _budget_seconds)


def _stop_clock() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)


def process_batch(batch: Sequence[Work], before_each: Callable[[], object]) -> list[Outcome]:
    """Process a batch; what it needs is imported in the worker alone."""
    from flows.process import process

    return process(batch, before_each)


def within_budget(process_batch: ProcessBatch, batch: Sequence[Work]) -> list[Outcome]:
    """Process a batch in this worker, each document within the budget."""
    try:
        return process_batch(batch, _wind_up)
    finally:
        _stop_clock()


def answer_batch(process_batch: ProcessBatch, works: Shelved, place: int) -> Shelved:
    """Process a batch from the shelf in this worker, each document within the budget, and shelve its outcomes."""
    if _shelf is None:
        raise WorkerError("the worker was started without a shelf")
    return _shelf.put(place, within_budget(process_batch, list(_shelf.take(works))))


def serve_one_by_one(process_batch: ProcessBatch, pipe: connection.Connection, budget: Budget) -> None:
    """Say `READY`, then answer each `Work` that comes through the pipe with its outcome, until the pipe closes."""
    start(budget)
    pipe.send(READY)
    while True:
        try:
            work: Work = pipe.recv()
        except EOFError:
            sys.exit(0)
        pipe.send(_answer(process_batch, work, budget))


def _answer(process_batch: ProcessBatch, work: Work, budget: Budget) -> Outcome:
    try:
        return within_budget(process_batch, [work])[0]
    except MemoryError:
        error = f"the document needed more than {budget.memory:,} bytes of memory; {budget.advice('memory')}"
    except Exception as mistake:
        error = f"{type(mistake).__name__}: {mistake}; a mistake in Wiresift: please report it with the document"
    return Failed(work.capture_id, Failure(work.payload, Stage.WORKER, error, work.capture.locator))
