"""Contents that memory has no room for: in a file without a name, which ends with the process.

In: the last some 20,000 contents, each written once; reading one takes a thirtieth of splitting its text again. Out:
what is kept in memory (`flows.contents`). Nothing here is evidence: when the disk is full, contents are made again from
their texts.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections import deque
from contextlib import suppress
from itertools import accumulate

import numpy as np

from dedup.content import Content

# Of each of two files: 13,000 texts of 400 words, 5.2 KB each. When the newer one is full, the older one is given up.
FILE_BYTES = 64 << 20

# Of the table that says where a file has which text, 24 bytes each: as much memory for the first text as for the last.
PLACES = 1 << 15
MOST_TEXTS = PLACES // 2  # with half of the places free, a text is found by looking at one place or two
FREE = -1

COUNTS = 3  # at the head of a record: how many shingles, numbers and postings


class Scratch:
    """Contents by text. As a text's number derives from it, none goes stale."""

    def __init__(self) -> None:
        self._files: deque[_File] = deque(maxlen=2)

    def add(self, text: int, content: Content) -> None:
        """Keep a content until some 13,000 others have come."""
        if any(text in file for file in self._files):
            return
        with suppress(OSError):
            if not self._files or self._files[-1].is_full():
                self._files.append(_File())
            self._files[-1].add(text, content)

    def read(self, text: int) -> Content | None:
        """Return the content of a text, None when it is not here."""
        return next((file.read(text) for file in self._files if text in file), None)


class _File:
    """Records one behind the other, and a table: a text stands at its own place or the first free one behind it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as it is used
        self._texts = array("q", [FREE]) * PLACES
        self._starts = array("q", [0]) * PLACES
        self._ends = array("q", [0]) * PLACES
        self._count = 0
        self._size = 0

    def __contains__(self, text: int) -> bool:
        return self._texts[self._place(text)] == text

    def is_full(self) -> bool:
        return self._size >= FILE_BYTES or self._count >= MOST_TEXTS

    def add(self, text: int, content: Content) -> None:
        hashes = (content.shingles, content.numbers, content.postings)
        counts = np.array([len(some) for some in hashes], dtype=np.int64)
        record = b"".join((counts.data, *(some.data for some in hashes), content.places.data))
        if os.pwrite(self._file.fileno(), record, self._size) == len(record):
            place = self._place(text)
            self._texts[place] = text
            self._starts[place] = self._size
            self._size += len(record)
            self._ends[place] = self._size
            self._count += 1

    def read(self, text: int) -> Content:
        place = self._place(text)
        start = self._starts[place]
        record = os.pread(self._file.fileno(), self._ends[place] - start, start)
        counts = np.frombuffer(record, dtype=np.int64, count=COUNTS).tolist()
        begin, first, second, end = accumulate(counts, initial=COUNTS)
        values = np.frombuffer(record, dtype=np.uint64, count=end)
        places = np.frombuffer(record, dtype=np.int32, offset=8 * end)
        return Content(values[begin:first], places, values[first:second], values[second:])

    def _place(self, text: int) -> int:
        place = text % PLACES
        while self._texts[place] not in (FREE, text):
            place = (place + 1) % PLACES
        return place
