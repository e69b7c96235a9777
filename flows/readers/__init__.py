"""Readers: a dump in, captures out, one at a time, in a stable order, in memory that does not grow with the dump.

In: finding the dumps under a path, the formats, their compressions and the archives around them, and reading a
capture's bytes again by its locator. Out: extraction, the store, the network. Nothing from inside an archive is
written to disk under a name; nothing is executed; what cannot be read is a `Failure` in its place, and reading goes
on behind it where it can.

`formats` lists what is read, `fields` the keys of records, `locators` how a capture is named inside its dump.
"""

from __future__ import annotations

from flows.readers.dumps import Dump, find_dumps
from flows.readers.found import SourceNamer
from flows.readers.limits import Limits
from flows.readers.reading import read_dump, reread

__all__ = ["Dump", "Limits", "SourceNamer", "find_dumps", "read_dump", "reread"]
