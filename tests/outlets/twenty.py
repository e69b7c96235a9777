"""The twenty outlets of the simulated week, each with its source file and what must come of it.

The week begins on Monday, 2 March 2026, at midnight UTC. `day(2, 6)` is Wednesday at six.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.outlets import faults, feeds
from tests.outlets.outlet import ALWAYS, FEED, NEVER, SHOWN, Asked, Fault, Outlet, Reply
from tests.outlets.stories import Story, stories

START = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 7
END = START + timedelta(days=DAYS)

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "words words words"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""


@dataclass(frozen=True, slots=True)
class Case:
    """An outlet of the week."""

    outlet: Outlet
    schedule: str = 'every = "2h"'
    more: str = ""  # further lines of the source file
    never: frozenset[int] = frozenset()  # the numbers of stories that cannot be had
    noted: frozenset[int] = frozenset()  # those that are too old to be fetched
    versions: int = 1  # of each article, in the end

    @property
    def name(self) -> str:
        """The name of the outlet and of its source."""
        return self.outlet.name

    @property
    def source_file(self) -> str:
        """The source's TOML. The outlet must have its port."""
        return f'name = "{self.name}"\nfeeds = ["{self.outlet.feed}"]\nlanguage = "en"\n{self.schedule}\n{self.more}\n'

    def expected(self, until: datetime) -> list[Story]:
        """Return the stories that must be stored when the feed was read last at `until`."""
        out = self.outlet.published(until)
        return [story for story in out if story.number not in self.never | self.noted]


def day(number: int, hour: float = 0) -> datetime:
    """Return a time of the week; Monday is day 0."""
    return START + timedelta(days=number, hours=hour)


def twenty_outlets() -> tuple[Case, ...]:
    """Return the outlets, without ports yet."""
    return (
        Case(_outlet("plain", coding="gzip")),
        Case(
            _outlet("strict", kind="atom", coding="br", robots="User-agent: *\nDisallow: /news/002\nCrawl-delay: 4\n"),
            never=frozenset({2}),
        ),
        Case(Outlet("falls-silent", kind="rdf", stories=stories("falls-silent", day(0, 0.3), 4, timedelta(hours=9)))),
        Case(_outlet("whole-articles", kind="json", full=True)),
        Case(_outlet("news-map", kind="news-sitemap"), schedule='cron = "0 6,18 * * *"'),
        Case(_outlet("index", kind="sitemap-index")),
        Case(_archive(), noted=frozenset(range(12))),
        Case(
            _outlet(
                "moves",
                also_feed="/current",
                faults=(Fault(FEED, faults.redirect(301, "/current"), since=day(2, 12)),),
            )
        ),
        Case(
            _outlet("gone", faults=(Fault(FEED, faults.status(410), since=day(3)),)),
            never=frozenset(range(5, 20)),  # what it published after it was gone
        ),
        Case(
            _outlet(
                "late-pages",
                faults=(
                    Fault(FEED, faults.status(404), day(2), day(3)),
                    Fault("/news/003", faults.status(404), until=day(2, 3)),
                    Fault("/news/004", faults.status(403)),
                ),
            ),
            never=frozenset({4}),
        ),
        Case(
            _outlet(
                "throttles",
                faults=(
                    Fault("/", faults.status(429, Retry_After="7200"), day(2, 6), day(2, 7)),
                    Fault("/", faults.unavailable_until(day(4, 16)), day(4, 10), day(4, 16)),
                ),
            )
        ),
        Case(
            _outlet(
                "down",
                faults=(
                    Fault("/", faults.status(500), day(3), day(5)),
                    Fault("/", faults.hang_up, day(6), day(6, 6)),
                ),
            )
        ),
        Case(_outlet("slow", faults=(Fault(FEED, faults.slow, day(2), day(2, 3)),))),
        Case(
            _outlet(
                "broken",
                faults=(
                    Fault("/news/001", faults.cut_off, until=day(0, 18)),
                    Fault("/news/002", faults.no_http, until=day(1, 10)),
                    Fault("/news/003", faults.damaged_gzip, until=day(2, 1)),
                    Fault(FEED, faults.document(b"<html><body>Sorry</body></html>"), day(4), day(4, 8)),
                ),
            )
        ),
        Case(
            _outlet(
                "bombs",
                faults=(
                    Fault("/news/001", faults.endless),
                    Fault("/news/002", faults.gzip_bomb),
                    Fault("/news/003", faults.document(b"%PDF-1.7", "application/pdf")),
                    Fault(FEED, faults.document(ENTITIES, "application/rss+xml"), day(3), day(3, 8)),
                ),
            ),
            never=frozenset({1, 2, 3}),
        ),
        Case(
            _outlet(
                "leads-astray",
                faults=(
                    Fault("/news/001", faults.redirect(302, "http://169.254.169.254/latest/meta-data/")),
                    Fault("/news/002", faults.redirect(301, "file:///etc/passwd")),
                    Fault("/news/003", faults.redirect(302, "http://[::1]:22/")),
                    Fault("/news/004", faults.redirect(302, "/news/004-again")),
                ),
            ),
            never=frozenset({1, 2, 3, 4}),
        ),
        Case(_outlet("turkish-bytes", charset="iso-8859-9", declared="utf-8")),
        Case(_restless()),
        Case(
            Outlet(
                "corrects",
                kind="atom",
                stories=stories("corrects", day(0, 0.3), 9, timedelta(hours=15), timedelta(minutes=200)),
            ),
            more='fetch_again = ["3h", "1d"]',
            versions=2,
        ),
        Case(_outlet("rebuilt", rebuilt=day(4, 2))),
    )


def _outlet(name: str, **other: object) -> Outlet:
    """Return an outlet with a story every 14 hours, the first 20 minutes after the week has begun."""
    outlet = Outlet(name, stories=stories(name, day(0, 0.3), 12, timedelta(hours=14)))
    return replace(outlet, **other)  # type: ignore[arg-type]


def _archive() -> Outlet:
    """Return an outlet whose sitemap lists old stories, too."""
    old = stories("archive", day(-30), 12, timedelta(days=1))
    new = stories("archive", day(0, 0.3), 20, timedelta(hours=20))[12:]
    moved = tuple(replace(story, published=story.published - timedelta(hours=20 * 12)) for story in new)
    return Outlet("archive", kind="sitemap", stories=(*old, *moved))


def _restless() -> Outlet:
    """Return an outlet whose feed is never twice the same: other order, other tracking parameters, no validators."""
    outlet = _outlet("restless", validators=False)

    def restless(asked: Asked) -> Reply:
        shown = outlet.published(asked.at)[:SHOWN]
        turned = sorted(shown, key=lambda story: hash((story.number, asked.at)))
        mark: Callable[[str], str] = lambda path: asked.address(f"{path}?utm_source=rss&utm_term={asked.at:%H%M%S}#top")  # noqa: E731
        text = feeds.rss(outlet.name, turned, asked.at, mark, False)
        return Reply(200, text.encode(), {"Content-Type": "text/xml"})

    return replace(outlet, faults=(Fault(FEED, restless, ALWAYS, NEVER),))
