"""One file of a source, `seeds/sources/NAME.toml`: what may stand in it, and what is wrong with it.

In: reading a file, and every fault in it with its line. Out: all files together (`flows.sources`), writing them
(`flows.source_writing`), whether its feeds answer (`flows.discovery.checking`).
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.records import Rules, SourceProfile
from flows import source_faults
from flows.tables import SettingsError, Trail, read_beginning, read_table, read_toml, wrong


@dataclass(frozen=True, slots=True)
class Source:
    """One source file."""

    name: str
    title: str | None = None
    homepage: str | None = None
    hosts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    every: str | None = None
    cron: str | None = None
    fetch_again: tuple[str, ...] = ()  # how long after an article's first capture it is fetched again: "1h", "1d"
    language: str | None = None
    time_zone: str | None = None
    enabled: bool = True
    rules: tuple[Rules, ...] = ()

    @property
    def profile(self) -> SourceProfile:
        """What extraction needs to know."""
        return SourceProfile(self.name, self.language, self.time_zone, self.rules)


Fault = Callable[[str], str | None]

# What a value must be, by key. Reading a file looks at these; the selectors of rules only when a person asks, as that
# needs the parser of pages.
FAULTS: Mapping[str, Fault] = {
    "homepage": source_faults.of_address,
    "hosts": source_faults.of_host,
    "feeds": source_faults.of_address,
    "every": source_faults.of_interval,
    "cron": source_faults.of_cron,
    "fetch_again": source_faults.of_interval,
    "language": source_faults.of_language,
    "time_zone": source_faults.of_time_zone,
}
FAULTS_OF_RULES: Mapping[str, Fault] = {
    "until": source_faults.of_day,
    "body": source_faults.of_selector,
    "title": source_faults.of_selector,
    "authors": source_faults.of_selector,
    "published": source_faults.of_selector,
    "remove": source_faults.of_selector,
}


def read_source(path: Path) -> Source:
    """Return the source of a file. Raise `SettingsError`, with file and line, for the first thing that is wrong."""
    source = read_table(path, Source, {"name": None} | read_toml(path))
    for trail, what in _faults(path, source):
        raise wrong(path, trail, what)
    return _with_plain_hosts(source)


def read_what_is_right(path: Path) -> Source:
    """Return of a file in which something is wrong what is right, but no feeds: it is not followed until it is mended.

    Dumps of its hosts still belong to it, and its rules still hold.
    """
    values = read_beginning(path)
    left_out = {"name", "feeds", *dict(_wrong_values(path, values))}
    source = read_table(path, Source, {"name": path.stem} | _without(values, left_out))
    left_out |= {str(trail[0]) for trail, _ in _faults(path, source)}
    return _with_plain_hosts(read_table(path, Source, {"name": path.stem} | _without(values, left_out)))


def faults_of_file(path: Path) -> list[str]:
    """Return everything that is wrong with a file, each with file, line, key and what to write."""
    try:
        values = {"name": None} | read_toml(path)
    except SettingsError as error:
        return [str(error)]
    wrong_values = dict(_wrong_values(path, values))
    source = read_table(path, Source, {"name": path.stem} | _without(values, wrong_values))
    found = itertools.chain(_faults(path, source), _faults_of_rules(source))
    return [*wrong_values.values(), *(str(wrong(path, *fault)) for fault in found)]


def _with_plain_hosts(source: Source) -> Source:
    return dataclasses.replace(source, hosts=tuple(host.lower().removeprefix("www.") for host in source.hosts))


def _wrong_values(path: Path, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each key that is unknown or has a value of the wrong type; reading the whole would stop at the first."""
    for key, value in values.items():
        try:
            read_table(path, Source, {"name": path.stem, key: value})
        except SettingsError as error:
            yield key, str(error)


def _without(values: dict[str, Any], keys: Container[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in keys}


def _faults(path: Path, source: Source) -> Iterator[tuple[Trail, str]]:
    if source.name != path.stem:
        yield ("name",), f"name must be '{path.stem}', as the file is called, not {source.name!r}"
    if source.every and source.cron:
        yield ("cron",), "cron and every cannot both hold; leave one out"
    yield from _faults_by_key(source, FAULTS, ())


def _faults_of_rules(source: Source) -> Iterator[tuple[Trail, str]]:
    for number, rules in enumerate(source.rules):
        yield from _faults_by_key(rules, FAULTS_OF_RULES, ("rules", number))
    days = [rules.until or "9999-12-31" for rules in source.rules]
    for number, (day, next_day) in enumerate(itertools.pairwise(days)):
        if next_day <= day and not source_faults.of_day(day):
            what = "[rules] never used, as the set before it holds as long; write the sets by `until`, the oldest first"
            yield ("rules", number + 1), what


def _faults_by_key(values: object, faults: Mapping[str, Fault], where: Trail) -> Iterator[tuple[Trail, str]]:
    table = f"[{where[0]}] " if where else ""
    for key, fault in faults.items():
        value = getattr(values, key)
        for each in value if isinstance(value, tuple) else (value,):
            what = None if each is None else fault(each)
            if what:
                yield (*where, key), f"{table}{key} {what}"
