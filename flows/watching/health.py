"""The health of a source, judged from its stored history: a pure function of rows and the time.

In: the rules, each with its arithmetic. Out: reading the history (`db.health`), telling (`flows.watching.checking`).

Each rule says one of three things: in trouble, well, or nothing, and then it stays as it was. So a trouble is told
once, and what is too little to judge by tells nothing. A rule that is asked at each of 20 articles a day is asked
7,300 times a year; the thresholds keep a source that has not changed below one false alarm in three years for each
rule, if its articles come independently of one another.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Trouble(StrEnum):
    """What can be wrong with a source. Closed: the store and the docs list these."""

    SILENT = "silent"  # nothing new for longer than usual
    EMPTY = "empty"  # its pages give no text
    ALIKE = "alike"  # its pages give the same text
    REBUILT = "rebuilt"  # another share of its pages is removed than before
    FEED = "feed"  # its feed cannot be read
    ROBOTS = "robots"  # its robots.txt forbids fetching
    FILE = "file"  # its file is wrong, so that nothing of it is fetched


Facts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Page:
    """What the latest capture of one address gave."""

    received: datetime
    words: int  # 0: no article could be made of it
    alike: bool  # its text, or its story, is that of another page of the source
    removed: float | None = None  # share of its characters that were removed, furniture not counted; None: no text


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the attempts to read a feed went."""

    address: str
    failures: int  # in a row
    failing_since: datetime | None = None  # None: it was never read
    forbidden: bool = False  # by robots.txt
    error: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source, each list with the oldest first."""

    arrivals: tuple[datetime, ...] = ()  # when articles were met first, in the `SILENCE_WINDOW` before the last
    outages: tuple[tuple[datetime, datetime], ...] = ()  # when it was known to be silent or out of reach
    pages: tuple[Page, ...] = ()  # the last `PAGES`, one an address
    feeds: tuple[FeedState, ...] = ()
    fault: str | None = None  # what is wrong with its file


@dataclass(frozen=True, slots=True)
class Standing:
    """A trouble that was told and is not over."""

    began: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a source."""

    trouble: bool
    what: str  # a sentence for people: what is wrong and what to do, or how it became well
    facts: Facts


PAGES = 160  # pages that are looked at: RECENT, and before them at most ACCEPTED and EARLIER

# -- silence --
# If gaps between articles were independent and exponential, a gap longer than f times the longest of n earlier ones
# would come with the chance n!·f!/(n+f)!: 2/(n+1)(n+2) for f = 2, 6/(n+1)(n+2)(n+3) for f = 3. A source of 100 gaps in
# the window, 435 a year, gives 435 · 2/(101 · 102) = 0.08 false alarms a year. The rarest that is judged, with an
# article in eight days, has ten gaps, 43 a year, and gives 43 · 6/(11 · 12 · 13) = 0.15 for three times the longest.
# Nights, weekends and holidays make real gaps more regular than that, as long as the window has some of them.
SILENCE_WINDOW = timedelta(days=84)  # twelve weeks before the last article, so that a weekly has its ten gaps
LEAST_GAPS = 10
MANY_GAPS = 100
# Two weeks have two weekends. Before that a silence is only told when no weekend with a holiday explains it: Thursday
# evening to Tuesday morning, four and a half days.
SETTLED_IN = timedelta(days=14)
SHORTEST_SILENCE = timedelta(hours=6)
SHORTEST_SILENCE_AT_FIRST = timedelta(days=4, hours=12)

# -- pages that are empty or alike --
# If one page in p was empty so far, the last k are empty by chance with p^k. k is chosen so that this is below one in a
# million, and at least 8; p by Laplace's rule, (flagged + 1) / (pages + 2), so that few pages prove little: none of 20
# gives .045 and 8, six of 20 give .32 and 13, and a source of which nothing is known needs 20 in a row.
CHANCE = 1e-6
LEAST_RUN = 8
WELL_PAGES = 3  # in a row that are as they should be: after a run of 8 one alone may be chance
FEWEST_WORDS = 20  # a short notice has more; "Enable JavaScript to continue" and "Sign in to read on" have fewer

