"""The formats of `export`: how a line of articles is written.

In: JSONL and CSV. Out: which lines (`db.reading.export`). JSONL is exact; CSV is for spreadsheets, and changes what a
spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import TextIO

from db.reading.export import FIELDS, ExportLine
from flows.present import json_text

# What makes a spreadsheet compute a cell or run a command, also behind blanks, also in full-width letters.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_jsonl(lines: Iterable[ExportLine], output: TextIO) -> None:
    """Write one JSON object a line."""
    for line in lines:
        output.write(json_text({name: getattr(line, name) for name in FIELDS}) + "\n")


def write_csv(lines: Iterable[ExportLine], output: TextIO) -> None:
    """Write a header and one row a line, as RFC 4180 says. Lists are joined by "; ", and what is not known is empty."""
    writer = csv.writer(output)
    writer.writerow(FIELDS)
    for line in lines:
        writer.writerow([_cell(getattr(line, name)) for name in FIELDS])


def _cell(value: str | int | tuple[str, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "; ".join(map(guarded, value))
    return guarded(value) if isinstance(value, str) else str(value)


def guarded(text: str) -> str:
    """Return `text` behind an apostrophe when a spreadsheet would take it for a formula.

    That is what OWASP advises against CSV injection. An apostrophe that the text begins with is guarded as well, so
    that taking one apostrophe off the beginning of a cell always gives the text back.
    """
    first = text.lstrip(" \n")[:1] or text[:1]
    return "'" + text if first in ("'", *FORMULA_SIGNS) and first else text


FORMATS: dict[str, Callable[[Iterable[ExportLine], TextIO], None]] = {"jsonl": write_jsonl, "csv": write_csv}
