"""The commands: `watches list`, `watches test`, `watches deliver`, and what `status` says of them all."""

from __future__ import annotations

import json

import pytest

from flows import cli
from tests.watching.newsroom import Newsroom
from tests.watching.receiver import Receiver
from tests.watching.test_checking import poll
from tests.watching.test_delivering import watch_text
from tests.watching.test_matching import story


class Terminal:
    """Runs commands on the newsroom's store."""

    def __init__(self, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
        self._place = ["--db", str(newsroom.database), "--seeds", str(newsroom.seeds)]
        self._capsys = capsys

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = cli.run([*arguments, *self._place])
        return code, *self._capsys.readouterr()


@pytest.fixture
def terminal(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(newsroom, capsys)


def test_without_watches_it_says_where_they_go(newsroom: Newsroom, terminal: Terminal) -> None:
    code, out, _ = terminal.run("watches", "list")
    assert code == 0
    assert str(newsroom.seeds / "watches.toml") in out


def test_list_shows_what_was_told_and_what_waits(newsroom: Newsroom, terminal: Terminal) -> None:
    newsroom.watch(watch_text(webhook="http://127.0.0.1:9/hook", feed=str(newsroom.folder / "f.atom")))
    newsroom.publish("daily", "a", story(1), "First")
    newsroom.round()
    newsroom.deliver()
    _, out, _ = terminal.run("watches", "list")
    lines = {tuple(line.split()[:2]): line for line in out.splitlines()}
    assert lines["ferry", "feed"].split()[2:] == ["1", "2026-03-02T07:00:00Z", "0"]
    assert "ConnectError" in lines["ferry", "webhook"]
    assert ("source-health", "(nowhere)") in lines


def test_test_shows_what_is_asked_for_and_tells_nobody(newsroom: Newsroom, terminal: Terminal) -> None:
    newsroom.watch(watch_text(webhook="https://example.org/${HOOK}"))
    newsroom.publish("daily", "a", story(1), "Asked for")
    newsroom.publish("daily", "b", story(2, "steamer"), "Not asked for")
    newsroom.round()
    before = newsroom.rows("SELECT COUNT(*) FROM alerts")
    code, out, err = terminal.run("watches", "test", "ferry")
    assert code == 0
    assert "Asked for" in out
    assert "Not asked for" not in out
    assert "The environment has no HOOK" in err
    assert newsroom.rows("SELECT COUNT(*) FROM alerts") == before


def test_a_mistake_in_the_file_is_told(newsroom: Newsroom, terminal: Terminal) -> None:
    newsroom.watch('[[watches]]\nname = "ferry"\nquery = "a NOT b"\n')
    code, _, err = terminal.run("watches", "test", "ferry")
    assert code == 1
    assert "watches.toml:3: " in err


def test_deliver_matches_and_delivers(newsroom: Newsroom, terminal: Terminal, receiver: Receiver) -> None:
    newsroom.watch(watch_text(webhook=receiver.address) + "days = 0\n")
    newsroom.publish("daily", "old", story(2), "From before")
    newsroom.take_in()
    assert terminal.run("watches", "deliver")[1] == "0 new stories, 0 corrections for watches\n0 alerts delivered\n"
    newsroom.publish("daily", "a", story(1), "First")
    newsroom.take_in()
    code, out, _ = terminal.run("watches", "deliver")
    assert (code, out) == (0, "1 new story, 0 corrections for watches\n1 alert delivered\n")
    assert receiver.titles == ["First"]
    assert terminal.run("watches", "deliver")[1] == "0 new stories, 0 corrections for watches\n0 alerts delivered\n"


def test_status_says_what_is_wrong_with_sources_and_what_waits(newsroom: Newsroom, terminal: Terminal) -> None:
    newsroom.source("daily")
    newsroom.watch(watch_text(webhook="http://127.0.0.1:9/hook"))
    newsroom.publish("daily", "a", story(1), "First")
    newsroom.round()
    assert "Nothing needs attention." in terminal.run("status")[1]
    poll(newsroom, 1, "robots", "robots.txt forbids it")
    newsroom.round()
    newsroom.deliver()
    _, out, _ = terminal.run("status")
    assert "daily, since 2026-03-02T08:00:00Z: its robots.txt forbids https://daily.example/feed" in out
    assert "watch ferry, webhook: 1 alert not delivered: ConnectError" in out
    state = json.loads(terminal.run("status", "--json")[1])
    assert [trouble["kind"] for trouble in state["troubles"]] == ["robots"]
    assert [channel["waiting"] for channel in state["undelivered"]] == [1]
    assert len(state["attention"]) == 2
    poll(newsroom, 0)
    newsroom.round()
    assert "robots.txt" not in terminal.run("status")[1]
