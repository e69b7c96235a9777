"""A site, and the files of a person who follows it, in which this machine may be asked without a pause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows import cli
from flows.discovery.shop import Shop
from flows.fetching.client import Fetcher
from flows.settings import load_settings
from tests.sources.site import Site, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as started:
        yield started


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Return the folder of a person's files."""
    folder = tmp_path / "seeds"
    (folder / "sources").mkdir(parents=True)
    (folder / "settings.toml").write_text("[fetch]\nprivate_networks = true\npause = 0\ntimeout = 5\n")
    return folder


@dataclass
class Told:
    """A shop, and what was told in it."""

    shop: Shop
    told: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@pytest.fixture
def told(seeds: Path) -> Iterator[Told]:
    settings = load_settings(seeds)
    with Fetcher(settings.fetch) as fetcher:
        lines, shown = list[str](), list[str]()
        yield Told(Shop(seeds, settings, fetcher, lines.append, shown.append), lines, shown)


class Terminal:
    """Runs commands on the files and keeps what they wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str], seeds: Path) -> None:
        self._capsys = capsys
        self._seeds = seeds
        self.out = ""
        self.err = ""

    def run(self, *arguments: str) -> int:
        code = cli.run(["--seeds", str(self._seeds), "--db", str(self._seeds.parent / "news.db"), *arguments])
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], seeds: Path) -> Terminal:
    return Terminal(capsys, seeds)
