"""A source's file that is wrong costs that source alone: runs go on, and say file, line, key and what to write."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from flows.sources import Source, read_sources
from tests.fetching.weeks import World, rows, world
from tests.flows.corpus import record, write_jsonl
from tests.outlets import Outlet, stories
from tests.outlets.twenty import START
from tests.sources.conftest import Terminal
from tests.sources.site import Site
from tests.watching.conftest import newsroom
from tests.watching.newsroom import Newsroom

__all__ = ["newsroom"]  # the fixture

RIGHT = 'name = "daily"\nhosts = ["www.daily.example"]\nfeeds = ["https://daily.example/feed"]\nlanguage = "en"\n'
EXPECTED = Source("daily", hosts=("daily.example",), language="en")


def write(seeds: Path, name: str, text: str) -> Path:
    path = seeds / "sources" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('evry = "30m"\n', ":5: unknown key 'evry'; known are "),
        ('every = "often"\n', ":5: every 'often' is no interval; write it as '30m'"),
        ("every = 30\n", ":5: every must be a text in quotes, not 30"),
        ("every =\n", ":5: is not TOML: Invalid value; write texts as key = "),
        ('every = "30m\n', ":5: is not TOML: Illegal character"),
        ("fetch_again = [\n", ":5: is not TOML: Invalid value; "),
        ('name = "daily"\n', ":5: is not TOML: Cannot overwrite a value; "),
        ('[[rules]]\nbodies = "p"\n', ":6: [rules] unknown key 'bodies'"),
    ],
)
def test_what_is_right_in_a_wrong_file_still_holds_but_its_feeds(tmp_path: Path, wrong: str, told: str) -> None:
    path = write(tmp_path, "daily", RIGHT + wrong)
    write(tmp_path, "other", 'name = "other"\n')
    sources = read_sources(tmp_path)
    assert sources.all == (EXPECTED, Source("other"))
    assert list(sources.faults) == ["daily"]
    assert sources.faults["daily"].startswith(f"{path}{told}")


def test_nothing_is_known_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, "daily", "\0")
    assert read_sources(tmp_path).all == (Source("daily"),)
    path.unlink()
    path.mkdir()
    assert read_sources(tmp_path).all == (Source("daily"),)
    assert read_sources(tmp_path).faults == {"daily": f"{path}: cannot be read: Is a directory"}


def test_who_claims_a_host_of_another_is_wrong_and_the_other_keeps_it(tmp_path: Path) -> None:
    write(tmp_path, "daily", RIGHT)
    write(tmp_path, "thief", RIGHT.replace('"daily"', '"thief"'))
    first, second = read_sources(tmp_path).all
    assert (first.hosts, bool(first.feeds), second.hosts, second.feeds) == (("daily.example",), True, (), ())
    assert "'daily.example' is also claimed by 'daily'" in read_sources(tmp_path).faults["thief"]


def test_an_ingest_goes_on_and_the_next_one_forgets_what_was_mended(
    seeds: Path, terminal: Terminal, tmp_path: Path
) -> None:
    path = write(seeds, "daily", RIGHT + "evry = 1\n")
    dump = write_jsonl(tmp_path / "dump.jsonl", [record(1, url="https://daily.example/1")])
    ingest = ("ingest", str(dump), "--direct", "--workers", "1")
    for _ in range(2):  # each run says it
        assert terminal.run(*ingest) == 0
        assert f"failures       1\n    1 x source: {path}:5: unknown key 'evry'" in terminal.out
    assert terminal.run(*ingest, "--strict") == 1
    database = tmp_path / "news.db"
    assert rows(database, "SELECT run, stage, locator FROM failures") == [(3, "source", "sources/daily.toml")]
    assert rows(database, "SELECT sources.name FROM articles JOIN sources ON sources.id = source") == [("daily",)]
    assert terminal.run("status") == 0
    assert f"{path}:5: unknown key 'evry'" in terminal.out
    assert "1 wrong file of sources, see below: mend it; the next run reads it again" in terminal.out
    assert "--retry-failed" not in terminal.out
    path.write_text(RIGHT)
    assert terminal.run(*ingest, "--strict") == 0
    assert rows(database, "SELECT COUNT(*) FROM failures") == [(0,)]


def test_a_round_goes_on_with_the_other_sources(tmp_path: Path) -> None:
    with world(tmp_path) as lived:
        one, two = (lived.server.add(Outlet(name, stories=stories(name, START, count=1))) for name in ("one", "two"))
        write(lived.seeds, "two", f'name = "two"\nfeeds = ["{two.feed}"]\n')
        right = f'name = "one"\nfeeds = ["{one.feed}"]\n'
        path = write(lived.seeds, "one", right + "evry = 1\n")
        lived.fetch()
        assert visited(lived) == ["two"]
        assert rows(lived.database, "SELECT error LIKE '%one.toml:%unknown key ''evry''%' FROM failures") == [(1,)]
        path.write_text(right)
        lived.clock.advance(hours=1)
        lived.fetch()
        assert visited(lived) == ["one", "two"]
        assert rows(lived.database, "SELECT COUNT(*) FROM failures") == [(0,)]


def visited(lived: World) -> list[str]:
    return sorted({request.outlet for request in lived.server.requests})


def test_it_is_told_once_and_again_when_it_is_mended(newsroom: Newsroom) -> None:
    newsroom.source("daily")
    newsroom.publish("daily", "1", "A ferry came in with the morning tide. " * 5)
    newsroom.round()
    path = newsroom.seeds / "sources" / "daily.toml"
    right = path.read_text()
    path.write_text(right + "evry = 1\n")
    (began,) = newsroom.round().troubles
    assert "daily" in began
    assert newsroom.round().troubles == ()
    ((kind, what),) = newsroom.rows("SELECT kind, what FROM source_troubles WHERE ended IS NULL")
    assert kind == "file"
    assert f"{path}:4: unknown key 'evry'" in what
    path.write_text(right)
    (ended,) = newsroom.round().recoveries
    assert "daily" in ended
    assert newsroom.rows("SELECT ending FROM source_troubles") == [("its file is right again",)]


def test_the_list_shows_it(seeds: Path, terminal: Terminal) -> None:
    path = write(seeds, "daily", RIGHT + "evry = 1\n")
    assert terminal.run("sources", "list") == 0
    assert "wrong file" in terminal.out
    assert f"daily: {path}:5: unknown key 'evry'" in terminal.out
    assert terminal.run("sources", "list", "--json") == 0
    row = json.loads(terminal.out)
    assert (row["state"], row["feeds"]) == ("wrong file", [])
    assert row["fault"].startswith(f"{path}:5: ")


def test_who_names_it_is_told_at_once(seeds: Path, terminal: Terminal) -> None:
    path = write(seeds, "daily", RIGHT + "evry = 1\n")
    assert terminal.run("fetch", "daily") == 1
    assert terminal.err.startswith(f"Error: {path}:5: unknown key 'evry'")


def test_another_source_can_be_added_all_the_same(site: Site, seeds: Path, terminal: Terminal) -> None:
    site.put_sample()
    write(seeds, "typo", 'name = "typo"\nhost = ["typo.example"]\n')
    assert terminal.run("sources", "add", site.address()) == 0
    assert (seeds / "sources" / "quaycourier.toml").exists()


def test_the_one_that_is_added_must_be_mended_first(site: Site, seeds: Path, terminal: Terminal) -> None:
    text = 'name = "typo"\nhosts = ["127.0.0.1"]\nevry = "1h"\n'
    path = write(seeds, "typo", text)
    assert terminal.run("sources", "add", site.address()) == 1
    assert f"{path}:3: unknown key 'evry'" in terminal.err
    assert (path.read_text(), site.asked) == (text, [])


def test_subscriptions_of_the_others_are_written(seeds: Path, terminal: Terminal) -> None:
    write(seeds, "daily", RIGHT)
    path = write(seeds, "typo", 'name = "typo"\nfeeds = ["https://typo.example/feed"]\nevry = "1h"\n')
    assert terminal.run("sources", "export-opml") == 1
    assert "https://daily.example/feed" in terminal.out
    assert "typo.example" not in terminal.out
    assert f"left out: {path}:3: unknown key 'evry'" in terminal.err


def test_up_says_so_before_it_starts_anything(seeds: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {name: value for name, value in os.environ.items() if "PREFECT" not in name})
    path = write(seeds, "daily", RIGHT + "evry = 1\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert terminal.run("up", "--prefect-port", str(taken.getsockname()[1]), "--no-inspect") == 1
    assert terminal.out.startswith(f"{path}:5: unknown key 'evry'")
    assert terminal.out.endswith("; the other sources are followed\n")
    assert "cannot listen" in terminal.err


def test_extracting_again_waits_until_it_is_mended(seeds: Path, terminal: Terminal, tmp_path: Path) -> None:
    """Without the rules of the file, texts would be made worse than they are."""
    path = write(seeds, "daily", RIGHT)
    dump = write_jsonl(tmp_path / "dump.jsonl", [record(1, url="https://daily.example/1")])
    assert terminal.run("ingest", str(dump), "--direct", "--workers", "1") == 0
    path.write_text(RIGHT + "evry = 1\n")
    assert terminal.run("reextract") == 1
    assert f"{path}:5: unknown key 'evry'" in terminal.err
    assert rows(tmp_path / "news.db", "SELECT COUNT(*) FROM runs") == [(1,)]
