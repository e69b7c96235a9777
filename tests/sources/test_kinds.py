"""Each kind of feed, as the outlets of the simulated week write it: found, read, and a source proposed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from flows.discovery.candidates import newest
from flows.discovery.proposing import propose
from flows.discovery.search import Discovery, DiscoveryError, discover
from flows.fetching.client import Fetcher
from flows.settings import FetchSettings
from tests.outlets import Outlet, OutletServer, SimulatedClock, plays_the_internet, stories
from tests.outlets.faults import cut_off, damaged_gzip, endless, gzip_bomb, hang_up, no_http, redirect
from tests.outlets.outlet import Fault

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
LIMITED = FetchSettings(pause=1, timeout=2, whole_answer=2)


@dataclass
class Net:
    """The outlets' server, and the client that asks it, in simulated time."""

    server: OutletServer
    fetcher: Fetcher

    def discovered(self, outlet: Outlet, path: str = "/feed") -> Discovery:
        return discover(self.server.add(outlet).address(path), self.fetcher, lambda _: None)


@pytest.fixture
def net() -> Iterator[Net]:
    clock = SimulatedClock(MONDAY + timedelta(days=2))
    with OutletServer(clock) as server, Fetcher(LIMITED, clock, may_connect=plays_the_internet) as fetcher:
        yield Net(server, fetcher)


def outlet(kind: str = "rss", **other: object) -> Outlet:
    return Outlet("morning", kind, stories("morning", MONDAY, count=20), **other)  # type: ignore[arg-type]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", ["rss", "atom", "rdf", "json", "news-sitemap", "sitemap", "sitemap-index"])
def test_every_kind_is_read_and_proposed(net: Net, kind: str, full: bool) -> None:
    morning = outlet(kind, full=full)
    found = net.discovered(morning)
    out = [morning.address(story.path) for story in morning.published(MONDAY + timedelta(days=2))]
    entries = newest(found.feeds[0].entries, 3)
    assert entries[0].address == out[0]
    assert {entry.address for entry in entries} <= set(out)
    source = propose(found, (), {})
    assert source.feeds == (morning.feed,)
    assert (source.hosts, source.language) == (("127.0.0.1",), None if kind == "sitemap" else "en")


@pytest.mark.parametrize("reply", [cut_off, damaged_gzip, endless, gzip_bomb, hang_up, no_http])
def test_a_broken_server_ends_in_an_error_that_says_what_to_do(net: Net, reply: object) -> None:
    broken = outlet(faults=(Fault("/feed", reply),))  # type: ignore[arg-type]
    with pytest.raises(DiscoveryError, match=r"(?s)/feed: .+(; |\. ).+"):
        net.discovered(broken)


def test_a_redirect_to_a_forbidden_place_is_not_followed(net: Net) -> None:
    trap = outlet(faults=(Fault("/feed", redirect(302, "http://10.0.0.1/")),))
    with pytest.raises(DiscoveryError, match="no address of the public Internet"):
        net.discovered(trap)


def test_a_feed_that_has_moved_for_good_is_taken_where_it_is_now(net: Net) -> None:
    moved = outlet(also_feed="/new", faults=(Fault("/feed", redirect(301, "/new")),))
    assert net.discovered(moved).feeds[0].address == moved.address("/new")
