"""JSONL, and JSON files that are a feed, an array of records, or one record.

A .json file is told apart by its first line: a whole object there, which is no feed, makes the file JSONL, as many
crawlers name it; otherwise the file is parsed as one JSON text, which may be as long as the limit `line`.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Iterable, Iterator, Mapping

import orjson

from extractors.records import Failure
from flows.readers import fields, json_feed
from flows.readers.documents import bounded
from flows.readers.found import Found
from flows.readers.limits import Limits
from flows.readers.lines import Parts, bounded_parts, joined, too_long
from flows.readers.locators import place
from flows.readers.long_lines import MARK, parse_long_line
from flows.readers.problems import BrokenRecordError, BrokenStreamError, failure


def read_jsonl(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the document of each line, "line=N"; empty lines are passed over."""
    return _lines(bounded_parts(stream, limits.line), limits)


def read_json(stream: io.BufferedReader, limits: Limits) -> Iterator[Found | Failure]:
    """Yield the documents of a JSON Feed ("entry=N"), of an array or object of records ("record=N"), or of JSONL."""
    lines = bounded_parts(stream, limits.line)
    number, parts = next(lines)
    first = None if parts is None else joined(parts)
    value = None if first is None else _object_alone(first)
    if first is None or (value is not None and not json_feed.is_feed(value)):
        yield from _lines(_chain(number, first, lines), limits)
    else:
        rest = bounded(stream, max(0, limits.line - len(first)), "line")
        yield from _whole(_parsed_file(first + rest), limits)


def parsed(text: bytes) -> object:
    """Return the value of a JSON text. Raises `BrokenRecordError` saying what is wrong with it."""
    try:
        return json.loads(text.decode())
    except UnicodeDecodeError as error:
        raise BrokenRecordError(
            f"not UTF-8 at byte {error.start + 1}. JSON has to be UTF-8: convert it, with iconv for example."
        ) from error
    except json.JSONDecodeError as error:
        raise BrokenRecordError(
            f"not JSON: {error.msg}, at character {error.pos + 1:,}. Mend or leave out the record."
        ) from error
    except RecursionError as error:
        raise BrokenRecordError("the JSON is nested too deeply to be a record. Leave it out.") from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise BrokenRecordError(f"not a usable JSON value: {error}. Mend or leave out the record.") from error


def _lines(lines: Iterable[tuple[int, Parts | None]], limits: Limits) -> Iterator[Found | Failure]:
    return filter(None, map(functools.partial(_record, limits), lines))


def _record(limits: Limits, numbered: tuple[int, Parts | None]) -> Found | Failure | None:
    """Return the document of a line, None when it is empty."""
    number, parts = numbered
    locator = place("line", number)
    if parts is None:
        return failure(too_long(f"line {number}", limits.line), locator)
    if all(not part or part.isspace() for part in parts):
        return None
    try:
        return _found(_parsed_line(parts), locator, limits)
    except BrokenRecordError as error:
        return failure(f"line {number}: {error}", locator)


def _parsed_line(parts: Parts) -> object:
    """Return the value of a line, as `parsed` does, a long document in it as its bytes.

    orjson takes half the processor time, and no second copy of the page. But it refuses what `json` takes (NaN, halves
    of surrogates), says less of what is wrong, and makes floats of whole numbers beyond 64 bits, as some ids are.
    """
    if len(parts) > 1:
        try:
            return parse_long_line(parts, _is_long_in_its_body)
        except ValueError:
            pass
    line = joined(parts)
    try:
        value: object = orjson.loads(line)
    except orjson.JSONDecodeError:
        return parsed(line)
    return parsed(line) if isinstance(value, dict) and _has_floats(value) else value


def _is_long_in_its_body(record: Mapping[str, object]) -> bool:
    """Return whether the long string of a record is a document, and orjson gives all that stands beside as it is."""
    bodies = all(fields.is_body_key(key) for key, item in record.items() if item == MARK)
    return bodies and not _has_floats(record)


def _has_floats(record: Mapping[str, object]) -> bool:
    return any(isinstance(item, float) for item in record.values())


def _found(value: object, locator: str, limits: Limits) -> Found:
    if not isinstance(value, dict):
        raise BrokenRecordError("a record has to be a JSON object, with `html` or `text`.")
    return fields.found(value, locator, limits)


def _object_alone(line: bytes) -> dict[str, object] | None:
    try:
        value = parsed(line)
    except BrokenRecordError:
        return None
    return value if isinstance(value, dict) else None


def _chain(
    number: int, first: bytes | None, rest: Iterator[tuple[int, Parts | None]]
) -> Iterator[tuple[int, Parts | None]]:
    yield number, None if first is None else [first]
    yield from rest


def _parsed_file(text: bytes) -> object:
    try:
        return parsed(text)
    except BrokenRecordError as error:
        raise BrokenStreamError(str(error)) from error


def _whole(value: object, limits: Limits) -> Iterator[Found | Failure]:
    if isinstance(value, dict) and json_feed.is_feed(value):
        yield from json_feed.read_entries(value, limits)
        return
    for number, record in enumerate(value if isinstance(value, list) else [value], start=1):
        locator = place("record", number)
        try:
            yield _found(record, locator, limits)
        except BrokenRecordError as error:
            yield failure(f"record {number}: {error}", locator)
