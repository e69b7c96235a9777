"""A person who adds a source waits for a host as long as its robots.txt asks for, and is told so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.discovery.adding import Asked, add_source
from flows.discovery.search import DiscoveryError
from flows.discovery.shop import PATIENCE, Shop, TellingClock
from flows.fetching.client import Fetcher
from flows.settings import FetchSettings, Settings
from tests.outlets import Outlet, OutletServer, SimulatedClock, plays_the_internet, stories

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
PAGES = 3


@dataclass
class Visit:
    """A person's look at an outlet, in simulated time."""

    server: OutletServer
    shop: Shop
    told: list[str]

    def add(self, crawl_delay: int) -> None:
        """Add an outlet from its feed."""
        robots = f"User-agent: *\nCrawl-delay: {crawl_delay}\n"
        outlet = Outlet("slowly", stories=stories("slowly", MONDAY - timedelta(days=1), PAGES), robots=robots)
        add_source(Asked(self.server.add(outlet).feed), self.shop)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    told: list[str] = []
    simulated = SimulatedClock(MONDAY)
    clock = TellingClock(told.append, simulated)
    with (
        OutletServer(simulated) as server,
        Fetcher(FetchSettings(), clock, may_connect=plays_the_internet, patience=PATIENCE) as fetcher,
    ):
        yield Visit(server, Shop(tmp_path, Settings(), fetcher, told.append, told.append), told)


def test_a_host_that_wants_a_minute_between_requests_gets_it(visit: Visit) -> None:
    visit.add(crawl_delay=60)
    assert sum(line == "waiting 60 s, as this host asks for between two requests" for line in visit.told) == PAGES
    assert any(line.startswith("wrote ") for line in visit.told)
    asked = [request.at for request in visit.server.requests if request.path != "/robots.txt"]
    assert asked[-1] - asked[0] >= PAGES * timedelta(minutes=1)


def test_pages_that_could_not_be_had_are_not_taken_for_no_news(visit: Visit) -> None:
    with pytest.raises(DiscoveryError, match=r"newest 3 pages could be fetched .*--anyway") as error:
        visit.add(crawl_delay=600)
    assert "no news" not in str(error.value)
    assert any("as it asked; try this address again then" in line for line in visit.told)
