"""The decider: what is due, and when it is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.feeds import FeedRow
from flows.fetching import due
from flows.fetching.clock import moment, stamp
from flows.fetching.records import Refusal, RefusalKind
from flows.source_files import Source

NOW = datetime(2026, 3, 2, 12, 0, 20, tzinfo=UTC)
EVERY = Source("s", feeds=("http://a.example/feed",), every="30m")
FEED = FeedRow("s", "http://a.example/feed")
DOWN = Refusal("http://a.example/feed", RefusalKind.UNREACHABLE, "down")


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def asked(when: datetime, next_time: datetime, failures: int = 0) -> FeedRow:
    return FeedRow("s", FEED.address, checked=stamp(when), due=stamp(next_time), failures=failures)


def test_a_feed_that_was_never_asked_is_due() -> None:
    planned = due.plan([EVERY], [], {}, NOW)
    assert [task.feeds for task in planned.tasks] == [(FEED,)]


def test_a_feed_stays_on_the_grid_of_its_times() -> None:
    assert due.after_success(EVERY, asked(at(11, 30), at(12)), NOW) == at(12, 30)


def test_missed_times_do_not_pile_up() -> None:
    after_a_night = due.after_success(EVERY, asked(at(2), at(2, 30)), NOW)
    assert after_a_night == at(12, 30)


def test_a_cron_is_read_in_the_time_zone_of_the_source() -> None:
    source = Source("s", feeds=EVERY.feeds, cron="0 18 * * *", time_zone="Asia/Almaty")
    assert due.after_success(source, FEED, NOW) == at(13)


def test_a_schedule_that_was_made_shorter_holds_at_once() -> None:
    row = asked(at(11), at(11, day=3))
    assert due.feed_due(EVERY, row) == stamp(at(11, 30))
    assert due.plan([EVERY], [row], {}, NOW).tasks


def test_a_failing_feed_waits_for_its_own_time() -> None:
    row = asked(at(11), at(15), failures=3)
    planned = due.plan([EVERY], [row], {}, NOW)
    assert (planned.tasks, planned.next_due) == ((), stamp(at(15)))


def test_failures_are_asked_less_and_less_often_down_to_once_a_day() -> None:
    pauses = [
        due.after_failure(EVERY, asked(NOW, NOW, failures), NOW, DOWN) - NOW for failures in (0, 1, 2, 3, 5, 9, 400)
    ]
    minutes = [pause / timedelta(minutes=1) for pause in pauses]
    assert minutes == [30, 60, 120, 240, 960, 1440, 1440]


def test_what_is_gone_is_asked_once_a_day_and_what_is_rarer_anyway_as_rarely() -> None:
    gone = Refusal("x", RefusalKind.STATUS, "410", status=410)
    assert due.after_failure(EVERY, FEED, NOW, gone) - NOW == timedelta(days=1)
    weekly = Source("s", feeds=EVERY.feeds, every="7d")
    assert due.after_failure(weekly, asked(NOW, NOW, 4), NOW, DOWN) - NOW == timedelta(days=7)


def test_what_a_server_asks_for_is_believed_for_a_week_at_most() -> None:
    assert due.asked_for(Refusal("x", RefusalKind.STATUS, "429", 7200.0, 429)) == timedelta(hours=2)
    assert due.asked_for(Refusal("x", RefusalKind.STATUS, "429", 1e9, 429)) == timedelta(days=7)


def test_named_sources_are_due_whatever_their_schedule_and_no_others() -> None:
    disabled = Source("off", feeds=("http://b.example/feed",), enabled=False)
    row = asked(at(12), at(18))
    planned = due.plan([EVERY, disabled], [row], {"s": stamp(at(1))}, NOW, ["off"])
    assert [task.source.name for task in planned.tasks] == ["off"]
    assert [task.source.name for task in due.plan([EVERY, disabled], [row], {}, NOW, ["s"]).tasks] == ["s"]


def test_a_disabled_source_is_not_due() -> None:
    disabled = Source("off", feeds=("http://b.example/feed",), enabled=False)
    assert due.plan([disabled], [], {"off": stamp(at(1))}, NOW) == due.Plan((), None)


def test_the_longest_due_come_first_and_pages_make_a_source_due() -> None:
    sources = [Source(name, feeds=(f"http://{name}.example/feed",), every="1h") for name in ("a", "b", "c")]
    rows = [
        FeedRow(name, f"http://{name}.example/feed", checked=stamp(at(hour)), due=stamp(at(hour + 1)))
        for name, hour in (("a", 11), ("b", 9), ("c", 12))
    ]
    planned = due.plan(sources, rows, {"c": stamp(at(8))}, NOW)
    assert [(task.source.name, len(task.feeds)) for task in planned.tasks] == [("c", 0), ("b", 1), ("a", 1)]
    assert planned.next_due == stamp(at(13))


def test_pages_are_fetched_again_at_the_next_of_their_times() -> None:
    source = Source("s", fetch_again=("1h", "1d"))
    assert due.page_again(source, NOW, NOW) == NOW + timedelta(hours=1)
    assert due.page_again(source, NOW, NOW + timedelta(hours=5)) == NOW + timedelta(days=1)
    assert due.page_again(source, NOW, NOW + timedelta(days=2)) is None
    assert due.page_again(EVERY, NOW, NOW) is None


def test_pages_are_tried_again_after_growing_pauses_and_then_given_up() -> None:
    pauses = [due.page_retry(failures, 5, NOW, DOWN) for failures in (1, 2, 3, 4, 5)]
    assert pauses == [
        NOW + timedelta(minutes=10), NOW + timedelta(hours=1), NOW + timedelta(hours=6), NOW + timedelta(days=1), None
    ]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(due.FINAL))
def test_what_cannot_help_is_not_tried_again(kind: RefusalKind) -> None:
    assert due.page_retry(1, 5, NOW, Refusal("x", kind, "what")) is None


MINUTES = st.integers(min_value=1, max_value=5 * 24 * 60)


@given(MINUTES, MINUTES, st.integers(min_value=0, max_value=10**7))
def test_the_next_time_is_to_come_and_not_further_than_one_interval(every: int, before: int, late: int) -> None:
    source = Source("s", every=f"{every}m")
    last_due = NOW - timedelta(seconds=late)
    row = asked(last_due - timedelta(minutes=before), last_due)
    next_time = due.after_success(source, row, NOW)
    assert NOW < next_time <= NOW + timedelta(minutes=every)
    assert (next_time - moment(row.due or "")) % timedelta(minutes=every) == timedelta()


@given(MINUTES, st.integers(min_value=0, max_value=10_000))
def test_no_feed_is_ever_given_up(every: int, failures: int) -> None:
    source = Source("s", every=f"{every}m")
    pause = due.after_failure(source, asked(NOW, NOW, failures), NOW, DOWN) - NOW
    assert timedelta(minutes=every) <= pause <= max(timedelta(days=1), timedelta(minutes=every))
