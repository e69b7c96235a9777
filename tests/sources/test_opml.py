"""Subscriptions from a feed reader and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import RunError
from flows.opml import Subscription, read_opml, write_opml
from flows.source_files import Source, read_source
from tests.sources.conftest import Terminal

OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Coast">
  <outline type="rss" text="Quay" title="Quay Courier" xmlUrl="https://quay.example/rss"
    htmlUrl="https://www.quay.example/"/>
  <outline type="rss" text="Quay sport" xmlUrl="https://quay.example/sport"
    htmlUrl="https://quay.example/" language="tr"/>
  <outline type="rss" text="Broken" xmlUrl="feed:quay.example"/>
</outline>
<outline type="rss" text="Again" xmlUrl="https://quay.example/rss"/>
<outline type="link" text="No feed" url="https://quay.example/"/>
</body></opml>"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.opml"
    path.write_text(OPML)
    return path


def test_folders_are_dissolved_and_each_feed_comes_once(file: Path) -> None:
    quay, sport, broken = read_opml(file)
    assert quay == Subscription("https://quay.example/rss", "Quay Courier", "https://www.quay.example/")
    assert sport.language == "tr"
    assert broken.feed == "feed:quay.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<opml><body>", "it is no XML"),
        ("<html></html>", "it is no OPML"),
        ('<!DOCTYPE o [<!ENTITY a "x">]><opml><body><outline xmlUrl="&a;"/></body></opml>', ""),
    ],
)
def test_what_is_no_opml_is_told_and_entities_are_not_obeyed(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.opml"
    path.write_text(text)
    if message:
        with pytest.raises(RunError, match=message):
            read_opml(path)
    else:
        assert [subscription.feed for subscription in read_opml(path)] in ([], ["x"])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "x.opml"
    feeds = ("https://a.example/1?x=1&y=2", "https://a.example/2")
    path.write_bytes(write_opml([Source("a", 'A "&" <B>', "https://a.example/", feeds=feeds, language="az")], "Mine"))
    assert read_opml(path) == [Subscription(feed, 'A "&" <B>', "https://a.example/", "az") for feed in feeds]


def test_subscriptions_become_sources(file: Path, terminal: Terminal, seeds: Path) -> None:
    assert terminal.run("sources", "import-opml", str(file)) == 0
    assert terminal.out.endswith("2 new sources, 1 left out. Try next: wiresift sources check\n")
    assert "feed:quay.example: 'feed:quay.example' is no address" in terminal.out
    first, second = (read_source(seeds / "sources" / f"{name}.toml") for name in ("quay", "quay-2"))
    assert (first.title, first.hosts, first.enabled) == ("Quay Courier", ("quay.example",), True)
    assert (second.hosts, second.language) == ((), "tr")
    assert terminal.run("sources", "import-opml", str(file)) == 0
    assert "https://quay.example/rss: quay has this feed already" in terminal.out
    assert "0 new sources, 3 left out" in terminal.out


@pytest.mark.parametrize(("option", "enabled"), [((), True), (("--disabled",), False)])
def test_a_source_that_waits_for_a_feed_gets_it(
    file: Path, terminal: Terminal, seeds: Path, option: tuple[str, ...], enabled: bool
) -> None:
    path = seeds / "sources" / "courier.toml"
    path.write_text('name = "courier"  # of the catalogue\nhosts = ["quay.example"]\nenabled = false\n')
    assert terminal.run("sources", "import-opml", str(file), *option) == 0
    assert f"https://quay.example/rss: completed {path}" in terminal.out
    completed = read_source(path)
    assert (completed.feeds, completed.every, completed.enabled) == (("https://quay.example/rss",), "1h", enabled)
    assert "# of the catalogue" in path.read_text()
    assert read_source(seeds / "sources" / "quay.toml").feeds == ("https://quay.example/sport",)


def test_sources_become_subscriptions(file: Path, terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("sources", "import-opml", str(file), "--disabled")
    assert terminal.run("sources", "export-opml") == 0
    assert "xmlUrl" not in terminal.out
    assert terminal.run("sources", "export-opml", "--all", "--output", str(tmp_path / "out.opml")) == 0
    assert [each.feed for each in read_opml(tmp_path / "out.opml")] == [
        "https://quay.example/rss",
        "https://quay.example/sport",
    ]
