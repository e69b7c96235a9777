"""The base of the readers' own streams."""

from __future__ import annotations

import io
from abc import abstractmethod
from typing import Any

BUFFER = 128 * 1024  # bytes asked of a stream at a time: as many as the libraries read, more gained nothing


class Source(io.RawIOBase):
    """A stream that is read once, from front to back: a subclass says where its bytes are from."""

    @abstractmethod
    def take(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end."""

    def readable(self) -> bool:
        """Return True: it can be read, and nothing else."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes and return how many."""
        data = self.take(min(len(buffer), BUFFER))
        buffer[: len(data)] = data
        return len(data)

    def buffered(self) -> io.BufferedReader:
        """Return the stream with `peek` and `readline`."""
        return io.BufferedReader(self, BUFFER)
