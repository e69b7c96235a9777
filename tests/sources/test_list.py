"""`sources list`: the user's files beside what the store knows."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from db.connection import open_reader, open_store, transaction
from db.reading.sources import read_brought
from flows.present_sources import listed, listed_lines
from flows.source_files import Source
from flows.sources import Sources
from tests.db.reading_store import make_sample
from tests.sources.conftest import Terminal

NOW = datetime(2026, 1, 15, tzinfo=UTC)  # five days after the sample's first run
FEED = "https://ledger.example/feed"
SOURCES = (
    Source("ledger", feeds=(FEED,)),
    Source("harbour", enabled=False),
    Source("villain"),
    Source("new", feeds=("https://new.example/feed",)),
    Source("silent", enabled=False),
)


def fail_feed(path: Path) -> None:
    """Note that the ledger's feed answered once, and has failed since."""
    with closing(open_store(path)) as store, transaction(store):
        store.execute(
            "INSERT INTO feeds (source, address, succeeded, failures, error)"
            " SELECT id, ?, '2026-01-12T08:00:00Z', 3, 'the server answered 500' FROM sources WHERE name = 'ledger'",
            [FEED],
        )


def test_what_a_source_has_brought_is_counted(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    fail_feed(sample.path)
    with closing(open_reader(sample.path)) as store:
        brought = read_brought(store, "2026-01-11T00:00:00Z")
    ledger, harbour = brought["ledger"], brought["harbour"]
    assert (ledger.articles, ledger.copies, ledger.failures, ledger.recent) == (2, 0, 1, 2)
    assert (harbour.articles, harbour.copies) == (1, 1)
    assert (ledger.last_article, ledger.last_success) == ("2026-01-11T00:00:00Z", "2026-01-12T08:00:00Z")
    assert (ledger.error, ledger.error_feed) == ("the server answered 500", FEED)


def test_states_rates_and_shares_are_shown(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    fail_feed(sample.path)
    with closing(open_reader(sample.path)) as store:
        rows = listed(Sources(SOURCES, {}), read_brought(store, "2026-01-08T00:00:00Z"), NOW)
    assert [row.state for row in rows] == ["failing", "disabled", "no feeds", "enabled", "disabled"]
    assert rows[0].per_day == 2 / 4  # two articles in the four days since the first one
    lines = list(listed_lines(rows, every=False))
    assert lines[1].split() == [
        "ledger",
        "failing",
        "2026-01-12",
        "08:00",
        "2026-01-11",
        "00:00",
        "2",
        "0.5",
        "0%",
        "1",
    ]
    assert lines[2].split()[-4:] == ["1", "0.2", "100%", "0"]
    assert lines[4].split() == ["new", "enabled", "never", "never", "0", "0"]
    assert lines[5:] == [
        f"ledger: {FEED}: the server answered 500",
        "1 disabled source not shown: --all shows them, `sources enable NAME` follows one",
    ]
    assert any(line.startswith("silent") for line in listed_lines(rows, every=True))


def test_files_are_listed_where_there_is_no_store_yet(terminal: Terminal, seeds: Path) -> None:
    assert terminal.run("sources", "list") == 0
    assert terminal.out == "no sources yet: `wiresift sources add URL` makes one\n"
    (seeds / "sources" / "new.toml").write_text('name = "new"\nfeeds = ["https://new.example/feed"]\n')
    assert terminal.run("sources", "list", "--json") == 0
    row = json.loads(terminal.out)
    assert (row["name"], row["state"], row["articles"], row["per_day"]) == ("new", "enabled", 0, None)
    assert not (seeds.parent / "news.db").exists()
