"""`seeds/settings.toml`: what can be set, its defaults and its checks.

In: reading the file and saying exactly what is wrong in it. Out: what a setting does, and the command line, whose
options win over these.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NewType

Size = NewType("Size", int)  # bytes; written "50MB" in the file

UNITS = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)", re.IGNORECASE)


class SettingsError(Exception):
    """A file of the user's is wrong: which file, which key, what is allowed."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where articles and bytes are kept."""

    database: str = "news.db"
    archive: bool = True


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run works."""

    workers: int = 0
    batch_documents: int = 64
    batch_bytes: Size = Size(4_000_000)
    wait_for_lock: int = 600


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What one document, line, feed, member or container may cost."""

    document: Size = Size(50_000_000)
    line: Size = Size(64_000_000)
    feed: Size = Size(64_000_000)
    member: Size = Size(8_000_000_000)
    ratio: int = 1000
    depth: int = 3
    cpu_seconds: int = 20
    memory: Size = Size(2_000_000_000)


@dataclass(frozen=True, slots=True)
class CopySettings:
    """Which copy of a story is shown first."""

    prefer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one field a table of the file."""

    store: StoreSettings = field(default_factory=StoreSettings)
    run: RunSettings = field(default_factory=RunSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    copies: CopySettings = field(default_factory=CopySettings)

    @property
    def workers(self) -> int:
        """The number of worker processes: as set, or one for each processor that this process may use."""
        if self.run.workers:
            return self.run.workers
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_settings(seeds: Path) -> Settings:
    """Return the settings of the folder `seeds`; the defaults where it has no settings.toml. Raise `SettingsError`."""
    path = seeds / "settings.toml"
    if not path.is_file():
        return Settings()
    return _read_tables(path, read_toml(path))


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


def _read_tables(path: Path, tables: dict[str, Any]) -> Settings:
    kinds = typing.get_type_hints(Settings)
    _refuse_unknown(path, "table", tables, kinds)
    return Settings(**{name: _read_table(path, name, kinds[name], values) for name, values in tables.items()})


def _read_table(path: Path, table: str, kind: type, values: object) -> Any:
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: '{table}' is a table: write [{table}] on a line of its own")
    types_of_keys = typing.get_type_hints(kind)
    _refuse_unknown(path, f"key in [{table}]", values, types_of_keys)
    return kind(**{key: _read_value(f"{path}: [{table}] {key}", types_of_keys[key], values[key]) for key in values})


def _refuse_unknown(path: Path, what: str, given: dict[str, Any], known: dict[str, Any]) -> None:
    for name in given:
        if name not in known:
            raise SettingsError(f"{path}: unknown {what}: '{name}'; known are {', '.join(sorted(known))}")


def _read_value(where: str, kind: Any, value: object) -> Any:
    if kind is Size:
        return _read_size(where, value)
    if isinstance(kind, types.GenericAlias):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingsError(f'{where}: must be a list of names, such as ["agency", "daily"], not {value!r}')
    if type(value) is not kind:
        raise SettingsError(f"{where}: must be {_KINDS[kind]}, not {value!r}")
    if kind is int and typing.cast(int, value) < 0:
        raise SettingsError(f"{where}: must not be negative, but is {value}")
    return value


_KINDS = {int: "a whole number", str: "a text in quotes", bool: "true or false"}


def _read_size(where: str, value: object) -> int:
    match = SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise SettingsError(f'{where}: must be a size such as "50MB" or "2GB", not {value!r}')
    return int(float(match[1]) * UNITS[match[2].upper()])


def default_file() -> dict[str, dict[str, Any]]:
    """Return every setting with its default, table by table: what the shipped settings.toml must say."""
    return {table: dataclasses.asdict(values) for table, values in _tables(Settings()).items()}


def _tables(settings: Settings) -> dict[str, Any]:
    return {item.name: getattr(settings, item.name) for item in dataclasses.fields(settings)}
