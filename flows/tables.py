"""TOML tables into frozen dataclasses, with errors that say file, line, key and what is allowed.

In: one function for every file of the user's; the dataclass's fields and types are the description of what is allowed.
Out: what the values mean; who finds one wrong raises `wrong`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import functools
import re
import tomllib
import types
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NewType, TypeVar

Size = NewType("Size", int)  # bytes; written "50MB" in the file

UNITS = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
_LINE = re.compile(r"line (\d+)")
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)", re.IGNORECASE)

Table = TypeVar("Table")
Trail = tuple[str | int, ...]  # the way to a value: ("rules", 1, "remove") is `remove` in the second [[rules]]


class SettingsError(Exception):
    """A file of the user's is wrong: which file, which line, which key, what is allowed."""


def wrong(path: Path, trail: Trail, what: str) -> SettingsError:
    """Return the error that says that the value at `trail` is wrong, with its line where it stands in the file."""
    line = line_of(path, trail)
    return SettingsError(f"{path}:{line}: {what}" if line else f"{path}: {what}")


def line_of(path: Path, trail: Trail) -> int | None:
    """Return the number of the line on which the value at `trail` begins; None where the file has no such value.

    Lines are added one by one: what a value is missing before and there after stands on the lines in between. Lines
    from which no whole TOML can be made yet are the inside of a list or of a text. The time grows with the square of
    the file's length (300 lines: 0.2 s), which only an error has to bear.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    begin = 0
    for end in range(1, len(lines) + 1):
        try:
            values = tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(values, trail):
            return begin + 1
        begin = end
    return None


def _has(values: Any, trail: Sequence[str | int]) -> bool:
    for step in trail:
        if isinstance(step, int) and isinstance(values, list):
            known = step < len(values)
        else:
            known = isinstance(values, dict) and step in values
        if not known:
            return False
        values = values[step]
    return True


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file. Raise `SettingsError` with the line that is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(path, error) from error


def _no_toml(path: Path, error: tomllib.TOMLDecodeError) -> SettingsError:
    """Return the error for a file that cannot be parsed, with the line and what is mostly the cause.

    Python tells the line in its message alone until 3.14.
    """
    what, _, where = str(error).rpartition(" (at ")
    told = _LINE.match(where)
    line = told[1] if told else max(1, len(path.read_text(encoding="utf-8").splitlines()))  # "at end of document"
    advice = 'write texts as key = "text", lists as key = ["one", "two"], and each key once'
    return SettingsError(f"{path}:{line}: is not TOML: {what}; {advice}")


def read_beginning(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file up to the line from which on it is wrong; nothing of one that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    except OSError:
        return {}
    for end in range(len(lines), 0, -1):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            return tomllib.loads("".join(lines[:end]))
    return {}


def read_table(path: Path, kind: type[Table], values: dict[str, Any], trail: Trail = ()) -> Table:
    """Return the dataclass `kind` made of the values of the table at `trail`. Raise `SettingsError` for the first that
    is wrong."""
    kinds = _kinds_of(typing.cast(Any, kind))
    for key in values:
        if key not in kinds:
            raise wrong(path, (*trail, key), _unknown(key, sorted(kinds), trail))
    return kind(**{key: _read_value(path, (*trail, key), kinds[key], value) for key, value in values.items()})


@functools.cache
def _kinds_of(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields. Working them out takes longer than reading a source's file."""
    return typing.get_type_hints(kind)


def _unknown(key: str, known: list[str], trail: Trail) -> str:
    near = difflib.get_close_matches(key, known, 1)
    meant = f"; perhaps '{near[0]}' is meant" if near else ""
    return f"{_in_table(trail)}unknown key '{key}'; known are {', '.join(known)}{meant}"


def _in_table(trail: Trail) -> str:
    names = [step for step in trail if isinstance(step, str)]
    return f"[{'.'.join(names)}] " if names else ""


def _named(trail: Trail) -> str:
    return f"{_in_table(trail[:-1])}{trail[-1]}"


def _read_value(path: Path, trail: Trail, kind: Any, value: object) -> Any:
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise wrong(path, trail, f"'{trail[-1]}' is a table: write [{trail[-1]}] on a line of its own")
        return read_table(path, typing.cast(type[Any], kind), value, trail)
    if kind is Size:
        return _read_size(path, trail, value)
    if typing.get_origin(kind) is tuple:
        return _read_items(path, trail, typing.get_args(kind)[0], value)
    if isinstance(kind, types.UnionType):
        kind = typing.get_args(kind)[0]
    if type(value) is not kind:
        raise wrong(path, trail, f"{_named(trail)} must be {_KINDS[kind]}, not {value!r}")
    if kind is int and typing.cast(int, value) < 0:
        raise wrong(path, trail, f"{_named(trail)} must not be negative, but is {value}")
    return value


_KINDS = {int: "a whole number", str: "a text in quotes", bool: "true or false"}


def _read_items(path: Path, trail: Trail, kind: Any, value: object) -> tuple[Any, ...]:
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, list):
            raise wrong(path, trail, f"'{trail[-1]}' are tables: write [[{trail[-1]}]] on a line of its own")
        return tuple(_read_value(path, (*trail, number), kind, item) for number, item in enumerate(value))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        what = f'{_named(trail)} must be a list of texts, such as ["one", "two"], not {value!r}'
        raise wrong(path, trail, what)
    return tuple(value)


def _read_size(path: Path, trail: Trail, value: object) -> int:
    match = SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise wrong(path, trail, f'{_named(trail)} must be a size such as "50MB" or "2GB", not {value!r}')
    return int(float(match[1]) * UNITS[match[2].upper()])
