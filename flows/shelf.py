"""The shelf: where batches wait for workers, and their outcomes for the run, on disk and not in the run's memory.

In: writing works or outcomes to a place and reading them again, one by one, in any process that has the shelf. Out:
which batch waits, and for whom (`flows.pool`).
"""

from __future__ import annotations

import errno
import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from itertools import pairwise
from multiprocessing import reduction
from typing import Any

from flows.errors import RunError

# From one place to the next, more than any batch takes: what is not written takes no room on the disk.
PLACE_BYTES = 1 << 32


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where items stand: each from one bound to the next."""

    bounds: tuple[int, ...]


class Shelf:
    """A file without a name, which ends with the processes that have it open. Places are written over again and again.

    A shelf is handed to a worker when it starts, and only then: the file's descriptor travels, not what is in it.
    """

    def __init__(self, file: FileIO | None = None) -> None:
        self._file = file or _unnamed()
        self._free: list[int] = []
        self._places = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (reduction.DupFd(self._file.fileno()),)

    def place(self) -> int:
        """Return a place that is free, and have it taken."""
        if self._free:
            return self._free.pop()
        self._places += 1
        return self._places - 1

    def clear(self, place: int) -> None:
        """Have a place free again: what stands there will be written over."""
        self._free.append(place)

    def is_empty(self) -> bool:
        """Return whether no place is taken."""
        return len(self._free) == self._places

    def put(self, place: int, items: Iterable[object]) -> Shelved:
        """Write the items to a place, over what stands there. Raise `RunError` when there is no room."""
        bounds = [place * PLACE_BYTES]
        for item in items:
            pickled = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
            self._write(pickled, bounds[-1])
            bounds.append(bounds[-1] + len(pickled))
        return Shelved(tuple(bounds))

    def _write(self, pickled: bytes, start: int) -> None:
        try:
            if os.pwrite(self._file.fileno(), pickled, start) != len(pickled):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise RunError(
                f"{tempfile.gettempdir()}: {error.strerror}: what waits for the workers is written there, some 5 MB"
                " for each of them; make room, or name another folder in TMPDIR"
            ) from error

    def take(self, shelved: Shelved) -> Iterator[Any]:
        """Yield the items, each read when it is asked for: one is in memory, not a batch."""
        for start, end in pairwise(shelved.bounds):
            yield pickle.loads(os.pread(self._file.fileno(), end - start, start))  # noqa: S301 - of our own processes

    def close(self) -> None:
        """Close this process's end."""
        self._file.close()


def _unnamed() -> FileIO:
    with tempfile.TemporaryFile(buffering=0) as file:
        return FileIO(os.dup(file.fileno()), "r+")


def _opened(duplicate: Any) -> Shelf:
    return Shelf(FileIO(duplicate.detach(), "r+"))
