"""What of stored texts takes part in comparisons, read once for as long as memory allows.

In: a bounded cache of contents, with and without stop-shingles. Out: reading (`db.copies`) and splitting (`dedup`).
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from db import copies
from dedup import shingles
from dedup.compare import without
from dedup.shingles import Content
from dedup.signature import postings

# Bytes of arrays: about 10,000 texts of 400 words. A batch's candidates are mostly in it.
CACHED_BYTES = 64 << 20


class ContentCache:
    """Contents by text, the least recently used dropped first. As a text's number derives from it, none goes stale."""

    def __init__(self) -> None:
        self._contents: OrderedDict[int, Content] = OrderedDict()
        self._bytes = 0

    def add(self, text: int, content: Content) -> None:
        """Keep the content of `text`."""
        if text in self._contents:
            return
        self._contents[text] = content
        self._bytes += _size(content)
        while self._bytes > CACHED_BYTES and len(self._contents) > 1:
            self._bytes -= _size(self._contents.popitem(last=False)[1])

    def read(self, connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, Content]:
        """Return the contents of these texts, from memory or from the store."""
        found, missing = {}, []
        for text in texts:
            content = self._contents.get(text)
            if content is None:
                missing.append(text)
            else:
                self._contents.move_to_end(text)
                found[text] = content
        for text, words in copies.read_texts(connection, missing):
            found[text] = shingles.read(words)
            self.add(text, found[text])
        return found


def _size(content: Content) -> int:
    return content.ordered.nbytes + content.distinct.nbytes + content.numbers.nbytes + 500


@dataclass(slots=True)
class Trimmed:
    """Contents without the stop-shingles that hold for them, while the stop-shingles stay as they are."""

    connection: sqlite3.Connection
    cache: ContentCache
    _known: dict[int, Content] = field(default_factory=dict)

    def read(self, texts: Iterable[int]) -> dict[int, Content]:
        """Return the trimmed contents of these texts."""
        wanted = set(texts)
        if len(self._known) > 4 * copies.PARAMETERS:
            self._known = {text: content for text, content in self._known.items() if text in wanted}
        contents = self.cache.read(self.connection, wanted - self._known.keys())
        keys = {text: postings(content.distinct) for text, content in contents.items()}
        stops = copies.stop_shingles_of_keys(self.connection, {key for some in keys.values() for key in some})
        for text, content in contents.items():
            self._known[text] = without(content, _join(stops, keys[text]))
        return {text: self._known[text] for text in wanted}


def _join(stops: Mapping[int, list[int]], keys: Iterable[int]) -> shingles.Hashes:
    signed = [shingle for key in keys for shingle in stops.get(key, ())]
    return shingles.distinct(np.array(signed, dtype=np.int64).view(np.uint64))
