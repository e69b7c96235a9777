"""CSV: a header that names the columns, then one document a row. Commas, semicolons, tabs or bars part the cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from extractors.records import Failure
from flows.readers import fields
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.lines import bounded_lines, too_long
from flows.readers.locators import place
from flows.readers.problems import BrokenRecordError, BrokenStreamError, failure

DELIMITERS = ",;\t|"
_UNDECODABLE = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of bytes that are not UTF-8


class RowLines:
    """The lines of a table for `csv.reader`, counted by row, so that a quote which is never closed has an end.

    Lines that are not UTF-8 come through escaped; the row that they are of is refused, and no other.
    """

    def __init__(self, lines: Iterator[tuple[int, bytes | None]], limit: int) -> None:
        self._lines = lines
        self._limit = limit
        self._size = 0
        self.first = 0  # number of the line in which the current row begins
        self.ended = False

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self._size = self.first = 0

    def __iter__(self) -> RowLines:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines, (0, b""))
        if number == 0:
            self.ended = True
            raise StopIteration
        self.first = self.first or number
        self._size += len(line or b"")
        if line is None or self._size > self._limit:
            raise BrokenRecordError(
                too_long(f"the row that begins in line {self.first}", self._limit) + " Or is a quote not closed?"
            )
        return line.decode(errors="surrogateescape")


def read_csv(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the document of each row, "row=N"; empty rows are passed over."""
    _allow_long_fields(limits)
    lines = bounded_lines(stream, limits.line)
    header, delimiter = _header(lines, limits)
    rows = RowLines(lines, limits.line)
    for number, row in enumerate(_rows(rows, delimiter), start=1):
        locator = place("row", number)
        try:
            yield fields.found(_record(row, header), locator, limits)
        except BrokenRecordError as error:
            yield failure(f"row {number} (line {rows.first}): {error}", locator)


def _allow_long_fields(limits: Limits) -> None:
    """Raise the limit of the csv module, which is one for the whole process, so that ours counts."""
    csv.field_size_limit(max(csv.field_size_limit(), limits.line))


def _header(lines: Iterator[tuple[int, bytes | None]], limits: Limits) -> tuple[list[str], str]:
    """Return the names of the columns and the delimiter: the one that parts the first line into most known names."""
    line = next((line for _, line in lines if line is None or line.strip()), b"")
    if line is None:
        raise BrokenStreamError(too_long("the header", limits.line))
    text = line.decode(errors="replace")
    try:
        candidates = [(next(csv.reader([text], delimiter=delimiter)), delimiter) for delimiter in DELIMITERS]
    except csv.Error as error:
        raise BrokenStreamError(f"the first line, which has to name the columns, is not CSV: {error}.") from error
    names, delimiter = max(candidates, key=lambda candidate: sum(map(fields.is_known_key, candidate[0])))
    if not any(map(fields.is_body_key, names)):
        columns = ", ".join(f"`{name[:40]}`" for name in names[:8])
        raise BrokenStreamError(
            f"the first line names no column `html` or `text` (it has {columns}). Put the names of the columns first."
        )
    return names, delimiter


def _rows(lines: RowLines, delimiter: str) -> Iterator[list[str] | BrokenRecordError]:
    """Yield the rows that are not empty, and a `BrokenRecordError` for each that cannot be told."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except BrokenRecordError as error:
            yield error
            reader = csv.reader(lines, delimiter=delimiter)
        except csv.Error as error:
            yield BrokenRecordError(f"not CSV: {error}. Mend or leave out the row.")
        else:
            if lines.ended:
                yield BrokenRecordError("a quote is opened and never closed: all that follows is in it. Mend the row.")
            elif any(row):
                yield row


def _record(row: list[str] | BrokenRecordError, header: list[str]) -> dict[str, object]:
    if isinstance(row, BrokenRecordError):
        raise row
    if len(row) > len(header):
        raise BrokenRecordError(f"it has {len(row)} cells, and the header has {len(header)}. Is a quote missing?")
    if any(_UNDECODABLE.search(cell) for cell in row):
        raise BrokenRecordError("it is not UTF-8. Convert the file, with iconv for example.")
    return dict(zip(header, row, strict=False))
