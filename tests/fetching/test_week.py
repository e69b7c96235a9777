"""A week of rounds over twenty outlets: no request too many, nothing missed, nothing doubled."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from flows.fetching.client import user_agent
from flows.readers.moments import utc
from tests.fetching.weeks import ROUND_EVERY, Week
from tests.outlets.outlet import FEED
from tests.outlets.stories import Story
from tests.outlets.twenty import DAYS, END, Case, day, twenty_outlets

LAST_ROUND = END - ROUND_EVERY
ROUNDS = (END - day(0)) // ROUND_EVERY
NAMES = [case.name for case in twenty_outlets()]

# Outlets whose feed answers all week.
STEADY = ["plain", "strict", "whole-articles", "index", "archive", "turkish-bytes", "restless", "corrects", "rebuilt"]


def test_there_are_twenty() -> None:
    assert len(set(NAMES)) == 20


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_missed_and_nothing_doubled(week: Week, name: str) -> None:
    stored = week.rows(
        "SELECT versions.title FROM articles JOIN versions ON versions.id = newest"
        " JOIN sources ON sources.id = source WHERE sources.name = ? ORDER BY 1",
        name,
    )
    assert [title for (title,) in stored] == sorted(story.title for story in _expected(week.cases[name]))


@pytest.mark.parametrize("name", NAMES)
def test_the_newest_text_is_what_the_outlet_says_in_the_end(week: Week, name: str) -> None:
    stored = dict(
        week.rows(
            "SELECT versions.title, versions.text FROM articles JOIN versions ON versions.id = newest"
            " JOIN sources ON sources.id = source WHERE sources.name = ?",
            name,
        )
    )
    for story in _expected(week.cases[name]):
        assert str(stored[story.title]).split("\n") == list(story.text(LAST_ROUND)), story.title


@pytest.mark.parametrize("name", NAMES)
def test_a_version_is_stored_only_when_the_words_changed(week: Week, name: str) -> None:
    case = week.cases[name]
    counts = week.rows(
        "SELECT COUNT(*) FROM versions JOIN articles ON articles.id = article JOIN sources ON sources.id = source"
        " WHERE sources.name = ? GROUP BY article",
        name,
    )
    assert {count for (count,) in counts} == {case.versions}


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"corrects"}))
def test_a_page_that_was_had_is_not_asked_for_again(week: Week, name: str) -> None:
    had = Counter(request.path for request in week.asked(name) if request.path.startswith("/news/"))
    failed = {request.path for request in week.asked(name) if request.status != 200}
    late = {"broken", "leads-astray", "bombs"}  # whose bad answers come with a status of 200, or lead elsewhere
    if name not in late:
        assert {path: count for path, count in had.items() if path not in failed and count > 1} == {}
    captured = week.rows(
        "SELECT url, COUNT(*) FROM captures JOIN sources ON sources.id = source WHERE sources.name = ? GROUP BY url",
        name,
    )
    assert [url for url, count in captured if count != 1] == []


def test_a_page_is_fetched_again_on_its_falling_schedule_and_gives_its_correction(week: Week) -> None:
    case = week.cases["corrects"]
    for story in _expected(case):
        asked = week.asked("corrects", story.path)
        first, again, last = (request.at for request in asked)
        assert timedelta(hours=3) <= again - first < timedelta(hours=3) + 2 * ROUND_EVERY
        assert timedelta(days=1) <= last - first < timedelta(days=1) + 2 * ROUND_EVERY
        assert {request.status for request in asked} <= {200, 304}  # its list of latest news changes the page, too


@pytest.mark.parametrize("name", STEADY)
def test_a_feed_is_asked_at_each_of_its_times(week: Week, name: str) -> None:
    assert len(week.asked(name, FEED)) == ROUNDS


def test_a_feed_with_a_cron_is_asked_when_it_says_so(week: Week) -> None:
    asked = [request.at for request in week.asked("news-map", FEED)]
    assert [at.hour for at in asked] == [0, *[6, 18] * DAYS]  # a new source is asked at once


def test_a_feed_that_has_not_changed_is_not_sent_again(week: Week) -> None:
    statuses = Counter(request.status for request in week.asked("plain", FEED))
    assert statuses == {200: 1 + len(_expected(week.cases["plain"])), 304: ROUNDS - 1 - 12}


@pytest.mark.parametrize("name", NAMES)
def test_robots_txt_is_asked_for_once_a_day_and_obeyed(week: Week, name: str) -> None:
    answered = [request.at for request in week.asked(name, "/robots.txt") if request.status in (200, 404)]
    assert all(later - earlier >= timedelta(hours=24) for earlier, later in pairwise(answered))
    assert week.asked("strict", "/news/002-report") == []


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_pause_between_two_requests_to_a_host(week: Week, name: str) -> None:
    asked = [request for request in week.asked(name) if request.path != "/robots.txt"]
    pause = timedelta(seconds=4 if name == "strict" else 1)
    too_soon = [(one, other) for one, other in pairwise(asked) if other.at - one.at < pause]
    assert too_soon == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"slow", "bombs"}))  # whose servers do not hear that we hung up
def test_a_host_is_asked_one_thing_at_a_time(week: Week, name: str) -> None:
    assert week.most_at_once[name] == 1


def test_a_server_that_asks_for_time_is_given_it(week: Week) -> None:
    at = [(request.at, request.status) for request in week.asked("throttles")]
    assert [status for moment, status in at if day(2, 6) <= moment < day(2, 8)] == [429]
    assert [status for moment, status in at if day(4, 10) <= moment < day(4, 16)] == [503]


def test_a_feed_that_fails_is_asked_less_and_less_often_and_not_given_up(week: Week) -> None:
    failing = [request.at for request in week.asked("down", FEED) if day(3) <= request.at < day(5)]
    pauses = [round((later - earlier) / timedelta(hours=1)) for earlier, later in pairwise(failing)]
    assert pauses == [2, 4, 8, 16]
    gone = [request.at for request in week.asked("gone", FEED) if request.at >= day(3)]
    assert {round((later - earlier) / timedelta(hours=1)) for earlier, later in pairwise(gone)} == {24}
    assert len(gone) in (4, 5)


def test_a_feed_that_has_moved_is_written_into_its_file(week: Week) -> None:
    outlet = week.cases["moves"].outlet
    text = (week.folder / "seeds" / "sources" / "moves.toml").read_text()
    assert f'feeds = ["{outlet.address("/current")}"]' in text
    assert [request.status for request in week.asked("moves", FEED) if request.at >= day(2, 12)] == [301]
    assert any("has moved to" in line for line in week.told)


def test_the_state_of_each_feed_says_what_is_wrong(week: Week) -> None:
    wrong = week.rows("SELECT sources.name, error_kind, status FROM feeds JOIN sources ON sources.id = source"
                      " WHERE failures > 0 ORDER BY 1")  # fmt: skip
    assert wrong == [("gone", "status", 410)]
    recovered = ("bombs", "broken", "down", "late-pages", "slow", "throttles")
    assert {line.partition(":")[0] for line in week.told if "has moved" not in line} == {*recovered, "gone"}


def test_what_could_not_be_had_is_a_failure_with_its_reason(week: Week) -> None:
    failures = week.rows(
        "SELECT dumps.name, SUBSTR(locator, INSTR(locator, '/news/'), 9), error FROM failures"
        " JOIN dumps ON dumps.id = failures.dump ORDER BY 1, 2"
    )
    reasons = {
        ("feed:bombs", "/news/001"): "more than 10,000,000 bytes",
        ("feed:bombs", "/news/002"): "unpacks to more than 10,000,000 bytes",
        ("feed:bombs", "/news/003"): "application/pdf",
        ("feed:late-pages", "/news/004"): "5 times: the server answered 403",
        ("feed:leads-astray", "/news/001"): "no address of the public Internet",
        ("feed:leads-astray", "/news/002"): "no address of the web",
        ("feed:leads-astray", "/news/003"): "no address of the public Internet",
        ("feed:leads-astray", "/news/004"): "5 times: more than 5 redirects",
        ("feed:strict", "/news/002"): "robots.txt",
    }
    assert [(dump, page) for dump, page, _ in failures] == sorted(reasons)
    assert [error for dump, page, error in failures if reasons[str(dump), str(page)] not in str(error)] == []


def test_old_addresses_of_a_sitemap_are_noted_and_not_fetched(week: Week) -> None:
    case = week.cases["archive"]
    asked = {request.path for request in week.asked("archive")}
    assert {story.path for story in case.outlet.stories if story.number in case.noted}.isdisjoint(asked)


def test_who_asks_says_so_and_takes_no_cookies(week: Week) -> None:
    assert {request.headers["user-agent"] for request in week.requests} == {user_agent("test@example.org")}
    assert not any("cookie" in request.headers for request in week.requests)


def test_what_feeds_say_is_a_hint_and_times_of_capture_are_simulated(week: Week) -> None:
    captured = week.rows("SELECT captured_at, hint_origin, hint_published FROM captures")
    assert {origin for _, origin, _ in captured} == {"feed"}
    assert all(day(0) <= datetime.fromisoformat(str(at)) < END for at, _, _ in captured)
    assert all(published and utc(str(published)) for _, _, published in captured if published)


def _expected(case: Case) -> list[Story]:
    return case.expected(LAST_ROUND)
