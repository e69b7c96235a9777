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
from struct import Struct

import numpy as np

from dedup.content import Content

# Of each of two files: 13,000 texts of 400 words, 5.2 KB each. When the newer one is full, the older one is given up.
FILE_BYTES = 64 << 20

# At the head of a file stands where it has which text: 32,768 slots of 16 bytes. What is not written takes no room.
SLOT = Struct("=qII")  # a text, where its record begins, how many bytes it has; none: the slot is free
PLACES = 1 << 15
MOST_TEXTS = PLACES // 2  # with half of the slots free, a text is found by looking at one or two
TABLE_BYTES = PLACES * SLOT.size

COUNTS = 3  # at the head of a record: how many shingles, numbers and postings


class Scratch:
    """Contents by text. As a text's number derives from it, none goes stale."""

    def __init__(self) -> None:
        self._files: deque[_File] = deque(maxlen=2)

    def add(self, text: int, content: Content) -> None:
        """Keep a content until some 13,000 others have come."""
        if any(file.has(text) for file in self._files):
            return
        with suppress(OSError):
            if not self._files or self._files[-1].is_full():
                self._files.append(_File())
            self._files[-1].add(text, content)

    def read(self, text: int) -> Content | None:
        """Return the content of a text, None when it is not here."""
        return next((content for file in self._files if (content := file.read(text))), None)


class _File:
    """A table, and records one behind the other: a text is in its own slot of the table or the first free one behind.

    In memory the tables of two files would take 1 MB, the second of them in long runs only. In the file, looking into
    one takes a microsecond, of the ten that reading a record takes.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as it is used
        os.ftruncate(self._file.fileno(), TABLE_BYTES)
        self._size = TABLE_BYTES
        self._count = 0

    def is_full(self) -> bool:
        return self._size >= TABLE_BYTES + FILE_BYTES or self._count >= MOST_TEXTS

    def has(self, text: int) -> bool:
        return self._find(text)[2] > 0

    def add(self, text: int, content: Content) -> None:
        hashes = (content.shingles, content.numbers, content.postings)
        counts = np.array([len(some) for some in hashes], dtype=np.int64)
        record = b"".join((counts.data, *(some.data for some in hashes), content.places.data))
        if os.pwrite(self._file.fileno(), record, self._size) == len(record):
            place, _, _ = self._find(text)
            os.pwrite(self._file.fileno(), SLOT.pack(text, self._size, len(record)), place * SLOT.size)
            self._size += len(record)
            self._count += 1

    def read(self, text: int) -> Content | None:
        _, start, length = self._find(text)
        if not length:
            return None
        record = os.pread(self._file.fileno(), length, start)
        counts = np.frombuffer(record, dtype=np.int64, count=COUNTS).tolist()
        begin, first, second, end = accumulate(counts, initial=COUNTS)
        values = np.frombuffer(record, dtype=np.uint64, count=end)
        places = np.frombuffer(record, dtype=np.int32, offset=8 * end)
        return Content(values[begin:first], places, values[first:second], values[second:])

    def _find(self, text: int) -> tuple[int, int, int]:
        """Return the slot of a text or the free one where it would be, where its record begins, and its length."""
        place = text % PLACES
        while True:
            slot = os.pread(self._file.fileno(), SLOT.size, place * SLOT.size)
            found, start, length = SLOT.unpack(slot)
            if found == text or not length:
                return place, start, length
            place = (place + 1) % PLACES
