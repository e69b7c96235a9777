"""What of stored texts takes part in comparisons, read once for as long as memory and disk allow.

In: bounded caches of contents, with and without stop-shingles. Out: reading (`db.copies`), splitting (`dedup`), and
what memory has no room for (`flows.scratch`).
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np

from db import copies
from dedup.compare import find, without
from dedup.content import Content, read
from dedup.shingles import distinct
from dedup.words import Hashes
from flows.scratch import Scratch

# Bytes of arrays, in each of two caches: about 180 texts of 400 words, a few batches. What is dropped is on disk; with
# twice as many, settling 5,000 texts with 1,000 pairs takes the same processor time.
CACHED_BYTES = 1 << 20
CACHED_STOPS = 1 << 15  # stop-shingles, 40 to 1,000 of a list, and the lists of one template have the same: 256 kB


class _Recent:
    """Contents by text, the least recently used dropped first. As a text's number derives from it, none goes stale."""

    def __init__(self, dropped: Scratch | None = None) -> None:
        self._contents: OrderedDict[int, Content] = OrderedDict()
        self._bytes = 0
        self._dropped = dropped

    def add(self, text: int, content: Content) -> None:
        if text in self._contents:
            return
        self._contents[text] = content
        self._bytes += _size(content)
        while self._bytes > CACHED_BYTES and len(self._contents) > 1:
            oldest, its_content = self._contents.popitem(last=False)
            self._bytes -= _size(its_content)
            if self._dropped:
                self._dropped.add(oldest, its_content)

    def drop_all(self) -> None:
        """Drop every content, as `add` does with the oldest."""
        for text, content in self._contents.items():
            if self._dropped:
                self._dropped.add(text, content)
        self._contents.clear()
        self._bytes = 0

    def take(self, texts: Iterable[int]) -> tuple[dict[int, Content], list[int]]:
        """Return the contents that are here, and which texts are not."""
        found, missing = {}, []
        for text in texts:
            content = self._contents.get(text)
            if content is None:
                missing.append(text)
            else:
                self._contents.move_to_end(text)
                found[text] = content
        return found, missing


def _size(content: Content) -> int:
    return content.shingles.nbytes + content.places.nbytes + content.numbers.nbytes + content.postings.nbytes + 600


class Contents:
    """The contents of stored texts."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._recent = _Recent(self._scratch)

    def add(self, text: int, content: Content) -> None:
        """Keep the content of a text that will be asked for."""
        self._recent.add(text, content)

    def put_away(self) -> None:
        """Keep no content in memory until the next is asked for: nothing is compared for a while."""
        self._recent.drop_all()

    def read(self, connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, Content]:
        """Return the contents of these texts, from memory, from the scratch file or from the store, and keep them."""
        found = self.look(connection, texts)
        for text, content in found.items():
            self._recent.add(text, content)
        return found

    def look(self, connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, Content]:
        """Return the contents of these texts without keeping more of them: most are not asked for again."""
        found, missing = self._recent.take(texts)
        dropped = {text: content for text in missing if (content := self._scratch.read(text))}
        words = copies.read_texts(connection, (text for text in missing if text not in dropped))
        dropped.update((text, read(some)) for text, some in words)
        return found | dropped


class Trimmed:
    """Contents without the stop-shingles that hold for them, as long as the stop-shingles stay as they are."""

    def __init__(self, connection: sqlite3.Connection, contents: Contents) -> None:
        self._connection = connection
        self._contents = contents
        self._recent = _Recent()
        self._keys = copies.keys_with_stop_shingles(connection).view(np.uint64)
        self._stops: dict[int, bytes] = {}  # by posting list
        self._distinct: dict[bytes, bytes] = {}  # those of lists that have the same, once
        self._kept = 0  # stop-shingles in all of `_distinct`

    def read(self, texts: Iterable[int]) -> dict[int, Content]:
        """Return the trimmed contents of these texts."""
        found, missing = self._recent.take(texts)
        for text, content in self._contents.read(self._connection, missing).items():
            found[text] = without(content, self._stops_of(content))
            self._recent.add(text, found[text])
        return found

    def _stops_of(self, content: Content) -> Hashes:
        """Return the stop-shingles that hold for a text, ascending."""
        keys = set(content.postings[find(content.postings, self._keys)[0]].tolist())
        if self._kept > CACHED_STOPS:
            self._stops.clear()
            self._distinct.clear()
            self._kept = 0
        for key, stops in copies.stop_shingles_of_keys(self._connection, keys - self._stops.keys()):
            self._add_stops(key, stops.tobytes())
        return distinct(np.frombuffer(b"".join({self._stops[key] for key in keys}), dtype=np.uint64))

    def _add_stops(self, key: int, stops: bytes) -> None:
        if stops not in self._distinct:
            self._distinct[stops] = stops
            self._kept += len(stops) // np.dtype(np.uint64).itemsize
        self._stops[key] = self._distinct[stops]
