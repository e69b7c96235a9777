"""Zip and tar: their members as streams, one after the other. Nothing is unpacked under a name.

Refused, each with a `Failure`: members whose path climbs out or is absolute (a sign of an archive made to do harm),
links, encrypted and sparse members, and bombs. Passed over: folders, hidden files, and what macOS adds under
`__MACOSX`.
"""

from __future__ import annotations

import io
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from flows.readers.compression import bomb_sentence, is_bomb
from flows.readers.limits import MEBIBYTE, Limits
from flows.readers.locators import readable
from flows.readers.problems import (
    ARCHIVE_ERRORS,
    BrokenArchiveError,
    BrokenStreamError,
    ReadError,
    sentence,
)
from flows.readers.streams import Source

IN_MEMORY = 8 * MEBIBYTE  # a zip inside an archive goes to a temporary file from this size on
LONG_HEADER = MEBIBYTE  # tar's headers for long names and attributes are read whole; paths are at most 4 KiB
_TAR_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: a stream, to be read before the next member is asked for, or why there is none."""

    name: str
    stream: io.BufferedReader | None = None
    refused: str = ""


class Part(Source):
    """A member's bytes. Its libraries' errors become `problem`; it cannot seek, so that nothing relies on it."""

    def __init__(self, stream: IO[bytes], problem: type[ReadError]) -> None:
        self._stream = stream
        self._problem = problem

    def take(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end."""
        try:
            return self._stream.read(size)
        except ReadError as error:
            raise self._problem(str(error)) from error
        except ARCHIVE_ERRORS as error:
            raise self._problem(sentence(error) + " Get the archive again.") from error


class StrictTarInfo(tarfile.TarInfo):
    """A tar header that raises where `tarfile` takes damage for the end, or would read a header of any length."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> StrictTarInfo:
        """Return the next header of `archive`. Raises `BrokenStreamError` where it is damaged."""
        try:
            return super().fromtarfile(archive)
        except (tarfile.EmptyHeaderError, tarfile.EOFHeaderError):  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise BrokenStreamError(
                f"the tar is damaged at byte {archive.offset:,} ({error}). Get it again."
            ) from error

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> StrictTarInfo:
        """Return the header in `buf`. Raises `BrokenStreamError` when it announces one that is too long."""
        info = super().frombuf(buf, encoding, errors)
        if info.type in _TAR_HEADERS and info.size > LONG_HEADER:
            raise BrokenStreamError(f"the tar has a header of {info.size:,} bytes. It is damaged, or made to do harm.")
        return info


def tar_members(stream: io.BufferedReader, limits: Limits) -> Iterator[Member]:
    """Yield the members of a tar in their order; the stream is read once, from front to back."""
    del limits  # a tar does not compress
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=StrictTarInfo) as archive:
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile remembers each member, and would grow
                if not (info.isdir() or is_passed_over(info.name)):
                    yield _tar_member(archive, info)
    except tarfile.TarError as error:
        raise BrokenStreamError(
            f"the tar is damaged or cut off ({error}). What came before was read; get it again."
        ) from error


def zip_members(stream: io.BufferedReader, limits: Limits) -> Iterator[Member]:
    """Yield the members of a zip in the order of its directory."""
    with _seekable(stream, limits) as file, _open_zip(file) as archive:
        for info in archive.infolist():
            if not (info.is_dir() or is_passed_over(info.filename)):
                yield _zip_member(archive, info, limits)


def is_passed_over(name: str) -> bool:
    """Return whether a path is one of those that nobody means: hidden ones, and the shadow files of macOS."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return any(part.startswith(".") for part in parts) or parts[:1] == ["__MACOSX"]


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Member:
    name = readable(info.name)
    refused = _refused_path(name) or (
        "it is a link, and links are not followed." if info.issym() or info.islnk() else ""
    )
    if not refused and (info.issparse() or not info.isfile()):
        refused = "it is not an ordinary file (a device, a pipe, or sparse). Pack it as one."
    if refused:
        return Member(name, refused=refused)
    content = archive.extractfile(info)
    assert content is not None  # noqa: S101 - as it is a file
    return Member(name, Part(content, BrokenArchiveError).buffered())


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> Member:
    name = readable(info.filename)
    refused = _refused_path(name) or _refused_entry(info, limits)
    if refused:
        return Member(name, refused=refused)
    try:
        content = archive.open(info)
    except ARCHIVE_ERRORS as error:
        return Member(name, refused=sentence(error) + " Get the archive again.")
    return Member(name, Part(content, BrokenStreamError).buffered())


def _refused_path(name: str) -> str:
    windows = PureWindowsPath(name)
    if name.startswith(("/", "\\")) or windows.drive:
        return "its path is absolute. Pack the archive again with relative paths."
    if ".." in PurePosixPath(name).parts or ".." in windows.parts:
        return "its path climbs out of the archive. Pack the archive again, and mistrust where it is from."
    return ""


def _refused_entry(info: zipfile.ZipInfo, limits: Limits) -> str:
    if info.flag_bits & 0x1:
        return "it is encrypted. Unpack the archive first."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed."
    if is_bomb(info.compress_size, info.file_size, limits):
        return bomb_sentence(info.compress_size, info.file_size, limits)
    return ""


@contextmanager
def _seekable(stream: io.BufferedReader, limits: Limits) -> Iterator[IO[bytes]]:
    """Give `stream` itself when it can seek, else a temporary file with its bytes."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        while piece := stream.read(MEBIBYTE):
            file.write(piece)
            if file.tell() > limits.spool:
                raise BrokenStreamError(
                    f"the zip is larger than {limits.spool:,} bytes. Unpack it first, or raise the limit `spool`."
                )
        yield file


def _open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except ARCHIVE_ERRORS as error:
        raise BrokenStreamError(f"it is no zip, or its end is missing ({error}). Get it again.") from error
    size = file.seek(0, io.SEEK_END)
    if sum(info.compress_size for info in archive.infolist()) > size:
        raise BrokenStreamError("the members of the zip overlap: it is made to do harm. Do not use it.")
    return archive
