"""Stands in for extraction in the pool's tests: does to its worker whatever the document says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from extractors.records import Failure, Stage
from flows.work import Failed, Outcome, Work

MEMORY_PIECE = 50_000_000  # bytes


def obey(batch: Sequence[Work], before_each: Callable[[], object]) -> list[Outcome]:
    """Return one outcome a document, unless a document forbids it."""
    return [_obey_one(work, before_each) for work in batch]


def _obey_one(work: Work, before_each: Callable[[], object]) -> Outcome:
    before_each()
    order = work.capture.body.decode()
    if order == "loop":
        while True:
            pass
    if order == "die":
        os._exit(3)
    if order == "crash":
        os.abort()
    if order == "raise":
        raise ArithmeticError(order)
    if order == "eat":
        pieces = []
        while True:
            pieces.append(bytearray(MEMORY_PIECE))
    if order.startswith("burn"):
        end = time.process_time() + float(order.removeprefix("burn"))
        while time.process_time() < end:
            pass
    return Failed(work.capture_id, Failure(work.capture.payload, Stage.EXTRACT, f"did {order}"))


def pid_of_worker(batch: Sequence[Work], before_each: Callable[[], object]) -> list[Outcome]:
    """Return the worker's process id as each document's error."""
    before_each()
    return [Failed(work.capture_id, Failure(None, Stage.EXTRACT, str(os.getpid()))) for work in batch]
