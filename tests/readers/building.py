"""Dumps made by the tests: packings, archives, WARC files, and reading them whole."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.records import Capture, Failure
from flows.readers import Dump, Limits, find_dumps, read_dump

PAGE = "<html><head><title>Salt</title></head><body><p>The salt lake has moved again.</p></body></html>"
TEXT = "The salt lake has moved again.\nNobody saw it go."

PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": lambda data: bz2.compress(data, 1),  # blocks of 100 kB, so that a cut-off file has some
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def source_of(said: str | None, url: str | None) -> str:
    return f"{said}|{url}"


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read(path: Path, limits: Limits | None = None) -> list[Capture | Failure]:
    """Everything under a path: the failures of finding, then each dump's items."""
    items: list[Capture | Failure] = []
    for dump in find_dumps(path):
        items += [dump] if isinstance(dump, Failure) else read_dump(dump, source_of, limits or Limits())
    return items


def captures(path: Path, limits: Limits | None = None) -> list[Capture]:
    """The captures under a path, where no failure is expected."""
    items = read(path, limits)
    assert [item for item in items if isinstance(item, Failure)] == []
    return [item for item in items if isinstance(item, Capture)]


def only_failure(path: Path, limits: Limits | None = None) -> Failure:
    """The one failure that is all there is under a path."""
    [item] = read(path, limits)
    assert isinstance(item, Failure)
    assert item.payload is None
    return item


def split(items: Iterable[Capture | Failure]) -> tuple[list[str], list[str]]:
    """The locators of the captures, and those of the failures."""
    items = list(items)
    good = [item.locator for item in items if isinstance(item, Capture)]
    return good, [item.locator for item in items if isinstance(item, Failure)]


def dump_of(path: Path) -> Dump:
    [dump] = find_dumps(path)
    assert isinstance(dump, Dump)
    return dump


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Warc:
    """A WARC in the making."""

    def __init__(self, *, packed: bool = False) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=packed)
        self.offsets: list[int] = []

    def response(
        self,
        body: bytes,
        *,
        url: str = "https://lake.example/salt",
        status: str = "200 OK",
        content_type: str | None = "text/html; charset=windows-1251",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Warc:
        typed = [("Content-Type", content_type)] if content_type is not None else []
        http = StatusAndHeaders(status, [*typed, *headers], protocol="HTTP/1.1")
        return self.record("response", body, url, http_headers=http)

    def record(self, kind: str, body: bytes, url: str = "https://lake.example/salt", **options: object) -> Warc:
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), warc_headers_dict={"WARC-Date": "2026-01-14T09:30:00Z"}, **options
        )
        self.offsets.append(self._out.tell())
        self._writer.write_record(record)
        return self

    @property
    def data(self) -> bytes:
        return self._out.getvalue()
