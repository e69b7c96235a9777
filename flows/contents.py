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
from dedup.compare import without
from dedup.content import Content, read
from dedup.shingles import distinct
from dedup.words import Hashes
from flows.scratch import Scratch

# Bytes of arrays, in each of two caches: about 700 texts of 400 words, a batch and more. What is dropped is on disk.
CACHED_BYTES = 4 << 20
CACHED_LISTS = 2000  # of stop-shingles, some 40 each: 3 MB


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
        self._keys = copies.keys_with_stop_shingles(connection)
        self._stops: dict[int, list[int]] = {}

    def read(self, texts: Iterable[int]) -> dict[int, Content]:
        """Return the trimmed contents of these texts."""
        found, missing = self._recent.take(texts)
        whole = self._contents.read(self._connection, missing)
        keys = {text: self._keys.intersection(content.postings.tolist()) for text, content in whole.items()}
        self._read_stops({key for some in keys.values() for key in some})
        for text, content in whole.items():
            found[text] = without(content, _join(self._stops[key] for key in keys[text]))
            self._recent.add(text, found[text])
        return found

    def _read_stops(self, keys: set[int]) -> None:
        if len(self._stops) > CACHED_LISTS:
            self._stops.clear()
        self._stops.update(copies.stop_shingles_of_keys(self._connection, keys - self._stops.keys()))


def _join(stops: Iterable[list[int]]) -> Hashes:
    signed = [shingle for some in stops for shingle in some]
    return distinct(np.array(signed, dtype=np.int64).view(np.uint64))
