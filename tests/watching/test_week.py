"""Eight days of rounds over outlets that fall ill, in simulated time: told is what is wrong, once, and nothing else."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

import feedparser
import pytest

from db.connection import open_store
from flows.pool import WorkerPool
from flows.watching.after import after_round, deliver
from flows.worker import Budget
from tests.fetching.weeks import World, lived_once, populate, world
from tests.outlets import faults
from tests.outlets.outlet import FEED, Asked, Fault, Outlet, Reply
from tests.outlets.stories import sentence, stories
from tests.outlets.twenty import Case, day
from tests.watching.receiver import Receiver, receiving

DAYS = 8
ROUND_EVERY = timedelta(hours=4)
OFTEN = timedelta(hours=3)
FORBIDDING = b"User-agent: *\nDisallow: /\n"
ILL = day(4)
WELL = day(6)

WATCHES = """
[[watches]]
name = "corrects"
query = '"report corrects"'
webhook = "${{HOOK}}"
feed = "{folder}/corrects.atom"

[health]
feed = "{folder}/health.atom"
webhook = "${{HOOK}}"
"""


def outlet(name: str, *ill: Fault, count: int = DAYS * 8) -> Case:
    """Return an outlet with a story every three hours."""
    return Case(Outlet(name, stories=stories(name, day(0, 0.3), count, OFTEN), faults=ill))


def every_page(page: Callable[[str], str]) -> Fault:
    """Return the fault that every page is this one while the outlet is ill; it is given the page's path."""

    def answer(asked: Asked) -> Reply:
        return Reply(200, page(asked.path).encode(), {"Content-Type": "text/html; charset=utf-8"})

    return Fault("/news/", answer, ILL, WELL)


def page_of(title: str, text: str, links: str = "") -> str:
    """Return a page with a menu, if there are links, and an article."""
    menu = f"<nav><ul>{links}</ul></nav>"
    return (
        f"<html><head><title>{title}</title></head><body>{menu}<main><article><h1>{title}</h1>{text}</article></main>"
        "</body></html>"
    )


def wall(_path: str) -> str:
    """Return a page that is for browsers with scripts only."""
    return "<html><head><title>News</title></head><body><div id='app'>Loading</div></body></html>"


def notice(_path: str) -> str:
    """Return the same article for every address."""
    return page_of("We are moving", paragraphs("notice", 30))


def crowded(path: str) -> str:
    """Return a story under a menu three times as long as itself."""
    links = "".join(f'<li><a href="{path}/{number}">{text}</a></li>' for number, text in enumerate(sentences(path, 45)))
    return page_of(f"Crowded {path}", paragraphs(path, 15), links)


def paragraphs(seed: str, number: int) -> str:
    return "".join(f"<p>{text}</p>" for text in sentences(f"text of {seed}", number))


def sentences(seed: str, number: int) -> list[str]:
    dice = random.Random(seed)
    return [escape(sentence(dice)) for _ in range(number)]


def cases() -> list[Case]:
    """Return the outlets: three that are well, six that fall ill."""
    weekend = [story for story in stories("newspaper", day(0, 0.3), 64, OFTEN) if story.published.weekday() < 5]
    corrected = stories("corrects", day(0, 0.3), 10, timedelta(hours=15), timedelta(hours=5))
    return [
        outlet("steady"),
        Case(Outlet("newspaper", stories=weekend)),
        Case(Outlet("corrects", kind="atom", stories=corrected), more='fetch_again = ["6h", "1d"]'),
        outlet("dries-up", count=20),
        outlet("walled", every_page(wall)),
        outlet("moving", every_page(notice)),
        outlet("crowded", every_page(crowded)),
        outlet("down", Fault(FEED, faults.status(500), ILL, WELL)),
        outlet(
            "forbids", Fault("/robots.txt", faults.document(b"User-agent: *\nDisallow: /\n", "text/plain"), ILL, WELL)
        ),
    ]


@dataclass
class Told:
    """What was told in these days; it can be pickled."""

    alerts: list[tuple[str, str | None, str | None, str]]  # kind, source, trouble, made
    received: list[str]  # the ids of what the webhook got, repeats included
    written: set[str]  # the ids in the two feed files

    def troubles(self, source: str) -> list[tuple[str, str | None]]:
        return [(kind, trouble) for kind, about, trouble, _ in self.alerts if about == source]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Told:
    """Return what was told, lived by whichever process of the test run comes first."""
    base = tmp_path_factory.getbasetemp()
    return lived_once((base if worker_id == "master" else base.parent) / "eight-days", live_all_days)


def live_all_days(folder: Path) -> Told:
    with world(folder) as lived, receiving() as receiver:
        populate(lived, cases())
        (lived.seeds / "watches.toml").write_text(WATCHES.format(folder=folder))
        live(lived, receiver)
        with closing(sqlite3.connect(lived.database)) as store:
            alerts = store.execute(
                "SELECT kind, sources.name, json_extract(content, '$.trouble'), made FROM alerts"
                " LEFT JOIN sources ON sources.id = alerts.source ORDER BY number"
            ).fetchall()
        return Told(alerts, receiver.ids, ids_in(folder / "corrects.atom") | ids_in(folder / "health.atom"))


def ids_in(feed: Path) -> set[str]:
    return {entry.id.rsplit("/", 1)[1] for entry in feedparser.parse(feed.read_bytes()).entries}


def live(lived: World, receiver: Receiver) -> None:
    """Take rounds as the monitor does. The receiver fails for a day in between."""
    with WorkerPool(1, Budget(20, 2_000_000_000)) as pool:
        at = lived.clock.now()
        while at < day(DAYS):
            lived.clock.set(at)
            receiver.answers = [503] * 100 if day(2) <= at < day(3) else []
            run = lived.fetch(pool=pool)
            with closing(open_store(lived.database)) as connection:
                after_round(connection, lived.seeds, run, lived.clock)
                deliver(connection, lived.seeds, lived.clock, {"HOOK": receiver.address})
            at += ROUND_EVERY


@pytest.mark.parametrize("source", ["steady", "newspaper", "corrects"])
def test_who_is_well_is_not_told_of(told: Told, source: str) -> None:
    assert told.troubles(source) == []


@pytest.mark.parametrize(
    ("source", "trouble"),
    [("walled", "empty"), ("moving", "alike"), ("crowded", "rebuilt"), ("down", "feed"), ("forbids", "robots")],
)
def test_who_falls_ill_is_told_of_once_and_again_when_well(told: Told, source: str, trouble: str) -> None:
    assert told.troubles(source) == [("trouble", trouble), ("recovery", trouble)]
    began, ended = (made for _, about, _, made in told.alerts if about == source)
    assert ILL <= datetime.fromisoformat(began) <= ILL + timedelta(hours=36)
    assert (
        WELL <= datetime.fromisoformat(ended) <= WELL + timedelta(hours=48)
    )  # with each failure it is asked less often


def test_who_dries_up_is_told_of(told: Told) -> None:
    assert told.troubles("dries-up") == [("trouble", "silent")]


def test_each_story_and_each_correction_is_told_once(told: Told) -> None:
    kinds = Counter(kind for kind, source, _, _ in told.alerts if source is None)
    assert kinds == {"story": 10, "correction": 10}


def test_the_receiver_got_every_alert_also_those_of_the_day_on_which_it_failed(told: Told) -> None:
    assert set(told.received) == told.written
    assert len(told.written) == len(told.alerts)
    assert len(told.received) > len(told.alerts)  # those of that day were sent again
