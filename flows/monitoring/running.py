"""Whether `up` is running here, and at which address its Prefect server answers.

In: one file in Prefect's home, `wiresift-up.json`, on which a running `up` holds a lock. The kernel gives the lock back
however `up` ends, so a file that is left behind deceives nobody. Out: starting and stopping.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RunError

NAME = "wiresift-up.json"


class AlreadyUpError(RunError):
    """Another `up` runs on the same Prefect home: which process, and what to do."""


@contextmanager
def known_as_running(home: Path, api: str) -> Iterator[None]:
    """Let `running_api` find the server at `api` during the block. Raise `AlreadyUpError` when another `up` runs."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _try(handle, fcntl.LOCK_EX):
            raise AlreadyUpError(_already_up(home))
        os.truncate(handle, 0)
        os.write(handle, json.dumps({"api": api, "process": os.getpid()}).encode())
        yield
    finally:
        os.close(handle)


def running_api(home: Path) -> str | None:
    """Return the address of the API of the server that `up` runs on this Prefect home, None when none runs."""
    try:
        handle = os.open(home / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        api = None if _try(handle, fcntl.LOCK_SH) else _read(home).get("api")
        return api if isinstance(api, str) else None
    finally:
        os.close(handle)


def _try(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(home: Path) -> dict[str, object]:
    try:
        known = json.loads((home / NAME).read_text())
    except (OSError, ValueError):  # who holds the lock is just writing it
        return {}
    return known if isinstance(known, dict) else {}


def _already_up(home: Path) -> str:
    known = _read(home)
    return (
        f"{home / NAME}: `wiresift up` already runs here (process {known.get('process', 'unknown')},"
        f" Prefect at {str(known.get('api', 'unknown')).removesuffix('/api')}); stop it first, or give this one"
        " a home of its own with PREFECT_HOME"
    )
