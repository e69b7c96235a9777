"""The lock of a store: one writing run at a time.

In: an exclusive `flock` on a file beside the database, held for the whole run. The kernel gives it back however the run
ends, so who holds it knows that every other run marked as running is dead. Out: SQLite's own locks.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.connection import StoreError
from db.snapshot import refuse_snapshot

PAUSE_SECONDS = 0.2  # between two tries: nobody waits at a prompt for it


class StoreBusyError(StoreError):
    """Another run holds the store, and has not let go of it in time."""


@contextmanager
def run_lock(database: Path, wait_seconds: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the store's lock during the block. Wait up to `wait_seconds` for another run, else raise `StoreBusyError`.

    Raise `StoreError` where no lock can be held, and for a snapshot, to which nothing can be added: before anything is
    made beside it.
    """
    refuse_snapshot(database)
    path = database.with_name(database.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; the folder must exist and be writable") from error
    try:
        _acquire(handle, path, wait_seconds, tell)
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, wait_seconds: float, tell: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait_seconds
    told = False
    while not _try(handle):
        if time.monotonic() >= deadline:
            raise StoreBusyError(_busy(path, _holder(handle), wait_seconds))
        if not told:
            tell(f"waiting for another run on the same store (process {_holder(handle)}) to end")
            told = True
        time.sleep(PAUSE_SECONDS)


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _busy(path: Path, holder: str, waited_seconds: float) -> str:
    waited = f" and has not ended in {waited_seconds:g} s; wait for it, or raise wait_for_lock in settings.toml"
    return f"{path}: another run (process {holder}) holds the store" + (waited if waited_seconds else "")


def _holder(handle: int) -> str:
    return os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
