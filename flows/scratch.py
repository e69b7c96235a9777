"""Contents that memory has no room for: in a file without a name, which ends with the process.

In: the last some 20,000 contents, each written once; reading one takes a thirtieth of splitting its text again. Out:
what is kept in memory (`flows.contents`). Nothing here is evidence: when the disk is full, contents are made again from
their texts.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from contextlib import suppress
from itertools import accumulate

import numpy as np

from dedup.content import Content

# Of each of two files: 13,000 texts of 400 words, 5.2 KB each, and 3 MB of memory to find them. When the newer one is
# full, the older one is given up.
FILE_BYTES = 64 << 20


class Scratch:
    """Contents by text. As a text's number derives from it, none goes stale."""

    def __init__(self) -> None:
        self._files: deque[_File] = deque(maxlen=2)

    def add(self, text: int, content: Content) -> None:
        """Keep a content until some 13,000 others have come."""
        if any(text in file.places for file in self._files):
            return
        with suppress(OSError):
            if not self._files or self._files[-1].size >= FILE_BYTES:
                self._files.append(_File())
            self._files[-1].add(text, content)

    def read(self, text: int) -> Content | None:
        """Return the content of a text, None when it is not here."""
        return next((file.read(text) for file in self._files if text in file.places), None)


class _File:
    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as it is used
        self.places: dict[int, tuple[int, int, int, int]] = {}  # where; how many shingles, numbers and postings
        self.size = 0

    def add(self, text: int, content: Content) -> None:
        hashes = (content.shingles, content.numbers, content.postings)
        record = b"".join((*(some.data for some in hashes), content.places.data))
        if os.pwrite(self._file.fileno(), record, self.size) == len(record):
            shingles, numbers, postings = map(len, hashes)
            self.places[text] = (self.size, shingles, numbers, postings)
            self.size += len(record)

    def read(self, text: int) -> Content:
        start, *counts = self.places[text]
        hashes = 8 * sum(counts)
        record = os.pread(self._file.fileno(), hashes + 4 * counts[0], start)
        places = np.frombuffer(record, dtype=np.int32, offset=hashes)
        first, second, end = accumulate(counts)
        values = np.frombuffer(record, dtype=np.uint64, count=end)
        return Content(values[:first], places, values[first:second], values[second:end])
