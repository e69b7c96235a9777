"""Compressed streams: gzip, bzip2, xz and zstd, read a piece at a time, with a watch on how far they expand."""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable
from typing import IO, cast

from fastwarc.stream_io import ZstdReader
from isal import igzip

from flows.readers.limits import Limits
from flows.readers.problems import CODEC_ERRORS, BrokenStreamError
from flows.readers.streams import Source


class Counted(Source):
    """A stream that counts the bytes which were read from it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.count = 0

    def take(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end."""
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def tell(self) -> int:
        """Return the number of bytes read."""
        return self.count


class Inflated(Source):
    """The unpacked bytes of a compressed stream. Raises `BrokenStreamError` where it is damaged, cut off, or a bomb."""

    def __init__(self, packed: Counted, codec: str, limits: Limits) -> None:
        self._packed = packed
        self._codec = codec
        self._limits = limits
        self._unpacked = CODECS[codec](packed)
        self._count = 0

    def take(self, size: int) -> bytes:
        """Return up to `size` unpacked bytes; none at the end."""
        try:
            data = self._unpacked.read(size)
        except CODEC_ERRORS as error:
            raise BrokenStreamError(
                f"the {self._codec} data are damaged or cut off near byte {self._packed.count} ({error}). "
                "What came before was read; get the file again, or name it for what it is."
            ) from error
        self._count += len(data)
        if is_bomb(self._packed.count, self._count, self._limits):
            raise BrokenStreamError(bomb_sentence(self._packed.count, self._count, self._limits))
        return data


CODECS: dict[str, Callable[[Counted], IO[bytes]]] = {
    # A third of the time of the standard library's reader, which was a twentieth of what the run's own process takes.
    "gzip": lambda packed: cast(Callable[..., IO[bytes]], igzip.IGzipFile)(fileobj=packed),
    "bzip2": lambda packed: cast(IO[bytes], bz2.BZ2File(packed)),
    "xz": lambda packed: cast(IO[bytes], lzma.LZMAFile(cast(IO[bytes], packed))),  # noqa: SIM115 - the caller reads on
    # Of the two zstd readers at hand this one notices a frame that is cut off; zstandard's ends silently.
    "zstd": lambda packed: cast(IO[bytes], ZstdReader(packed)),
}


def inflated(stream: io.BufferedReader, codec: str, limits: Limits) -> io.BufferedReader:
    """Return the unpacked stream of `stream`; `codec` is a key of `CODECS`."""
    return Inflated(Counted(stream), codec, limits).buffered()


def is_bomb(packed: int, unpacked: int, limits: Limits) -> bool:
    """Return whether `packed` bytes that became `unpacked` ones are more than any text explains."""
    return unpacked > limits.document and unpacked > limits.expansion * max(packed, 1)


def bomb_sentence(packed: int, unpacked: int, limits: Limits) -> str:
    """Say that something is a bomb, and what to do."""
    return (
        f"{packed:,} bytes unpack to {unpacked:,} or more, over {limits.expansion} times as many: taken for a bomb. "
        "If it is not one, raise the limit `expansion`, or unpack it first."
    )
