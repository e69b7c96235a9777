"""The client: what it asks for, what it refuses, and that it never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from flows.fetching.answering import retry_after
from flows.fetching.client import FEEDS, PAGES, Fetcher, user_agent
from flows.fetching.clock import SYSTEM_CLOCK
from flows.fetching.networks import is_public, is_this_machine
from flows.fetching.records import Answer, Refusal, RefusalKind, Validators
from flows.settings import FetchSettings
from tests.monitoring.waiting import wait_until
from tests.outlets import Asked, Fault, Outlet, OutletServer, Reply, SimulatedClock, faults, plays_the_internet, stories

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUICK = FetchSettings(whole_answer=2, document=100_000)  # type: ignore[arg-type]


class Net:
    """A served outlet and a client for it."""

    def __init__(self, server: OutletServer, clock: SimulatedClock) -> None:
        self.server = server
        self.clock = clock
        self.fetcher = Fetcher(QUICK, clock, may_connect=plays_the_internet)

    def outlet(self, **other: object) -> Outlet:
        return self.server.add(Outlet("one", stories=stories("one", START - timedelta(hours=1), 1), **other))  # type: ignore[arg-type]

    def fetch_from(self, reply: Callable[[Asked], Reply], path: str = "/x") -> Answer | Refusal:
        return self.fetcher.fetch(self.outlet(faults=(Fault(path, reply),)).address(path))


@pytest.fixture
def net() -> Iterator[Net]:
    clock = SimulatedClock(START)
    with OutletServer(clock) as server:
        given = Net(server, clock)
        with given.fetcher:
            yield given


def answered(result: Answer | Refusal) -> Answer:
    assert isinstance(result, Answer), result
    return result


def refused(result: Answer | Refusal) -> Refusal:
    assert isinstance(result, Refusal), result
    return result


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (faults.status(403), RefusalKind.STATUS),
        (faults.status(404), RefusalKind.STATUS),
        (faults.status(410), RefusalKind.STATUS),
        (faults.status(500), RefusalKind.STATUS),
        (faults.status(503), RefusalKind.STATUS),
        (faults.status(204), RefusalKind.STATUS),
        (faults.slow, RefusalKind.TIMEOUT),
        (faults.endless, RefusalKind.TOO_LARGE),
        (faults.gzip_bomb, RefusalKind.TOO_LARGE),
        (faults.document(b"x" * 100_001), RefusalKind.TOO_LARGE),
        (faults.damaged_gzip, RefusalKind.BROKEN),
        (faults.cut_off, RefusalKind.BROKEN),
        (faults.cut_off_chunks, RefusalKind.BROKEN),
        (faults.no_http, RefusalKind.BROKEN),
        (faults.hang_up, RefusalKind.UNREACHABLE),
        (faults.redirect(302, "/x"), RefusalKind.REDIRECTS),
        (faults.redirect(302, ""), RefusalKind.REDIRECTS),
        (faults.redirect(302, "http://169.254.169.254/latest/"), RefusalKind.FORBIDDEN_NETWORK),
        (faults.redirect(302, "http://[::ffff:10.0.0.1]/"), RefusalKind.FORBIDDEN_NETWORK),
        (faults.redirect(302, "http://127.0.0.2:1/"), RefusalKind.FORBIDDEN_NETWORK),
        (faults.redirect(302, "file:///etc/passwd"), RefusalKind.SCHEME),
        (faults.redirect(302, "gopher://127.0.0.1/"), RefusalKind.SCHEME),
        (faults.document(b"GIF89a", "image/gif"), RefusalKind.WRONG_TYPE),
    ],
)
def test_what_is_no_document_is_refused_with_its_kind(
    net: Net, reply: Callable[[Asked], Reply], kind: RefusalKind
) -> None:
    refusal = refused(net.fetch_from(reply))
    assert refusal.kind is kind
    assert refusal.what


@pytest.mark.parametrize(
    "address",
    ["", "x", "ftp://a.example/", "http://", "http://a b.example/", "http://a:99999/", "http://[::1", "//a/b"],
)
def test_what_is_no_address_is_refused(net: Net, address: str) -> None:
    assert refused(net.fetcher.fetch(address)).kind is RefusalKind.SCHEME


@pytest.mark.parametrize("coding", [None, "gzip", "br"])
def test_a_document_comes_decompressed_with_what_http_says(net: Net, coding: str | None) -> None:
    outlet = net.outlet(coding=coding)
    answer = answered(net.fetcher.fetch(outlet.feed, accepts=FEEDS))
    assert answer.body.startswith(b"<?xml")
    assert (answer.status, answer.media_type, answer.charset) == (200, "application/rss+xml", "utf-8")
    assert answer.fetched_at == "2026-03-02T12:00:01Z"  # robots.txt came first, then the pause
    assert not answer.unchanged
    again = answered(net.fetcher.fetch(outlet.feed, answer.validators, FEEDS))
    assert (again.status, again.body, again.unchanged) == (304, b"", True)


def test_a_header_in_two_lines_and_a_body_in_pieces_are_each_read_as_one(net: Net) -> None:
    answer = answered(net.fetch_from(faults.folded))
    assert (answer.media_type, answer.charset, answer.body) == ("text/html", "windows-1251", b"<p>so far</p>")
    assert ("Content-Type", "text/html; charset=windows-1251") in answer.headers


def test_this_machine_is_asked_without_a_pause_where_it_may_be_asked_at_all(net: Net) -> None:
    outlet = net.outlet()
    began = net.clock.now()
    with Fetcher(FetchSettings(private_networks=True, pause=5), net.clock) as local:
        assert answered(local.fetch(outlet.feed)).status == answered(local.fetch(outlet.feed)).status == 200
    assert net.clock.now() == began


@pytest.mark.parametrize(
    ("host", "this"),
    [
        ("localhost", True),
        ("news.localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("192.168.0.7", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
    ],
)
def test_this_machine_is_known_by_its_name(host: str, this: bool) -> None:
    assert is_this_machine(host) is this


def test_where_permanent_redirects_lead_is_told_and_others_are_not(net: Net) -> None:
    outlet = net.outlet(
        faults=(
            Fault("/a", faults.redirect(301, "/b?ü=1")),
            Fault("/b", faults.redirect(308, "/c")),
            Fault("/c", faults.redirect(302, "/d")),
            Fault("/d", faults.redirect(301, "/e")),
            Fault("/e", faults.document(b"<p>here</p>")),
        )
    )
    answer = answered(net.fetcher.fetch(outlet.address("/a")))
    assert (answer.moved_to, answer.final_address) == (outlet.address("/c"), outlet.address("/e"))
    assert answered(net.fetcher.fetch(outlet.address("/c"))).moved_to is None


def test_a_feed_may_be_of_many_types_and_a_page_may_not(net: Net) -> None:
    outlet = net.outlet(faults=(Fault("/x", faults.document(b"<rss/>", "application/octet-stream; q=1")),))
    assert answered(net.fetcher.fetch(outlet.address("/x"), accepts=FEEDS)).media_type == "application/octet-stream"
    assert refused(net.fetcher.fetch(outlet.feed, accepts=PAGES)).kind is RefusalKind.WRONG_TYPE


def test_robots_txt_is_obeyed_and_asked_for_once_a_day(net: Net) -> None:
    outlet = net.outlet(robots="User-agent: other\nDisallow: /\n\nUser-agent: wiresift\nDisallow: /news\n")
    assert refused(net.fetcher.fetch(outlet.address("/news/000-report"))).kind is RefusalKind.ROBOTS
    assert isinstance(net.fetcher.fetch(outlet.feed), Answer)
    net.clock.advance(hours=25)
    assert isinstance(net.fetcher.fetch(outlet.feed), Answer)
    assert [request.path for request in net.server.requests] == ["/robots.txt", "/feed", "/robots.txt", "/feed"]


def test_a_robots_txt_that_fails_forbids_for_now_and_an_older_one_holds(net: Net) -> None:
    broken = (Fault("/robots.txt", faults.status(500), until=START + timedelta(hours=1)),)
    outlet = net.outlet(robots="User-agent: *\nDisallow: /news\n", faults=broken)
    refusal = refused(net.fetcher.fetch(outlet.feed))
    assert (refusal.kind, refusal.status) == (RefusalKind.STATUS, 500)
    assert refused(net.fetcher.fetch(outlet.feed)).status == 500
    assert len(net.server.requests) == 1  # remembered for some minutes
    net.clock.advance(hours=2)
    assert isinstance(net.fetcher.fetch(outlet.feed), Answer)
    outlet.faults = (Fault("/robots.txt", faults.status(500)),)
    net.clock.advance(hours=25)
    assert isinstance(net.fetcher.fetch(outlet.feed), Answer)
    assert refused(net.fetcher.fetch(outlet.address("/news/1"))).kind is RefusalKind.ROBOTS


def test_a_host_that_asks_for_time_is_not_asked_in_the_meantime(net: Net) -> None:
    outlet = net.outlet(faults=(Fault("/x", faults.status(429, Retry_After="1200")),))
    assert refused(net.fetcher.fetch(outlet.address("/x"))).retry_after == 1200
    later = refused(net.fetcher.fetch(outlet.feed))
    assert later.kind is RefusalKind.LATER
    assert later.retry_after == pytest.approx(1200)
    assert len(net.server.asked("one")) == 2
    with Fetcher(QUICK, net.clock, net.fetcher.host_records(), may_connect=plays_the_internet) as next_round:
        assert refused(next_round.fetch(outlet.feed)).kind is RefusalKind.LATER
        net.clock.advance(seconds=1201)
        assert isinstance(next_round.fetch(outlet.feed), Answer)
    assert [request.path for request in net.server.requests] == ["/robots.txt", "/x", "/feed"]


def test_nobody_waits_for_a_pause_when_all_is_being_stopped() -> None:
    with (
        OutletServer(SYSTEM_CLOCK) as server,
        Fetcher(FetchSettings(pause=30), may_connect=plays_the_internet) as fetcher,
        ThreadPoolExecutor(1) as threads,
    ):
        outlet = server.add(Outlet("one", stories=stories("one", datetime.now(UTC), 1)))
        waiting = threads.submit(fetcher.fetch, outlet.feed)
        wait_until(lambda: bool(server.requests), 20)  # robots.txt, which is followed by half a minute's pause
        fetcher.cut()
        assert refused(waiting.result(timeout=20)).kind is RefusalKind.LATER
        assert refused(fetcher.fetch(outlet.feed)).kind is RefusalKind.LATER
        assert [request.path for request in server.requests] == ["/robots.txt"]


def test_a_kept_connection_that_the_server_has_closed_is_opened_again(net: Net) -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>ok</p>"
    outlet = net.outlet(faults=(Fault("/x", lambda _: Reply(raw=True, body=whole)),))
    for _ in range(3):
        assert answered(net.fetcher.fetch(outlet.address("/x"))).body == b"<p>ok</p>"
    assert len(net.server.asked("one", "/x")) == 3


def test_the_address_that_is_checked_is_the_one_that_is_connected_to(net: Net) -> None:
    """A name that answers with a public address first and a private one later is refused when it does."""
    asked_for: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:  # noqa: ARG001 - the resolver's signature
        asked_for.append(host)
        return ["127.0.0.1"] if len(asked_for) <= 1 else ["127.0.0.2"]

    whole = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>ok</p>"
    outlet = net.outlet(faults=(Fault("/x", lambda _: Reply(raw=True, body=whole)),))
    with Fetcher(QUICK, net.clock, resolve=rebinding, may_connect=plays_the_internet) as fetcher:
        address = f"http://rebinding.example:{outlet.port}/x"
        assert isinstance(fetcher.fetch(address), Answer)
        assert asked_for == ["rebinding.example"]  # once a connection: nothing resolves it a second time
        assert refused(fetcher.fetch(address)).kind is RefusalKind.FORBIDDEN_NETWORK
    mixed = Fetcher(QUICK, net.clock, resolve=lambda *_: ["127.0.0.1", "10.0.0.1"], may_connect=plays_the_internet)
    with mixed:
        assert refused(mixed.fetch(f"http://mixed.example:{outlet.port}/x")).kind is RefusalKind.FORBIDDEN_NETWORK


def test_private_networks_are_refused_unless_a_setting_allows_them(net: Net) -> None:
    outlet = net.outlet()
    with Fetcher(QUICK, net.clock) as strict:
        assert refused(strict.fetch(outlet.feed)).kind is RefusalKind.FORBIDDEN_NETWORK
    assert net.server.requests == []
    with Fetcher(FetchSettings(private_networks=True), net.clock) as open_to_all:
        assert isinstance(open_to_all.fetch(outlet.feed), Answer)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("224.0.1.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1"),
        *(
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "2001:db8::1",
            "rubbish",
        ),
    ],
)
def test_no_address_of_a_local_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 0), ("Mon, 02 Mar 2026 12:01:00 GMT", 60), ("Mon, 02 Mar 2026 11:00:00 GMT", 0)],
)
def test_retry_after_is_read_in_both_forms(header: str, seconds: float) -> None:
    assert retry_after(header, START) == seconds


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "Mon, 99 Foo 2026"])
def test_a_retry_after_that_says_nothing_is_none(header: str | None) -> None:
    assert retry_after(header, START) is None


def test_who_asks_is_said_with_a_contact() -> None:
    assert user_agent("https://example.org/crawler").endswith("(+https://example.org/crawler)")
    assert user_agent("").startswith("Wiresift/")


def test_validators_are_sent_as_they_were_given(net: Net) -> None:
    outlet = net.outlet(validators=False)
    net.fetcher.fetch(outlet.feed, Validators('"e"', "Mon, 02 Mar 2026 11:00:00 GMT"))
    sent = net.server.asked("one", "/feed")[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"e"', "Mon, 02 Mar 2026 11:00:00 GMT")
    assert sent["accept-encoding"] == "gzip, br"
