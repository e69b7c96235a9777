"""The formats that are read, by suffix, and reading a stream by its name: unpack, go into archives, hand to a reader.

documents   .txt  .html .htm .xhtml
containers  .jsonl .ndjson  .json  .csv .tsv  .warc  .xml .rss .atom .rdf
archives    .zip  .tar
packed      any of them with .gz .bz2 .xz .zst behind; .tgz .tbz2 .txz .tzst
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from extractors.records import Failure
from flows.readers.archives import Member, tar_members, zip_members
from flows.readers.compression import inflated
from flows.readers.documents import read_html, read_text
from flows.readers.feeds import read_feed
from flows.readers.found import Found
from flows.readers.jsonl import read_json, read_jsonl
from flows.readers.limits import Limits
from flows.readers.locators import member as member_locator
from flows.readers.problems import BrokenArchiveError, BrokenStreamError, contained, failure
from flows.readers.table import read_csv
from flows.readers.warc import read_warc

Reader = Callable[[io.BufferedReader, Limits], Iterator[Found | Failure]]

DOCUMENTS: dict[str, Reader] = {".txt": read_text, ".html": read_html, ".htm": read_html, ".xhtml": read_html}
CONTAINERS: dict[str, Reader] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".warc": read_warc,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".rdf": read_feed,
}
READERS = DOCUMENTS | CONTAINERS
ARCHIVES: dict[str, Callable[[io.BufferedReader, Limits], Iterator[Member]]] = {
    ".zip": zip_members,
    ".tar": tar_members,
}
PACKED = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}


def is_known(name: str) -> bool:
    """Return whether a file of this name is read at all."""
    return _inner_suffix(name) in READERS.keys() | ARCHIVES.keys()


def is_document(name: str) -> bool:
    """Return whether a file of this name is one document, packed or not."""
    return _inner_suffix(name) in DOCUMENTS


def unknown(name: str) -> str:
    """Say that a name's suffix is not known, and what to do."""
    suffix = _inner_suffix(name)
    said = f"the suffix {suffix} is not known" if suffix else "it has no suffix that says what it is"
    known = " ".join([*READERS, *ARCHIVES])
    return f"{said}. Rename it to what it is ({known}, each also with {' '.join(PACKED)}), or leave it out."


def read_stream(stream: io.BufferedReader, name: str, limits: Limits, depth: int = 0) -> Iterator[Found | Failure]:
    """Yield what stands in a stream called `name`, which is inside `depth` archives. Raises `BrokenStreamError`."""
    if not stream.peek(1):
        raise BrokenStreamError("it is empty. Get it again, or leave it out.")
    inner, suffix, codec = _taken_apart(name)
    if codec:
        yield from read_stream(inflated(stream, codec, limits), inner, limits, depth)
    elif suffix in ARCHIVES:
        yield from _read_archive(ARCHIVES[suffix](stream, limits), limits, depth)
    elif suffix in READERS:
        yield from READERS[suffix](stream, limits)
    else:
        raise BrokenStreamError(unknown(name))


def _read_archive(members: Iterator[Member], limits: Limits, depth: int) -> Iterator[Found | Failure]:
    if depth > limits.depth:
        raise BrokenStreamError(
            f"it stands inside {depth} archives. If it should, raise the limit `depth`, or unpack them first."
        )
    for member in members:
        locator = member_locator(member.name)
        if member.stream is None:
            yield failure(f"{member.name}: {member.refused}", locator)
            continue
        try:
            yield from contained(read_stream(member.stream, member.name, limits, depth + 1), member.name, locator)
        except BrokenArchiveError as error:
            raise BrokenStreamError(f"in {member.name}: {error}") from error


def _taken_apart(name: str) -> tuple[str, str, str | None]:
    """Return the name without its packing, its suffix in lower case, and the codec of the packing."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in SHORT:
        return _taken_apart(name[: -len(suffix)] + SHORT[suffix])
    return (name[: -len(suffix)], suffix, PACKED[suffix]) if suffix in PACKED else (name, suffix, None)


def _inner_suffix(name: str) -> str:
    inner, suffix, codec = _taken_apart(name)
    return PurePosixPath(inner).suffix.lower() if codec else suffix
