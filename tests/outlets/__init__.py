"""A web of invented outlets, served over real HTTP on loopback, in simulated time.

    clock = SimulatedClock(datetime(2026, 3, 2, tzinfo=UTC))
    with OutletServer(clock) as server:
        outlet = server.add(Outlet("morning", kind="rss", stories=stories("morning", start, count=30)))
        outlet.feed                       # "http://127.0.0.1:PORT/feed": give it to a source file
        clock.advance(hours=1)
        server.requests                   # what was asked, when (simulated), by outlet: counted at the server

* `clock`: `SimulatedClock`, a `flows.fetching.clock.Clock` in which sleeping takes no time.
* `stories`: `Story` (when it is published, its text, its corrections) and the web pages made of it, in two templates.
* `feeds`: the feed of an outlet in every kind.
* `outlet`: `Outlet`, what it answers; `Fault`, what it answers instead for a while; `Reply`, one answer.
* `faults`: the ways in which servers are broken: slow, endless, bombs, redirects to where nobody should go.
* `server`: `OutletServer`, one port an outlet, and the log of requests.
* `twenty`: `twenty_outlets()`, the twenty outlets of the simulated week, each with its source and what must come of it.

Everything is deterministic: the same call gives the same texts, times and bytes. Servers listen on 127.0.0.1 alone, so
a client needs `private_networks = true`, or `may_connect=plays_the_internet`, for which this machine's 127.0.0.1 is the
Internet and every other private address is not.
"""

from __future__ import annotations

from tests.outlets.clock import SimulatedClock
from tests.outlets.outlet import Asked, Fault, Outlet, Reply
from tests.outlets.server import OutletServer, Request, plays_the_internet
from tests.outlets.stories import Story, stories

__all__ = [
    "Asked",
    "Fault",
    "Outlet",
    "OutletServer",
    "Reply",
    "Request",
    "SimulatedClock",
    "Story",
    "plays_the_internet",
    "stories",
]
