"""`seeds/settings.toml`: what can be set, and the defaults.

In: the settings, table by table. Out: what a setting does, and the command line, whose options win over these.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from flows.tables import SettingsError, Size, read_table, read_toml

__all__ = ["Settings", "SettingsError", "load_settings"]


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
    feed: Size = Size(16_000_000)
    expansion: int = 500
    depth: int = 3
    spool: Size = Size(2_000_000_000)
    cpu_seconds: int = 20
    memory: Size = Size(2_000_000_000)


@dataclass(frozen=True, slots=True)
class CopySettings:
    """Which copy of a story is shown first."""

    prefer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """How often the schedule looks for sources that are due, and how long Prefect remembers."""

    every: str = "5m"
    keep_days: int = 7


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the network is asked. Times are in seconds."""

    contact: str = ""
    pause: int = 1
    timeout: int = 20
    whole_answer: int = 60
    document: Size = Size(10_000_000)
    redirects: int = 5
    page_tries: int = 5
    threads: int = 32
    round: int = 600
    private_networks: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one field a table of the file."""

    store: StoreSettings = field(default_factory=StoreSettings)
    run: RunSettings = field(default_factory=RunSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    copies: CopySettings = field(default_factory=CopySettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    monitor: MonitorSettings = field(default_factory=MonitorSettings)

    @property
    def workers(self) -> int:
        """The number of worker processes: as set, or one for each processor that this process may use."""
        if self.run.workers:
            return self.run.workers
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_settings(seeds: Path) -> Settings:
    """Return the settings of the folder `seeds`; the defaults where it has no settings.toml. Raise `SettingsError`."""
    path = seeds / "settings.toml"
    return read_table(path, Settings, read_toml(path)) if path.is_file() else Settings()
