"""The rules of health: what each says, where it begins and ends, and how seldom it is wrong."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.watching.health import (
    ACCEPTED,
    LEAST_RUN,
    RECENT,
    SILENCE_WINDOW,
    FeedState,
    History,
    Page,
    Standing,
    Trouble,
    judge,
    least_run,
    silence_limit,
)
from tests.watching.clock import START

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GOOD = Page(START, 300, False, 0.3)


def pages(*runs: tuple[int, Page]) -> tuple[Page, ...]:
    """Return runs of pages, received one an hour."""
    kinds = [page for number, page in runs for _ in range(number)]
    return tuple(Page(START + number * HOUR, page.words, page.alike, page.removed) for number, page in enumerate(kinds))


def troubles(history: History, now: datetime = START, **standing: Standing) -> dict[str, bool]:
    """Return what each rule says: True for trouble, False for well."""
    verdicts = judge(history, {Trouble(kind): value for kind, value in standing.items()}, now)
    return {str(trouble): verdict.trouble for trouble, verdict in verdicts.items()}


class TestRuns:
    EMPTY = Page(START, 0, False, None)
    ALIKE = Page(START, 300, True, 0.3)

    @pytest.mark.parametrize(("kind", "page"), [("empty", EMPTY), ("alike", ALIKE)])
    def test_a_run_of_eight_after_good_pages_is_trouble_and_seven_are_not(self, kind: str, page: Page) -> None:
        assert troubles(History(pages=pages((30, GOOD), (LEAST_RUN, page)))) == {kind: True}
        assert troubles(History(pages=pages((30, GOOD), (LEAST_RUN - 1, page)))) == {}

    def test_one_good_page_ends_a_run_and_three_end_the_trouble(self) -> None:
        stands = Standing(START, {})
        bad = (30, GOOD), (12, self.EMPTY)
        assert troubles(History(pages=pages(*bad, (1, GOOD)))) == {}
        assert troubles(History(pages=pages(*bad, (1, GOOD))), empty=stands) == {}
        assert troubles(History(pages=pages(*bad, (3, GOOD))), empty=stands) == {"empty": False}

    def test_a_source_whose_pages_are_often_empty_needs_a_longer_run(self) -> None:
        mixed = [(1, self.EMPTY), (1, GOOD)] * 20
        assert troubles(History(pages=pages(*mixed, (12, self.EMPTY)))) == {}
        assert troubles(History(pages=pages(*mixed, (25, self.EMPTY)))) == {"empty": True}

    def test_a_new_source_is_judged_by_twenty_pages(self) -> None:
        assert troubles(History(pages=pages((19, self.EMPTY)))) == {}
        assert troubles(History(pages=pages((20, self.EMPTY)))) == {"empty": True}

    @settings(deadline=None)
    @given(st.integers(0, 200), st.data())
    def test_the_longer_runs_were_usual_the_longer_one_must_be(self, number: int, data: st.DataObject) -> None:
        flagged = data.draw(st.integers(0, number))
        assert least_run(flagged, number) >= LEAST_RUN
        assert least_run(flagged, number) <= least_run(min(flagged + 1, number), number)
        chance = ((flagged + 1) / (number + 2)) ** least_run(flagged, number)
        assert chance <= 1.000001e-6 or least_run(flagged, number) == LEAST_RUN


class TestRebuilt:
    def test_another_share_is_trouble_with_both_medians(self) -> None:
        history = History(pages=pages((30, GOOD), (RECENT, Page(START, 300, False, 0.7))))
        (verdict,) = judge(history, {}, START).values()
        assert verdict.trouble
        assert verdict.facts == {"before": 0.3, "after": 0.7}

    def test_seven_pages_a_small_difference_and_a_short_history_are_not(self) -> None:
        other = Page(START, 300, False, 0.7)
        assert troubles(History(pages=pages((30, GOOD), (RECENT - 1, other)))) == {}
        assert troubles(History(pages=pages((30, GOOD), (RECENT, Page(START, 300, False, 0.44))))) == {}
        assert troubles(History(pages=pages((19, GOOD), (RECENT, other)))) == {}

    def test_it_is_over_when_the_share_is_as_before(self) -> None:
        stands = Standing(START + 37 * HOUR, {"before": 0.3, "after": 0.7})
        rebuilt = (30, GOOD), (RECENT, Page(START, 300, False, 0.7))
        assert troubles(History(pages=pages(*rebuilt)), rebuilt=stands) == {}
        assert troubles(History(pages=pages(*rebuilt, (RECENT, GOOD))), rebuilt=stands) == {"rebuilt": False}

    def test_it_is_over_when_it_has_become_the_usual(self) -> None:
        stands = Standing(START + 37 * HOUR, {"before": 0.3, "after": 0.7})
        new = Page(START, 300, False, 0.7)
        assert troubles(History(pages=pages((30, GOOD), (RECENT + ACCEPTED - 1, new))), rebuilt=stands) == {}
        assert troubles(History(pages=pages((30, GOOD), (RECENT + ACCEPTED + 1, new))), rebuilt=stands) == {
            "rebuilt": False
        }
        assert troubles(History(pages=pages((30, GOOD), (RECENT + ACCEPTED + 1, new)))) == {}

    @settings(deadline=None)
    @given(st.lists(st.floats(0, 1), min_size=RECENT, max_size=160))
    def test_it_never_fails_and_never_cries_for_less_than_fifteen_points(self, shares: list[float]) -> None:
        history = History(pages=tuple(Page(START, 300, False, share) for share in shares))
        for verdict in judge(history, {}, START).values():
            assert abs(verdict.facts["after"] - verdict.facts["before"]) >= 0.15


class TestFeeds:
    ADDRESS = "https://daily.example/feed"

    def failing(self, failures: int, hours: float | None, *, forbidden: bool = False) -> History:
        since = None if hours is None else START - timedelta(hours=hours)
        return History(feeds=(FeedState(self.ADDRESS, failures, since, forbidden, "the server answered 500"),))

    def test_three_failures_in_six_hours_are_trouble(self) -> None:
        assert troubles(self.failing(3, 6)) == {"feed": True}
        assert troubles(self.failing(2, 48)) == {}
        assert troubles(self.failing(20, 5.9)) == {}
        assert troubles(self.failing(3, None)) == {"feed": True}

    def test_it_is_over_with_the_first_that_is_read(self) -> None:
        stands = Standing(START, {})
        assert troubles(self.failing(1, 1), feed=stands) == {}
        assert troubles(self.failing(0, None), feed=stands) == {"feed": False}
        assert troubles(self.failing(0, None)) == {}

    def test_robots_forbid_at_once_and_allow_again(self) -> None:
        assert troubles(self.failing(1, 0.5, forbidden=True)) == {"robots": True}
        assert troubles(self.failing(0, None), robots=Standing(START, {})) == {"robots": False}

    def test_who_is_out_of_reach_is_not_silent_as_well(self) -> None:
        arrivals = tuple(START + number * HOUR for number in range(400))
        now = START + 60 * DAY
        assert troubles(History(arrivals=arrivals), now) == {"silent": True}
        assert troubles(History(arrivals=arrivals, feeds=self.failing(9, 99).feeds), now) == {"feed": True}


class TestSilence:
    def test_little_history_says_nothing(self) -> None:
        assert silence_limit([START + number * DAY for number in range(10)], []) is None
        assert silence_limit([], []) is None

    def test_a_gap_during_an_outage_is_not_taken_for_usual(self) -> None:
        hourly = [START + number * HOUR for number in range(400)]
        after = [START + 30 * DAY + number * HOUR for number in range(400)]
        outage = (START + 20 * DAY, START + 30 * DAY)
        assert silence_limit(hourly + after, [outage]) == 6 * HOUR
        assert silence_limit(hourly + after, []) > 20 * DAY  # type: ignore[operator]

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 56 * 24 * 60), min_size=11, max_size=300, unique=True))
    def test_it_is_never_sooner_than_twice_the_longest_gap(self, minutes: list[int]) -> None:
        arrivals = sorted(START + timedelta(minutes=minute) for minute in minutes)
        limit = silence_limit(arrivals, [])
        assert limit is not None
        assert limit >= 2 * max(b - a for a, b in itertools.pairwise(arrivals))
        assert limit >= 6 * HOUR


# The hours of a day at which articles come.
Newsroom = Callable[[random.Random, int], list[float]]


def agency(dice: random.Random, _day: int) -> list[float]:
    """Around the clock, 60 a day."""
    return [dice.uniform(0, 24) for _ in range(60)]


def newspaper(dice: random.Random, day: int) -> list[float]:
    """Twelve on a working day between 8 and 18, none on a weekend."""
    return [] if day % 7 >= 5 else [dice.uniform(8, 18) for _ in range(12)]


def local_paper(dice: random.Random, day: int) -> list[float]:
    """One to three on a working day, closed for three days every fifth week."""
    closed = day % 7 >= 5 or day % 35 in (7, 8, 9)
    return [] if closed else [dice.uniform(9, 17) for _ in range(dice.randint(1, 3))]


def institute(dice: random.Random, _day: int) -> list[float]:
    """One in four days, at any time."""
    return [dice.uniform(0, 24)] if dice.random() < 0.25 else []


def weekly(dice: random.Random, day: int) -> list[float]:
    """Six on Thursday afternoon."""
    return [14 + dice.random() for _ in range(6)] if day % 7 == 3 else []


NEWSROOMS: list[Newsroom] = [agency, newspaper, local_paper, institute, weekly]


def silences(newsroom: Newsroom, seed: int, days: int, dead_from: int = 10**6) -> Iterator[float]:
    """Yield the day of every round, one in four hours, at which the newsroom is found silent."""
    dice = random.Random(seed)
    arrivals: list[datetime] = []
    for day in range(days):
        hours = newsroom(dice, day) if day < dead_from else []
        for hour in range(0, 24, 4):
            now = START.replace(hour=0) + day * DAY + (hour + 4) * HOUR
            if any(hour <= moment < hour + 4 for moment in hours):  # met by the round that comes after
                arrivals.append(now)
            known = tuple(arrival for arrival in arrivals if arrival >= arrivals[-1] - SILENCE_WINDOW)
            if troubles(History(arrivals=known), now).get("silent"):
                yield day + hour / 24


class TestSimulatedWeeks:
    @pytest.mark.parametrize("newsroom", NEWSROOMS)
    def test_no_false_alarm_in_half_a_year(self, newsroom: Newsroom) -> None:
        assert [day for seed in range(3) for day in silences(newsroom, seed, 180)] == []

    @pytest.mark.parametrize(
        ("newsroom", "within"), [(agency, 1), (newspaper, 6), (local_paper, 18), (institute, 75), (weekly, 27)]
    )
    def test_who_falls_silent_is_found(self, newsroom: Newsroom, within: float) -> None:
        for seed in range(3):
            first = next(silences(newsroom, seed, 120 + int(within) + 2, 120))
            assert 120 <= first <= 120 + within

    def test_a_first_weekend_is_no_silence_and_a_first_week_is(self) -> None:
        assert list(silences(newspaper, 1, 8)) == []
        assert next(silences(agency, 1, 10, 3)) >= 7

    def test_shares_that_vary_by_chance_are_not_taken_for_a_rebuilt_page(self) -> None:
        dice = random.Random(5)
        shares = [min(1.0, max(0.0, dice.gauss(0.4, 0.12))) for _ in range(4000)]
        window = 128
        for begin in range(len(shares) - window):
            history = History(pages=tuple(Page(START, 300, False, share) for share in shares[begin : begin + window]))
            assert troubles(history) == {}
