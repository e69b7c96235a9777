"""WARC 1.0 and 1.1 (ISO 28500): the pages among their response and resource records.

fastwarc parses; decompression and the HTTP codings are ours, because fastwarc ends silently where a file is cut off and
loses the records behind one whose coding is damaged. Passed over without a word: other records (requests, metadata,
revisits), answers that are no page (redirects, errors), and what is neither HTML nor plain text (pictures).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecordType

from extractors.records import Failure
from flows.readers import http_body, moments, sniff
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.locators import place
from flows.readers.problems import BrokenRecordError, failure

PAGE_STATUS = range(200, 204)  # 200 to 203 carry a whole document; 204 and 205 none, 206 a part
RECORD_START = b"\nWARC/1."
END_OF_RECORD = b"\r\n\r\n"
PIECE = 1 << 16  # as much as fastwarc asks for at a time


class Tape:
    """The stream under a fastwarc iterator. It knows the last piece, so that reading can go on behind damage."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._piece = b""
        self._begin = 0  # offset of `_piece`
        self._again = b""  # read from the stream already, to be read once more
        self.tail = b""  # the last bytes of all, as long as END_OF_RECORD

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._begin + len(self._piece)

    def read(self, size: int = PIECE) -> bytes:
        """Return up to `size` bytes; none at the end."""
        self._begin = self.tell()
        self._piece = self._again[:size] or self._stream.read(size)
        self._again = self._again[size:]
        self.tail = (self.tail + self._piece)[-len(END_OF_RECORD) :]
        return self._piece

    def resume(self, after: int) -> bool:
        """Go to the next record that begins behind the offset `after`. Return whether there is one."""
        window, begin = self._piece + self._again, self._begin
        while True:
            found = window.find(RECORD_START, max(0, after + 1 - begin))
            if found >= 0:
                self._piece, self._begin, self._again = b"", begin + found + 1, window[found + 1 :]
                return True
            more = self._stream.read(PIECE)
            if not more:
                return False
            kept = window[1 - len(RECORD_START) :]
            window, begin = kept + more, begin + len(window) - len(kept)


class WarcReading:
    """One pass through a WARC."""

    def __init__(self, stream: io.BufferedReader, limits: Limits) -> None:
        self._tape = Tape(stream)
        self._limits = limits
        self._offset = 0  # of the record at hand
        self._accounted = True  # whether it was read to its end, or reported

    def items(self) -> Iterator[Found | Failure]:
        """Yield the pages and the failures, in order."""
        while True:
            try:
                yield from self._records()
            except OSError as error:
                gap = self._gap(error)
                resumed = self._tape.resume(self._offset)  # may raise, and then says what is wrong
                yield gap
                if not resumed:
                    return
                self._offset = self._tape.tell()
            else:
                break
        if not self._accounted and self._tape.tail != END_OF_RECORD:
            yield failure(
                f"the WARC is cut off at byte {self._tape.tell():,}. What came before was read; get the file again.",
                self._after(),
            )

    def _records(self) -> Iterator[Found | Failure]:
        records = ArchiveIterator(cast(BinaryIO, self._tape), parse_http=False, stream_detect=False)
        return filter(None, map(self._read, records))

    def _read(self, record: Any) -> Found | Failure | None:
        """Return the document of a record, None for one that holds none."""
        self._offset = record.stream_pos
        self._accounted = False
        locator = place("offset", self._offset)
        try:
            found = self._found(record, locator)
        except BrokenRecordError as error:
            self._accounted = True
            return failure(f"record at byte {self._offset:,}: {error}", locator)
        self._accounted = found is not None
        return found

    def _found(self, record: Any, locator: str) -> Found | None:
        if record.headers.get("Content-Length") is None:
            raise BrokenRecordError(
                "its header is cut off, or has no Content-Length. What came before was read; get the file again."
            )
        declared = _declared_type(record)
        if declared is None or not sniff.may_be_text(declared):
            return None
        body = self._body(record)
        media_type = sniff.of_response(body, declared)
        if media_type is None:
            return None
        if not body.strip():
            raise BrokenRecordError("the page is empty. Crawl it again.")
        return Found(
            body=body,
            media_type=media_type,
            locator=locator,
            url=_header(record, "WARC-Target-URI"),
            captured_at=moments.utc(_header(record, "WARC-Date") or ""),
            record_id=_header(record, "WARC-Record-ID"),
            charset=None if record.http_headers is None else record.http_charset,
        )

    def _body(self, record: Any) -> bytes:
        size, limit = record.content_length, self._limits.document
        if size > limit:
            raise BrokenRecordError(f"it has {size:,} bytes, over {limit:,}. If it should, raise the limit `document`.")
        body: bytes = record.reader.read(size)
        if len(body) < size:
            raise BrokenRecordError(f"it is cut off: {len(body):,} of {size:,} bytes are there. Get the file again.")
        headers = record.http_headers
        if headers is None:
            return body
        return http_body.decoded(body, headers.get("Transfer-Encoding"), headers.get("Content-Encoding"), limit)

    def _gap(self, error: OSError) -> Failure:
        self._accounted = True
        return failure(
            f"what follows the record at byte {self._offset:,} is no WARC record ({error}). "
            "Reading goes on at the next one, if there is one; get the file again.",
            self._after(),
        )

    def _after(self) -> str:
        return place("after", self._offset)


def read_warc(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the page of each record that has one, "offset=N"."""
    return WarcReading(stream, limits).items()


def _declared_type(record: Any) -> str | None:
    """Return what a record says that its body is ("" for nothing), or None for a record that is passed over."""
    if record.record_type == WarcRecordType.resource:
        return _bare_type(_header(record, "Content-Type"))
    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    try:
        record.parse_http()
    except OSError as error:
        raise BrokenRecordError(f"its HTTP header is damaged ({error}). Crawl the page again.") from error
    status = None if record.http_headers is None else record.http_headers.status_code
    if status is None:
        raise BrokenRecordError("it has no HTTP status line. Crawl the page again.")
    return _bare_type(record.http_headers.get("Content-Type")) if status in PAGE_STATUS else None


def _bare_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _header(record: Any, name: str) -> str | None:
    value = record.headers.get(name)
    return value.strip().strip("<>") or None if value and name == "WARC-Target-URI" else value or None
