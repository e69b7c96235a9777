"""Alerts reach their receivers at least once, whatever these do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal

import feedparser
import pytest

from flows.watching import delivering, senders
from flows.watching.delivering import LONGEST_PAUSE, pause_after
from tests import warm
from tests.watching.newsroom import Newsroom
from tests.watching.receiver import Receiver
from tests.watching.test_matching import story


def watch_text(**places: str) -> str:
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in places.items())
    return f'[[watches]]\nname = "ferry"\nquery = "zeppelin"\ntitle = "Zeppelins"\n{lines}'


def hear_of(newsroom: Newsroom, *numbers: int) -> None:
    """Have a new story come in for each number."""
    for number in numbers:
        newsroom.publish("daily", str(number), story(number), f"Story {number}")
    newsroom.round()


class TestWebhook:
    def test_an_alert_is_posted_once_with_its_id(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1)
        assert newsroom.deliver().alerts == 1
        assert newsroom.deliver().alerts == 0
        (posted,) = receiver.received
        assert posted.headers["content-type"] == "application/json"
        assert posted.json["id"] == posted.id
        assert [posted.id] == [row[0] for row in newsroom.rows("SELECT id FROM alerts")]
        assert "webhook-signature" not in posted.headers

    def test_a_secret_signs_as_standard_webhooks_says(self, newsroom: Newsroom, receiver: Receiver) -> None:
        key = b"0123456789abcdef01234567"
        newsroom.watch(watch_text(webhook=receiver.address, secret="${KEY}"))  # noqa: S106 - a name
        hear_of(newsroom, 1)
        newsroom.deliver(KEY="whsec_" + base64.b64encode(key).decode())
        (posted,) = receiver.received
        signed = f"{posted.id}.{posted.headers['webhook-timestamp']}.".encode() + posted.body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert posted.headers["webhook-signature"] == f"v1,{expected}"

    def test_a_receiver_that_fails_is_asked_again_after_growing_pauses(
        self, newsroom: Newsroom, receiver: Receiver
    ) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1, 2)
        receiver.answers = [500, 503, 404]
        for _ in range(30):
            newsroom.deliver()
            newsroom.clock.sleep(30)
        # At 0, 60 and 180 seconds in vain, one alert each time; at 420 both are taken.
        assert len(receiver.received) == 5
        assert len(set(receiver.ids)) == 2
        assert receiver.ids[-2:] == [row[0] for row in newsroom.rows("SELECT id FROM alerts ORDER BY number")]
        assert newsroom.rows("SELECT failures, paused_until, error FROM channels WHERE name = 'webhook'") == [
            (0, None, None)
        ]

    def test_a_receiver_that_wants_to_be_left_alone_is(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1)
        receiver.answers, receiver.headers = [429], {"retry-after": "3600"}
        newsroom.deliver()
        newsroom.clock.sleep(3590)
        newsroom.deliver()
        assert len(receiver.received) == 1
        newsroom.clock.sleep(10)
        assert newsroom.deliver().alerts == 1

    def test_an_alert_that_is_refused_holds_no_other_up(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1, 2, 3)
        first = newsroom.rows("SELECT id FROM alerts ORDER BY number")[0][0]
        receiver.refused = {first}
        came = newsroom.deliver()
        assert came.alerts == 2
        assert came.failures == ("ferry, webhook: the receiver answered 422",)
        hear_of(newsroom, 4)
        assert newsroom.deliver().alerts == 1
        receiver.refused = set()
        newsroom.clock.sleep(LONGEST_PAUSE)
        assert newsroom.deliver().alerts == 1
        assert receiver.ids.count(first) == 3

    def test_a_receiver_that_refuses_everything_is_not_flooded(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, *range(6))
        receiver.answers = [400] * 100
        newsroom.deliver()
        assert len(receiver.received) == 3

    @pytest.mark.parametrize("how", ["drip", "close"])
    def test_a_receiver_that_never_answers_holds_no_round_up(
        self, newsroom: Newsroom, receiver: Receiver, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(senders, "SECONDS_IN_ALL", 0.5)
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1)
        receiver.answers = [how]
        came = newsroom.deliver()
        assert came.alerts == 0
        assert len(came.failures) == 1
        newsroom.clock.sleep(60)
        assert newsroom.deliver().alerts == 1
        assert receiver.ids[0] == receiver.ids[1]

    def test_a_receiver_that_takes_its_time_gets_the_rest_in_the_next_round(
        self, newsroom: Newsroom, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(delivering, "MOST_SECONDS", -1.0)
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1, 2)
        assert newsroom.deliver() == delivering.Delivered()
        monkeypatch.undo()
        assert newsroom.deliver().alerts == 2

    def test_an_answer_without_end_is_not_read(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1)
        receiver.answers = ["endless"]
        assert newsroom.deliver().alerts == 1

    def test_nobody_there_and_redirects_are_told(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook="http://127.0.0.1:9/hook"))
        hear_of(newsroom, 1)
        assert "ConnectError" in newsroom.deliver().failures[0]
        newsroom.watch(watch_text(webhook=receiver.address))
        newsroom.round()
        receiver.answers, receiver.headers = [302], {"location": "http://127.0.0.1:9/"}
        assert "redirect" in newsroom.deliver().failures[0]

    def test_a_secret_that_is_missing_is_told_and_nothing_is_lost(self, newsroom: Newsroom, receiver: Receiver) -> None:
        newsroom.watch(watch_text(webhook="${HOOK}"))
        hear_of(newsroom, 1)
        assert newsroom.deliver().failures == (
            "ferry, webhook: the environment has no HOOK: set it where Wiresift is started",
        )
        newsroom.clock.sleep(60)
        assert newsroom.deliver(HOOK=receiver.address).alerts == 1

    def test_no_secret_gets_into_the_store(self, newsroom: Newsroom) -> None:
        newsroom.watch(watch_text(webhook="${HOOK}", apprise="x://${TOKEN}").replace('"x://${TOKEN}"', '["${CHAT}"]'))
        hear_of(newsroom, 1)
        newsroom.deliver(HOOK="http://127.0.0.1:9/very-secret", CHAT="nonsense://very-secret")
        stored = newsroom.rows("SELECT name, error FROM channels") + newsroom.rows("SELECT error FROM deliveries")
        assert len(stored) >= 2
        assert "very-secret" not in repr(stored)


class TestChat:
    def test_apprise_is_given_headline_text_and_id(self, newsroom: Newsroom, receiver: Receiver) -> None:
        address = receiver.address.replace("http://", "json://")
        newsroom.watch(watch_text() + f'apprise = ["{address}"]\n')
        hear_of(newsroom, 1)
        assert newsroom.deliver().alerts == 1
        (posted,) = receiver.received
        assert posted.json["title"] == "[wiresift] Story 1"
        assert "https://daily.example/1" in posted.json["message"]
        assert newsroom.rows("SELECT id FROM alerts")[0][0] in posted.json["message"]

    def test_a_service_that_fails_is_asked_again(self, newsroom: Newsroom, receiver: Receiver) -> None:
        address = receiver.address.replace("http://", "json://")
        newsroom.watch(watch_text() + f'apprise = ["{address}"]\n')
        hear_of(newsroom, 1)
        receiver.answers = [500]
        assert len(newsroom.deliver().failures) == 1
        newsroom.clock.sleep(60)
        assert newsroom.deliver().alerts == 1

    def test_one_receiver_that_fails_does_not_disturb_another(self, newsroom: Newsroom, receiver: Receiver) -> None:
        address = receiver.address.replace("http://", "json://")
        newsroom.watch(watch_text() + f'apprise = ["nonsense://here", "{address}"]\n')
        hear_of(newsroom, 1)
        came = newsroom.deliver()
        assert came.alerts == 1
        assert "Apprise does not know" in came.failures[0]


class TestFeed:
    def test_the_file_is_there_at_once_and_has_every_alert(self, newsroom: Newsroom) -> None:
        path = newsroom.folder / "public" / "ferry.atom"
        newsroom.watch(watch_text(feed=str(path)))
        newsroom.round()
        newsroom.deliver()
        empty = feedparser.parse(path.read_bytes())
        assert (empty.bozo, empty.feed.title, empty.entries) == (False, "Zeppelins", [])
        hear_of(newsroom, 1, 2)
        assert newsroom.deliver().alerts == 2
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo
        assert {entry.title for entry in feed.entries} == {"Story 1", "Story 2"}
        ids = {row[0] for row in newsroom.rows("SELECT id FROM alerts")}
        assert {entry.id.rsplit("/", 1)[1] for entry in feed.entries} == ids
        assert {entry.link for entry in feed.entries} == {"https://daily.example/1", "https://daily.example/2"}

    def test_a_file_that_was_taken_away_is_written_again(self, newsroom: Newsroom) -> None:
        path = newsroom.folder / "ferry.atom"
        newsroom.watch(watch_text(feed=str(path)))
        hear_of(newsroom, 1)
        newsroom.deliver()
        before = path.read_bytes()
        path.unlink()
        newsroom.deliver()
        assert path.read_bytes() == before

    def test_a_file_that_cannot_be_written_waits(self, newsroom: Newsroom) -> None:
        path = newsroom.folder / "taken" / "ferry.atom"
        path.parent.write_text("a file where a folder should be")
        newsroom.watch(watch_text(feed=str(path)))
        hear_of(newsroom, 1)
        assert str(path.parent) in newsroom.deliver().failures[0]
        path.parent.unlink()
        newsroom.clock.sleep(60)
        assert newsroom.deliver().alerts == 1
        assert len(feedparser.parse(path.read_bytes()).entries) == 1

    def test_a_write_that_fails_leaves_the_old_file_whole(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = newsroom.folder / "ferry.atom"
        newsroom.watch(watch_text(feed=str(path)))
        hear_of(newsroom, 1)
        newsroom.deliver()
        before = path.read_bytes()
        hear_of(newsroom, 2)

        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device", str(path))

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            assert "No space left" in newsroom.deliver().failures[0]
        assert path.read_bytes() == before
        newsroom.clock.sleep(60)
        assert newsroom.deliver().alerts == 1


class TestOutbox:
    def test_what_waits_for_a_channel_that_was_taken_out_goes_out_when_it_is_back(
        self, newsroom: Newsroom, receiver: Receiver
    ) -> None:
        newsroom.watch(watch_text(webhook=receiver.address))
        hear_of(newsroom, 1)
        newsroom.watch(watch_text())
        hear_of(newsroom, 2)
        assert newsroom.deliver().alerts == 0
        newsroom.watch(watch_text(webhook=receiver.address))
        newsroom.round()
        assert newsroom.deliver().alerts == 1
        assert receiver.titles == ["Story 1"]

    def test_pauses_grow_to_a_bound(self) -> None:
        assert [pause_after(failures) for failures in (1, 2, 3, 4)] == [60, 120, 240, 480]
        assert pause_after(1000) == LONGEST_PAUSE

    @pytest.mark.parametrize("moment", ["before noting", "before the file is in its place"])
    def test_killed_while_delivering_nothing_is_lost(self, newsroom: Newsroom, receiver: Receiver, moment: str) -> None:
        path = newsroom.folder / "ferry.atom"
        places = {"webhook": receiver.address} | ({} if moment == "before noting" else {"feed": str(path)})
        newsroom.watch(watch_text(**places))
        hear_of(newsroom, 1, 2)
        code, printed = warm.run("tests.watching.killed_delivery", newsroom.database, newsroom.seeds, moment)
        assert code == -signal.SIGKILL, printed
        assert len(receiver.received) == (1 if moment == "before noting" else 0)
        newsroom.deliver()
        assert sorted(set(receiver.ids)) == sorted(row[0] for row in newsroom.rows("SELECT id FROM alerts"))
        assert "feed" not in places or len(feedparser.parse(path.read_bytes()).entries) == 2
        assert newsroom.rows("SELECT COUNT(*) FROM deliveries WHERE delivered IS NULL") == [(0,)]