# -- pages rebuilt --
# The last 8 pages all lie beyond the 20 or more before them, of which one in twenty may be an exception. Were they all
# of one kind, that would happen with the chance 2 · (2·3· ... ·9)/(21·22· ... ·28) = 5.8e-6 for 20 pages and one
# exception, 0.04 times a year. The medians must differ by 15 points as well, since what a page lists beside its
# article varies a little.
RECENT = 8
LEAST_EARLIER = 20
EARLIER = 100
EXCEPTIONS = 20  # one in so many
LEAST_DIFFERENCE = 0.15
ACCEPTED = 50  # pages of the new kind: then it is the usual, and nobody is going to change the rules any more

# -- feeds --
# A server that is restarted or overloaded is back within hours, and with each failure it is asked less often.
LEAST_FAILURES = 3
LEAST_FAILING = timedelta(hours=6)


def judge(history: History, standing: Mapping[Trouble, Standing], now: datetime) -> dict[Trouble, Verdict]:
    """Return what each rule says; a trouble that is not in it stays as it was.

    Of a source whose file is wrong nothing else is judged: it is known why nothing comes.
    """
    if history.fault:
        what = f"its file is wrong, and its feeds are not read until that is mended: {history.fault}"
        return {Trouble.FILE: Verdict(True, what, {})}
    verdicts = dict(_judge_feeds(history.feeds, standing, now))
    if Trouble.FILE in standing:
        verdicts[Trouble.FILE] = Verdict(False, "its file is right again", {})
    verdicts |= {
        trouble: verdict
        for trouble, verdict in (
            (Trouble.EMPTY, _judge_run(history.pages, "empty", Trouble.EMPTY in standing)),
            (Trouble.ALIKE, _judge_run(history.pages, "alike", Trouble.ALIKE in standing)),
            (Trouble.REBUILT, _judge_share(history.pages, standing.get(Trouble.REBUILT))),
            (Trouble.SILENT, _judge_silence(history, now)),
        )
        if verdict is not None
    }
    if _out_of_reach(verdicts, standing) and Trouble.SILENT not in standing:
        verdicts.pop(Trouble.SILENT, None)  # it is known why nothing comes
    return verdicts


def silence_limit(arrivals: Sequence[datetime], outages: Sequence[tuple[datetime, datetime]]) -> timedelta | None:
    """Return how long a source may be silent; None while too little is known of it."""
    moments = sorted(set(arrivals))
    gaps = [b - a for a, b in itertools.pairwise(moments) if not any(a < end and begin < b for begin, end in outages)]
    if len(gaps) < LEAST_GAPS:
        return None
    at_least = SHORTEST_SILENCE if moments[-1] - moments[0] >= SETTLED_IN else SHORTEST_SILENCE_AT_FIRST
    return max(at_least, (2 if len(gaps) >= MANY_GAPS else 3) * max(gaps))


def _judge_silence(history: History, now: datetime) -> Verdict | None:
    limit = silence_limit(history.arrivals, history.outages)
    if limit is None:
        return None
    quiet = now - max(history.arrivals)
    facts = {"hours_silent": _hours(quiet), "hours_usual": _hours(limit)}
    if quiet > limit:
        what = (
            f"nothing new for {_shown(quiet)}, where it never was silent for more than a part of that;"
            " look whether its feed has moved: `wiresift sources check` and its homepage say"
        )
        return Verdict(True, what, facts)
    return Verdict(False, "it brings new articles again", facts)


def _judge_run(pages: Sequence[Page], kind: str, stands: bool) -> Verdict | None:
    flags = [page.alike if kind == "alike" else page.words < FEWEST_WORDS for page in pages]
    run = sum(1 for _ in itertools.takewhile(bool, reversed(flags)))
    earlier = flags[: len(flags) - run]
    if run and run >= least_run(sum(earlier), len(earlier)):
        return Verdict(True, _WHAT_OF_RUNS[kind].format(pages=run), {"pages": run, "earlier": _share(earlier)})
    if stands and len(flags) >= WELL_PAGES and not any(flags[-WELL_PAGES:]):
        return Verdict(False, f"its last {WELL_PAGES} pages are as they should be", {})
    return None


_WHAT_OF_RUNS = {
    "empty": "its last {pages} pages gave no text: it may want scripts, cookies or a login, or its rules no longer fit;"
    " `wiresift sources try` shows what is taken from it",
    "alike": "its last {pages} pages gave the same text: it may show everybody a notice in place of its articles;"
    " `wiresift sources try` shows what is taken from it",
}


