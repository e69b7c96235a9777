"""Memory does not grow with the dump: Python's peak stays under a bound while far more than that passes through."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from extractors.records import Capture, Failure
from flows.readers import Limits, read_dump
from tests.readers.building import Warc, dump_of, jsonl, source_of, write

RANDOM = random.Random(7)
BODY = "\n".join("".join(RANDOM.choices("abcdefgh ", k=999)) for _ in range(300))
DOCUMENTS = 360  # times 300 kB: 108 MB
BOUND = 16_000_000  # bytes: a document in all its forms at once is around 2 MB, buffers and libraries some more


def peak_while(action: Callable[[], int]) -> tuple[int, int]:
    tracemalloc.start(1)
    try:
        return action(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def count(path: Path, limits: Limits | None = None) -> int:
    return sum(isinstance(item, Capture) for item in read_dump(dump_of(path), source_of, limits or Limits()))


def read_with_peak(path: Path, limits: Limits) -> tuple[list[Capture | Failure], int]:
    items: list[Capture | Failure] = []

    def extend() -> int:
        items.extend(read_dump(dump_of(path), source_of, limits))
        return len(items)

    return items, peak_while(extend)[1]


def write_jsonl(file: BinaryIO) -> None:
    line = jsonl({"text": BODY})
    for _ in range(DOCUMENTS):
        file.write(line)


def write_csv(file: BinaryIO) -> None:
    file.write(b"id,text\n")
    for number in range(DOCUMENTS):
        file.write(f'{number},"{BODY}"\n'.encode())


def write_warc(file: BinaryIO) -> None:
    record = Warc().response(BODY.encode()).data
    for _ in range(DOCUMENTS):
        file.write(record)


def write_tar(file: BinaryIO) -> None:
    with tarfile.open(fileobj=file, mode="w|") as archive:
        for number in range(DOCUMENTS):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(BODY)
            archive.addfile(info, io.BytesIO(BODY.encode()))


WRITERS: dict[str, Callable[[BinaryIO], None]] = {
    "a.jsonl": write_jsonl,
    "a.csv": write_csv,
    "a.warc": write_warc,
    "a.tar": write_tar,
}


@pytest.mark.parametrize("name", WRITERS)
def test_hundred_megabytes_take_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        WRITERS[name](file)
    assert path.stat().st_size > 100_000_000
    documents, peak = peak_while(lambda: count(path))
    assert documents == DOCUMENTS
    assert peak < BOUND


def test_hundred_megabytes_in_a_packed_member_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, archive.open("in.jsonl.gz", "w") as member:
        packed = gzip.compress(jsonl({"text": BODY}), 1)
        for _ in range(DOCUMENTS):
            member.write(packed)
    documents, peak = peak_while(lambda: count(path))
    assert documents == DOCUMENTS
    assert peak < BOUND


def test_members_of_a_tar_are_forgotten(tmp_path: Path) -> None:
    def tar_of(members: int) -> Path:
        path = tmp_path / f"{members}.tar"
        with tarfile.open(path, "w") as archive:
            for number in range(members):
                info = tarfile.TarInfo(f"{number}.txt")
                info.size = 2
                archive.addfile(info, io.BytesIO(b"ab"))
        return path

    def least_peak(path: Path) -> int:
        """Return the peak of the quietest of three times: threads that another test has left allocate as well."""
        return min(peak_while(lambda: count(path))[1] for _ in range(3))

    few = least_peak(tar_of(100))
    many = least_peak(tar_of(1600))
    assert many < few + 200_000  # 1,500 headers of tarfile's take around 1 MB


def zeros(size: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1_000_000)
    for _ in range(size // len(piece)):
        yield packer.compress(piece)
    yield packer.flush()


def test_line_of_200_megabytes_is_never_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    good = gzip.compress(jsonl({"text": "good"}))
    with path.open("wb") as file:
        file.write(good)
        file.writelines(zeros(200_000_000))
        file.write(gzip.compress(b"\n") + good)
    items, peak = read_with_peak(path, Limits(document=1_000_000, line=2_000_000, expansion=5000))
    assert [item.locator for item in items] == ["line=1", "line=2", "line=3"]
    assert isinstance(items[1], Failure)
    assert peak < BOUND


def test_gzip_bomb_ends_early_and_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with path.open("wb") as file:
        file.writelines(zeros(200_000_000))
    items, peak = read_with_peak(path, Limits(document=1_000_000, line=2_000_000))
    assert len(items) == 1
    assert isinstance(items[0], Failure)
    assert "bomb" in items[0].error
    assert peak < BOUND


def test_million_loose_files_are_listed_lazily(tmp_path: Path) -> None:
    for number in range(2000):
        write(tmp_path / "day" / f"{number}.txt", b"ab")
    dump = dump_of(tmp_path / "day")

    def first() -> int:
        return len(next(iter(dump.files)).name)

    _, peak = peak_while(first)
    assert peak < 2000 * 250  # the names of one folder, and no path beside them
