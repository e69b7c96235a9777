"""Reading a dump, and reading single captures of it again."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from extractors.records import Capture, Failure, Stage, digest
from flows.readers.dumps import Dump, dump_at
from flows.readers.formats import read_stream
from flows.readers.found import Found, SourceNamer
from flows.readers.limits import Limits
from flows.readers.locators import member, outermost, readable
from flows.readers.problems import contained

DEFAULT_LIMITS = Limits()


def read_dump(dump: Dump, name_source: SourceNamer, limits: Limits = DEFAULT_LIMITS) -> Iterator[Capture | Failure]:
    """Yield the captures of `dump`, one at a time, always in the same order; a `Failure` where one cannot be read.

    Nothing is raised for what stands in the dump. A source is whatever `name_source` answers to (what the record says
    its source is, its URL).
    """
    return map(functools.partial(_captured, name_source), _items(dump, limits))


def _captured(name_source: SourceNamer, item: Found | Failure) -> Capture | Failure:
    locator = outermost(item.locator)
    return replace(item, locator=locator) if isinstance(item, Failure) else item.capture(name_source, locator)


def reread(
    dump_path: Path, wanted: Mapping[str, str], limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[str, bytes | Failure]]:
    """Yield (locator, bytes) for each locator of `wanted`, whose values are the payloads' digests.

    A `Failure` stands for the bytes when the locator is gone from the dump, or its bytes are others now. In the order
    of the dump, failures last. The dump is read from its beginning to the last wanted locator.
    """
    missing = dict(wanted)
    changed = set()
    for item in _items(dump_at(dump_path), limits) if missing else ():
        locator = outermost(item.locator)
        if isinstance(item, Failure) or locator not in missing:
            continue
        if digest(item.body) != missing[locator]:
            changed.add(locator)
            continue
        del missing[locator]
        yield locator, item.body
        if not missing:
            return
    for locator, payload in missing.items():
        yield locator, _lost(dump_path, locator, payload, changed=locator in changed)


def _items(dump: Dump, limits: Limits) -> Iterator[Found | Failure]:
    """Yield what stands in a dump, with inner locators."""
    if dump.loose:
        for file in dump.files:
            locator = dump.locator(file)
            yield from contained(_file(file, limits), locator, member(locator))
    else:
        yield from contained(_file(dump.path, limits), dump.name)


def _file(path: Path, limits: Limits) -> Iterator[Found | Failure]:
    with path.open("rb") as stream:
        assert isinstance(stream, io.BufferedReader)  # noqa: S101 - what open() gives for "rb"
        yield from read_stream(stream, path.name, limits)


def _lost(path: Path, locator: str, payload: str, *, changed: bool) -> Failure:
    what = "other bytes stand there now" if changed else "nothing stands there (any more)"
    error = f"{readable(path)} at {locator}: {what}. Bring the dump back as it was, or ingest it anew."
    return Failure(payload=payload, stage=Stage.ARCHIVE, error=error, locator=locator)
