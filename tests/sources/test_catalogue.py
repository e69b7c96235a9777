"""The outlets that Wiresift comes with: right, disabled, without an invented feed, and of no cost where nobody asks."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from db import intake
from db.connection import open_store
from flows.pipeline import source_rows
from flows.source_files import Source, faults_of_file
from flows.sources import configured, host_of, load_sources, names_by_host, source_namer, source_paths

SEEDS = Path(__file__).parents[2] / "seeds"
LANGUAGES = {"en", "tr", "az", "ru"}


@pytest.fixture(scope="module")
def catalogue() -> tuple[Source, ...]:
    """Return what is no sample: these are of the reserved domain `.example`."""
    return tuple(s for s in load_sources(SEEDS) if not any(host.endswith(".example") for host in s.hosts))


def test_every_file_is_right() -> None:
    assert [fault for path in source_paths(SEEDS) for fault in faults_of_file(path)] == []


def test_outlets_are_disabled_and_have_no_invented_feed(catalogue: tuple[Source, ...]) -> None:
    assert len(catalogue) > 100
    assert [source.name for source in catalogue if source.enabled or source.feeds] == []


def test_each_has_what_enabling_needs(catalogue: tuple[Source, ...]) -> None:
    claimed = names_by_host(catalogue)
    for source in catalogue:
        assert source.title
        assert (source.homepage or "").startswith("https://")
        assert source.language in LANGUAGES
        assert configured(claimed, host_of(source.homepage)) == source.name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.aa.com.tr/en/world/x", "aa"),
        ("https://az.trend.az/a/1.html", "trend"),
        ("https://english.news.cn/a", "xinhua"),
        ("https://unknown.example/a", "unknown.example"),
    ],
)
def test_a_disabled_source_names_the_captures_of_its_hosts(catalogue: tuple[Source, ...], url: str, name: str) -> None:
    assert source_namer(catalogue, "dump", None)(None, url) == name


def test_a_store_knows_a_disabled_source_once_it_has_a_capture(tmp_path: Path) -> None:
    sources = [Source("quiet", "Quiet", enabled=False), Source("loud", "Loud"), Source("preferred", enabled=False)]
    rows = source_rows(sources, ("loud", "elsewhere"))
    with closing(open_store(tmp_path / "news.db")) as store:
        intake.store_sources(store, rows)
        assert _known(store) == [("elsewhere", None, 1), ("loud", "Loud", 2)]
        store.execute("INSERT INTO sources (name) VALUES ('quiet')")  # as its first capture does
        intake.store_sources(store, rows)
        assert _known(store) == [("elsewhere", None, 1), ("loud", "Loud", 2), ("quiet", "Quiet", 0)]


def _known(store: object) -> list[tuple[object, ...]]:
    import sqlite3

    assert isinstance(store, sqlite3.Connection)
    return store.execute("SELECT name, title, preference FROM sources ORDER BY name").fetchall()
