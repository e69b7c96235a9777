"""The user's sources: `seeds/sources/NAME.toml`, which source a capture belongs to, and what extraction knows of it.

In: reading and checking the files, naming a capture's source. Out: fetching.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.records import Rules, SourceProfile
from flows.tables import SettingsError, read_table, read_toml

SourceNamer = Callable[[str | None, str | None], str]


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
    language: str | None = None
    time_zone: str | None = None
    enabled: bool = True
    rules: tuple[Rules, ...] = ()

    @property
    def profile(self) -> SourceProfile:
        """What extraction needs to know."""
        return SourceProfile(self.name, self.language, self.time_zone, self.rules)


def load_sources(seeds: Path) -> tuple[Source, ...]:
    """Return the sources of the folder `seeds`, by name. Raise `SettingsError` for a file that is wrong."""
    sources = [_read_source(path) for path in sorted((seeds / "sources").glob("*.toml"))]
    claimed: dict[str, str] = {}
    for source in sources:
        for host in source.hosts:
            if claimed.setdefault(host, source.name) != source.name:
                raise SettingsError(
                    f"{seeds / 'sources' / source.name}.toml: hosts: '{host}' is also claimed by '{claimed[host]}';"
                    " a host belongs to one source"
                )
    return tuple(sources)


def source_namer(sources: Iterable[Source], dump: str, forced: str | None) -> SourceNamer:
    """Return the function that names a capture's source from what its record says and its URL.

    In this order: `forced` (--source), the source whose `hosts` have the URL's host or a parent of it, what the record
    says, the URL's host without `www.`, the dump's name.
    """
    by_host = {host: source.name for source in sources for host in source.hosts}

    def name_source(said: str | None, url: str | None) -> str:
        host = _host(url)
        return forced or _configured(by_host, host) or (said or "").strip() or host or dump

    return name_source


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _configured(by_host: dict[str, str], host: str | None) -> str | None:
    while host:
        if host in by_host:
            return by_host[host]
        _, _, host = host.partition(".")
    return None


def _read_source(path: Path) -> Source:
    source = read_table(path, Source, {"name": None} | read_toml(path))
    if source.name != path.stem:
        raise SettingsError(f"{path}: name must be '{path.stem}', as the file is called, not {source.name!r}")
    _check_time_zone(path, source.time_zone)
    hosts = tuple(host.lower().removeprefix("www.") for host in source.hosts)
    return dataclasses.replace(source, hosts=hosts)


def _check_time_zone(path: Path, name: str | None) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(f"{path}: time_zone '{name}' is not known; write it as 'Europe/Istanbul'") from error
