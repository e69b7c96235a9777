"""Finding the dumps under a path: each container file is one, and all loose documents together are one more."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.records import Failure
from flows.readers.archives import is_passed_over
from flows.readers.formats import is_document, is_known, unknown
from flows.readers.locators import readable
from flows.readers.problems import failure, sentence

FINGERPRINT = 1024  # bytes that a container is known by


@dataclass(frozen=True, slots=True)
class Dump:
    """One container file, or the loose documents under one path."""

    name: str  # the file's base name, or that of the path for loose documents
    path: Path
    loose: bool = False

    @property
    def files(self) -> Iterator[Path]:
        """The loose documents in sorted order, found anew each time so that a million of them take no memory."""
        if not self.loose:
            return iter(())
        return (file for file in walk(self.path) if isinstance(file, Path) and is_document(file.name))

    @property
    def fingerprint(self) -> str:
        """What the dump is known by, so that one which was moved or renamed is the same.

        The sha256 of a container's first 1,024 bytes, hexadecimal; "loose:" and the name for loose documents. A
        container that has grown at its end is the same, too. Raises `OSError`.
        """
        if self.loose:
            return f"loose:{self.name}"
        with self.path.open("rb") as file:
            return hashlib.sha256(file.read(FINGERPRINT)).hexdigest()

    def locator(self, file: Path) -> str:
        """Return where a loose document stands in this dump: its path relative to the dump's, "sub/page.html"."""
        relative = file.relative_to(self.path) if file != self.path else Path(file.name)
        return readable(relative.as_posix())


def find_dumps(path: Path) -> Iterator[Dump | Failure]:
    """Yield the container files under `path` in sorted order, then the loose documents as one dump, if there are any.

    What cannot be read is a `Failure` in its place, its locator the path. Hidden files in folders are passed over.
    """
    loose = False
    for file in walk(path):
        if isinstance(file, Failure):
            yield file
        elif is_document(file.name):
            loose = True
        else:
            yield _container(file)
    if loose:
        yield Dump(readable(path.resolve().name), path, loose=True)


def dump_at(path: Path) -> Dump:
    """Return the dump that was found under this path: `find_dumps` gives it as `Dump.path`."""
    return Dump(readable(path.resolve().name), path, loose=path.is_dir() or is_document(path.name))


def walk(top: Path) -> Iterator[Path | Failure]:
    """Yield the files under `top` that can be read, depth first, each folder sorted; a `Failure` for all else.

    Links are followed, but not back into a folder that they stand in. The stack is explicit, as folders can be nested
    deeper than Python may recurse; it holds the names of one folder a level.
    """
    stack: list[tuple[Iterator[Path], frozenset[tuple[int, int]]]] = [(iter((top,)), frozenset())]
    while stack:
        paths, above = stack[-1]
        path = next(paths, None)
        if path is None:
            stack.pop()
            continue
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield _readable_file(path, status)
            elif (status.st_dev, status.st_ino) in above:
                yield _refused(path, "it is a link back into a folder above it. Take the link out.")
            else:
                stack.append((_children(path), above | {(status.st_dev, status.st_ino)}))
        except OSError as error:
            yield _refused(path, _missing(path, error))


def _children(folder: Path) -> Iterator[Path]:
    names = sorted(name for name in os.listdir(folder) if not is_passed_over(name))  # noqa: PTH208
    return (folder / name for name in names)


def _readable_file(path: Path, status: os.stat_result) -> Path | Failure:
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
        return _refused(path, "it is a pipe, a socket or a device, and not a file. Leave it out.")
    if not is_known(path.name):
        return _refused(path, unknown(path.name))
    return path


def _container(path: Path) -> Dump | Failure:
    try:
        if path.stat().st_size == 0:
            return _refused(path, "it is empty. Get it again, or leave it out.")
        if not os.access(path, os.R_OK):
            return _refused(path, sentence(PermissionError()))
    except OSError as error:
        return _refused(path, _missing(path, error))
    return Dump(readable(path.name), path)


def _missing(path: Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "it is a link that leads to itself. Take the link out."
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return "it is a link to something that is not there (any more). Take the link out, or bring its target back."
    return sentence(error)


def _refused(path: Path, why: str) -> Failure:
    return failure(f"{readable(path)}: {why}", readable(path))