def least_run(flagged: int, pages: int) -> int:
    """Return how many flagged pages in a row are no chance any more, where so many of the pages before were flagged."""
    usual = (flagged + 1) / (pages + 2)
    return max(LEAST_RUN, math.ceil(math.log(CHANCE) / math.log(usual)))


def _judge_share(pages: Sequence[Page], stands: Standing | None) -> Verdict | None:
    measured = [page for page in pages if page.removed is not None and not page.alike]  # `alike` tells of the others
    shares = [page.removed or 0.0 for page in measured]
    recent, earlier = shares[-RECENT:], shares[:-RECENT][-EARLIER:]
    if stands is not None:
        return _judge_rebuilt(stands, recent, sum(page.received > stands.began for page in measured))
    if len(earlier) < LEAST_EARLIER:
        return None
    before, after = statistics.median(earlier), statistics.median(recent)
    low, high = _range(earlier)
    beyond = min(recent) > high or max(recent) < low
    if not beyond or abs(after - before) < LEAST_DIFFERENCE:
        return None
    what = (
        f"{after:.0%} of its last {RECENT} pages is removed, where it was {before:.0%}: its pages have been rebuilt,"
        " and its rules may no longer fit; `wiresift sources try` shows what is taken and what is not"
    )
    return Verdict(True, what, {"before": before, "after": after})


def _judge_rebuilt(stands: Standing, recent: Sequence[float], since: int) -> Verdict | None:
    """Say whether the share is as it was before the pages were rebuilt, or has become the usual."""
    before, after = stands.facts["before"], statistics.median(recent)
    if since >= RECENT and abs(after - before) < LEAST_DIFFERENCE:
        return Verdict(False, f"{after:.0%} of its last {RECENT} pages is removed, as before", {"after": after})
    if since >= ACCEPTED:
        return Verdict(False, f"{after:.0%} of its pages is removed for {since} pages now: taken for usual", {})
    return None


def _range(shares: Sequence[float]) -> tuple[float, float]:
    """Return between which two values all shares lie but one in twenty at either end."""
    ascending = sorted(shares)
    exceptions = len(ascending) // EXCEPTIONS
    return ascending[exceptions], ascending[-1 - exceptions]


def _judge_feeds(
    feeds: Sequence[FeedState], standing: Mapping[Trouble, Standing], now: datetime
) -> Iterator[tuple[Trouble, Verdict]]:
    forbidden = [feed for feed in feeds if feed.forbidden]
    broken = [feed for feed in feeds if not feed.forbidden and _is_broken(feed, now)]
    if forbidden:
        what = f"its robots.txt forbids {_addresses(forbidden)}: ask the publisher, or disable the source"
        yield Trouble.ROBOTS, Verdict(True, what, {"feeds": len(forbidden)})
    elif feeds and Trouble.ROBOTS in standing and not any(feed.failures for feed in feeds):
        yield Trouble.ROBOTS, Verdict(False, "its robots.txt allows fetching again", {})
    if broken:
        what = f"{_addresses(broken)} cannot be read: {broken[0].error or 'no reason was noted'}"
        yield Trouble.FEED, Verdict(True, what, {"failures": max(feed.failures for feed in broken)})
    elif feeds and Trouble.FEED in standing and not any(feed.failures for feed in feeds):
        yield Trouble.FEED, Verdict(False, "its feed can be read again", {})


def _is_broken(feed: FeedState, now: datetime) -> bool:
    failing = feed.failing_since is None or now - feed.failing_since >= LEAST_FAILING
    return failing and feed.failures >= LEAST_FAILURES


def _out_of_reach(verdicts: Mapping[Trouble, Verdict], standing: Mapping[Trouble, Standing]) -> bool:
    for trouble in (Trouble.FEED, Trouble.ROBOTS):
        verdict = verdicts.get(trouble)
        if verdict.trouble if verdict else trouble in standing:
            return True
    return False


def _addresses(feeds: Sequence[FeedState]) -> str:
    rest = f" and {len(feeds) - 1} more" if len(feeds) > 1 else ""
    return feeds[0].address + rest


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 3) if flags else 0.0


def _hours(span: timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)


def _shown(span: timedelta) -> str:
    hours = _hours(span)
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.0f} hours"
