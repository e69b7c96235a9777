"""What can go wrong in reading, and how it becomes a `Failure`.

Three exceptions, by what they cost: a record, the rest of a stream, the rest of an archive. They never leave the
readers: whoever goes through the records, streams or members turns them into `Failure`s.
"""

from __future__ import annotations

import functools
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from isal import isal_zlib

from extractors.records import Failure, Stage
from flows.readers.found import Found


class ReadError(Exception):
    """A sentence that says what is wrong and what to do."""


class BrokenRecordError(ReadError):
    """Costs one record."""


class BrokenStreamError(ReadError):
    """Costs what is left of a file or member."""


class BrokenArchiveError(ReadError):
    """Costs what is left of the archive that a member is being read from."""


# What the libraries raise for bytes that are not what they should be.
CODEC_ERRORS = (OSError, EOFError, ValueError, zlib.error, cast(type[Exception], isal_zlib.error), lzma.LZMAError)
ARCHIVE_ERRORS = (*CODEC_ERRORS, tarfile.TarError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def failure(error: Exception | str, locator: str = "") -> Failure:
    """Return the `Failure` for something of which not even the bytes could be had."""
    return Failure(payload=None, stage=Stage.READ, error=sentence(error), locator=locator)


def sentence(error: Exception | str) -> str:
    """Return what is wrong and what to do, for a person."""
    match error:
        case str() | ReadError():
            return str(error)
        case PermissionError():
            return "there is no permission to read it. Change its permissions, or run as a user who may read it."
        case FileNotFoundError():
            return "it is not there (any more). Check the path."
        case IsADirectoryError():
            return "it is a folder and not a file. Name the files in it, or rename it."
        case OSError(strerror=str(reason)):
            return f"it could not be read: {reason}."
        case _:
            return f"it could not be read ({type(error).__name__}: {error})."


def _within(prefix: str, item: Found | Failure) -> Found | Failure:
    return replace(item, locator=prefix + item.locator)


def contained(items: Iterator[Found | Failure], name: str, prefix: str = "") -> Iterator[Found | Failure]:
    """Yield `items` with `prefix` before their locators; a problem that ends them becomes one last `Failure`."""
    try:
        yield from map(functools.partial(_within, prefix), items)
    except BrokenArchiveError:
        raise
    except (ReadError, OSError) as error:
        yield failure(f"{name}: {sentence(error)}", prefix)
