"""The user's sources: all files of `seeds/sources`, and which source a capture belongs to.

In: reading the files together, naming a capture's source. Out: one file (`flows.source_files`), fetching.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from flows.source_files import Source, read_source, read_what_is_right
from flows.tables import SettingsError, wrong

__all__ = [
    "Source",
    "Sources",
    "claimed_twice",
    "configured",
    "find_source",
    "host_of",
    "load_sources",
    "names_by_host",
    "read_sources",
    "source_namer",
    "source_path",
    "source_paths",
]

SourceNamer = Callable[[str | None, str | None], str]


def source_path(seeds: Path, name: str) -> Path:
    """Return where the file of the source `name` stands."""
    return seeds / "sources" / f"{name}.toml"


def source_paths(seeds: Path) -> list[Path]:
    """Return the files of all sources, by name."""
    return sorted((seeds / "sources").glob("*.toml"), key=lambda path: path.stem)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the files of all sources say."""

    all: tuple[Source, ...]  # by name; of a file that is wrong, what is right in it
    faults: Mapping[str, str]  # the first thing that is wrong, with file and line, by the name of the source


def load_sources(seeds: Path) -> tuple[Source, ...]:
    """Return the sources of the folder `seeds`, by name. Raise `SettingsError` for a file that is wrong."""
    sources = read_sources(seeds)
    for fault in sources.faults.values():
        raise SettingsError(fault)
    return sources.all


def read_sources(seeds: Path) -> Sources:
    """Return the sources of the folder `seeds`. A file that is wrong costs its own source, which is not followed."""
    faults: dict[str, str] = {}
    sources = [_read(path, faults) for path in source_paths(seeds)]
    claims = {source.name: str(fault) for source, fault in claimed_twice(seeds, sources)}
    found = (replace(source, hosts=(), feeds=()) if source.name in claims else source for source in sources)
    return Sources(tuple(found), claims | faults)


def _read(path: Path, faults: dict[str, str]) -> Source:
    """Return the source of a file, and note what is wrong with it."""
    try:
        return read_source(path)
    except SettingsError as error:
        faults[path.stem] = str(error)
        return read_what_is_right(path)


def find_source(seeds: Path, name: str) -> Source:
    """Return the source called `name`. Raise `SettingsError`, with names that are near, when there is none."""
    path = source_path(seeds, name)
    if path.is_file():
        return read_source(path)
    near = difflib.get_close_matches(name, [path.stem for path in source_paths(seeds)])
    meant = f"; perhaps you mean {' or '.join(near)}" if near else "; `wiresift sources list --all` shows all"
    raise SettingsError(f"{path}: there is no such source{meant}")


def claimed_twice(seeds: Path, sources: Iterable[Source]) -> Iterator[tuple[Source, SettingsError]]:
    """Yield each source that claims a host which one before it claims, with the error that says so."""
    claimed: dict[str, str] = {}
    for source in sources:
        for host in source.hosts:
            if claimed.setdefault(host, source.name) != source.name:
                what = f"hosts: '{host}' is also claimed by '{claimed[host]}'; a host belongs to one source"
                yield source, wrong(source_path(seeds, source.name), ("hosts",), what)


def source_namer(sources: Iterable[Source], dump: str, forced: str | None) -> SourceNamer:
    """Return the function that names a capture's source from what its record says and its URL.

    In this order: `forced` (--source), the source whose `hosts` have the URL's host or a parent of it, what the record
    says, the URL's host without `www.`, the dump's name.
    """
    by_host = names_by_host(sources)

    def name_source(said: str | None, url: str | None) -> str:
        host = host_of(url)
        return forced or configured(by_host, host) or (said or "").strip() or host or dump

    return name_source


def names_by_host(sources: Iterable[Source]) -> dict[str, str]:
    """Return the name of the source that claims each host."""
    return {host: source.name for source in sources for host in source.hosts}


def host_of(url: str | None) -> str | None:
    """Return the host of an address, without `www.`; None where there is none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def configured(by_host: Mapping[str, str], host: str | None) -> str | None:
    """Return the name of the source that claims the host, or a parent of it."""
    while host:
        if host in by_host:
            return by_host[host]
        _, _, host = host.partition(".")
    return None
