"""Sources are judged from the store after a round, and what changes is told once."""

from __future__ import annotations

import json

import feedparser
import pytest

from tests.flows.corpus import article
from tests.watching.newsroom import Newsroom

MENU = "Home World Sport Culture " * 20
HEALTH = "[health]\nfeed = {path}\n"


@pytest.fixture
def daily(newsroom: Newsroom) -> Newsroom:
    """Return a newsroom with one source that is fetched, and where its health is told."""
    newsroom.source("daily")
    newsroom.watch(HEALTH.format(path=json.dumps(str(newsroom.folder / "health.atom"))))
    return newsroom


def publish(newsroom: Newsroom, first: int, number: int, removed: str = MENU) -> None:
    """Have different pages come in, one a round."""
    for page in range(first, first + number):
        newsroom.publish("daily", str(page), article(page), f"Page {page}", removed=removed)
        newsroom.round()


def alerts(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return kind and trouble of every alert."""
    return newsroom.rows("SELECT kind, json_extract(content, '$.trouble') FROM alerts ORDER BY number")


def poll(newsroom: Newsroom, failures: int, kind: str | None = None, error: str | None = None) -> None:
    """Note what came of reading the feed, as fetching does."""
    now = f"{newsroom.clock.time:%Y-%m-%dT%H:%M:%SZ}"
    newsroom.change(
        "INSERT INTO feeds (source, address, checked, succeeded, failures, error_kind, error)"
        " VALUES ((SELECT id FROM sources WHERE name = 'daily'), 'https://daily.example/feed', ?, ?, ?, ?, ?)"
        " ON CONFLICT (source, address) DO UPDATE SET checked = excluded.checked, failures = excluded.failures,"
        " error_kind = excluded.error_kind, error = excluded.error,"
        " succeeded = CASE WHEN excluded.failures = 0 THEN excluded.checked ELSE succeeded END",
        now,
        now,
        failures,
        kind,
        error,
    )


class TestPages:
    def test_pages_that_become_empty_are_told_once_and_again_when_well(self, daily: Newsroom) -> None:
        publish(daily, 0, 12)
        for page in range(100, 112):
            daily.break_page("daily", str(page))
            daily.round()
        assert alerts(daily) == [("trouble", "empty")]
        publish(daily, 12, 4)
        assert alerts(daily) == [("trouble", "empty"), ("recovery", "empty")]

    def test_a_notice_in_place_of_every_article_is_told(self, daily: Newsroom) -> None:
        publish(daily, 0, 12)
        for page in range(100, 112):
            daily.publish("daily", str(page), article(999), f"Page {page}", removed=MENU)
            daily.round()
        assert alerts(daily) == [("trouble", "alike")]

    def test_pages_that_are_rebuilt_are_told(self, daily: Newsroom) -> None:
        publish(daily, 0, 25)
        publish(daily, 100, 10, removed=MENU * 8)
        assert alerts(daily) == [("trouble", "rebuilt")]
        publish(daily, 200, 10)
        assert alerts(daily)[1:] == [("recovery", "rebuilt")]

    def test_pages_that_cannot_be_fetched_are_empty(self, daily: Newsroom) -> None:
        publish(daily, 0, 12)
        poll(daily, 0)
        for page in range(20):
            daily.change(
                "INSERT INTO pages (source, address, feed, found, checked, failures, error_kind, error)"
                " SELECT source, ?, id, checked, ?, 1, 'status', 'the server answered 403' FROM feeds",
                f"https://daily.example/locked/{page}",
                f"2026-03-03T00:{page:02d}:00Z",
            )
        (trouble,) = daily.round().troubles
        assert trouble.startswith("daily: its last 20 pages gave no text: ")

    def test_captures_of_dumps_may_have_a_day_alone(self, daily: Newsroom) -> None:
        for page in range(30):
            daily.publish("daily", str(page), article(page), f"Page {page}", removed=MENU)
        daily.take_in()
        daily.change("UPDATE captures SET captured_at = date('2026-02-01', '+' || id || ' days')")
        assert daily.round().troubles == ()
        daily.clock.sleep(40 * 24 * 3600)
        assert len(daily.round().troubles) == 1

    def test_a_source_that_nobody_fetches_is_not_judged(self, newsroom: Newsroom) -> None:
        for page in range(30):
            newsroom.break_page("dump", str(page))
        assert newsroom.round().troubles == ()
        newsroom.clock.sleep(10**7)
        assert newsroom.round().troubles == ()


class TestFeedsAndSilence:
    def test_a_feed_that_breaks_is_told_and_well_again(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        poll(daily, 0)
        for failures in range(1, 9):
            daily.clock.sleep(3600)
            poll(daily, failures, "status", "the server answered 500")
            daily.round(0)
        assert alerts(daily) == [("trouble", "feed")]
        poll(daily, 0)
        assert daily.round().recoveries == ("daily: its feed can be read again",)

    def test_robots_that_forbid_are_told(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        poll(daily, 1, "robots", "robots.txt forbids it")
        assert "robots.txt forbids https://daily.example/feed" in daily.round().troubles[0]

    def test_robots_that_forbid_every_page_are_told(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        poll(daily, 0)
        for page in range(8):
            daily.change(
                "INSERT INTO pages (source, address, feed, found, checked, failures, error_kind)"
                " SELECT source, ?, id, checked, checked, 1, 'robots' FROM feeds",
                f"https://daily.example/{page}",
            )
        assert len(daily.round().troubles) == 1
        assert alerts(daily) == [("trouble", "robots")]

    def test_silence_is_told_and_over_with_the_next_article(self, daily: Newsroom) -> None:
        for page in range(60):
            daily.publish("daily", str(page), article(page), f"Page {page}")
            daily.round(8)
        daily.clock.sleep(20 * 3600)
        assert daily.round().troubles == ()
        daily.clock.sleep(8 * 3600)
        assert "nothing new for" in daily.round().troubles[0]
        assert daily.round().troubles == ()
        daily.publish("daily", "new", article(99), "Back")
        assert daily.round().recoveries == ("daily: it brings new articles again",)
        assert daily.round().recoveries == ()

    def test_the_trouble_of_a_source_that_is_disabled_ends_without_a_word(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        poll(daily, 1, "robots", "robots.txt forbids it")
        daily.round()
        (daily.seeds / "sources" / "daily.toml").unlink()
        assert daily.round().recoveries == ()
        assert daily.rows("SELECT kind FROM source_troubles WHERE ended IS NULL") == []
        assert daily.rows("SELECT ending FROM source_troubles") == [("the source is no longer fetched",)]

    def test_it_is_told_like_a_watch(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        poll(daily, 1, "robots", "robots.txt forbids it")
        daily.round()
        daily.deliver()
        feed = feedparser.parse((daily.folder / "health.atom").read_bytes())
        assert not feed.bozo
        assert [entry.title[:15] for entry in feed.entries] == ["Trouble: daily:"]

    def test_the_same_trouble_may_come_twice(self, daily: Newsroom) -> None:
        publish(daily, 0, 1)
        for _ in range(2):
            poll(daily, 1, "robots", "robots.txt forbids it")
            daily.round()
            poll(daily, 0)
            daily.round()
        assert [kind for kind, _ in alerts(daily)] == ["trouble", "recovery"] * 2
