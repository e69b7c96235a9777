"""TOML tables into frozen dataclasses, with errors that say file, key and what is allowed.

In: one function for every file of the user's; the dataclass's fields and types are the description of what is allowed.
Out: what the values mean.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from pathlib import Path
from typing import Any, NewType, TypeVar

Size = NewType("Size", int)  # bytes; written "50MB" in the file

UNITS = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)", re.IGNORECASE)

Table = TypeVar("Table")


class SettingsError(Exception):
    """A file of the user's is wrong: which file, which key, what is allowed."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file. Raise `SettingsError` with the line that is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not TOML: {error}") from error


def read_table(path: Path, kind: type[Table], values: dict[str, Any], where: str = "") -> Table:
    """Return the dataclass `kind` made of a table's values. Raise `SettingsError` for the first that is wrong."""
    kinds = typing.get_type_hints(kind)
    for key in values:
        if key not in kinds:
            raise SettingsError(f"{path}: {where}unknown key '{key}'; known are {', '.join(sorted(kinds))}")
    return kind(**{key: _read_value(path, f"{where}{key}", kinds[key], value) for key, value in values.items()})


def _read_value(path: Path, where: str, kind: Any, value: object) -> Any:
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise SettingsError(f"{path}: '{where}' is a table: write [{where}] on a line of its own")
        return read_table(path, typing.cast(type[Any], kind), value, f"[{where}] ")
    if kind is Size:
        return _read_size(path, where, value)
    if typing.get_origin(kind) is tuple:
        return _read_items(path, where, typing.get_args(kind)[0], value)
    if isinstance(kind, types.UnionType):
        kind = typing.get_args(kind)[0]
    if type(value) is not kind:
        raise SettingsError(f"{path}: {where} must be {_KINDS[kind]}, not {value!r}")
    if kind is int and typing.cast(int, value) < 0:
        raise SettingsError(f"{path}: {where} must not be negative, but is {value}")
    return value


_KINDS = {int: "a whole number", str: "a text in quotes", bool: "true or false"}


def _read_items(path: Path, where: str, kind: Any, value: object) -> tuple[Any, ...]:
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, list):
            raise SettingsError(f"{path}: '{where}' are tables: write [[{where}]] on a line of its own")
        return tuple(_read_value(path, where, kind, item) for item in value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f'{path}: {where} must be a list of texts, such as ["one", "two"], not {value!r}')
    return tuple(value)


def _read_size(path: Path, where: str, value: object) -> int:
    match = SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise SettingsError(f'{path}: {where} must be a size such as "50MB" or "2GB", not {value!r}')
    return int(float(match[1]) * UNITS[match[2].upper()])
