"""What every command on sources needs at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows.fetching.client import Fetcher
from flows.settings import Settings

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Shop:
    """The user's files, the network, and where to tell."""

    seeds: Path
    settings: Settings
    fetcher: Fetcher
    tell: Tell  # what is going on
    show: Tell  # what was asked for
