"""The client: one address in, an answer or a refusal out, politely and safely.

Polite: robots.txt and its crawl delay, one connection a host, a pause between two requests, what Retry-After asks for,
an honest User-Agent. Safe: http and https alone, no address of a private network (checked on the connected address, for
every redirect anew), limits on redirects, on time, and on size before and after decompression.

    with Fetcher(settings.fetch) as fetcher:
        answer = fetcher.fetch("https://example.org/feed", accepts=FEEDS)

In: one request with its redirects. Out: what to ask for, when, and what to do with a refusal (`flows.fetching.due`).
"""

from __future__ import annotations

import importlib.metadata
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from flows.fetching.answering import ANY, FEEDS, PAGES, PERMANENT, REDIRECTS, TOO_MANY, Accepts, Response, check_status
from flows.fetching.clock import SYSTEM_CLOCK, Clock, stamp
from flows.fetching.exchange import Exchange, Request
from flows.fetching.hosts import LONGEST_WAIT, PORTS, Host, HostRecord, Hosts
from flows.fetching.networks import MayConnect, Resolve, is_any, is_public, is_this_machine, resolve
from flows.fetching.records import Answer, Refusal, RefusalKind, Validators
from flows.fetching.refusing import RefusedError
from flows.fetching.robots import AGENT, LONGEST, Robots, read_robots, robots_text
from flows.settings import FetchSettings

__all__ = ["ANY", "FEEDS", "PAGES", "Fetcher", "user_agent"]

ROBOTS = Accepts("text/plain,*/*;q=0.1", lambda _: True)
NO_VALIDATORS = Validators()
CODINGS = "gzip, br"
LONGEST_ADDRESS = 4096  # characters; servers take 8,000 bytes for the whole request line at least (RFC 9110, 4.1)


def user_agent(contact: str) -> str:
    """Return who asks: the program, its version, and whom to tell when it is a bother."""
    version = importlib.metadata.version("wiresift")
    return f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"


class Fetcher:
    """Fetches addresses. Any number of threads may share one; close it, or use it as a context manager."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock = SYSTEM_CLOCK,
        hosts: Iterable[HostRecord] = (),
        resolve: Resolve = resolve,
        may_connect: MayConnect | None = None,
        patience: float = LONGEST_WAIT,  # seconds that a request waits for its turn at a host
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = patience
        self._ended = threading.Event()
        self._hosts = Hosts(hosts, read_robots)
        allowed = may_connect or (is_any if settings.private_networks else is_public)
        self._exchange = Exchange(settings, self._hosts, resolve, allowed)
        self._agent = user_agent(settings.contact)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._exchange.close()

    def cut(self) -> None:
        """End every request that is under way or waits for its turn, with a refusal, and refuse those that come."""
        self._ended.set()
        self._exchange.cut()

    def host_records(self) -> list[HostRecord]:
        """Return what the next `Fetcher` should know of the hosts that were asked."""
        return self._hosts.records()

    def fetch(self, address: str, validators: Validators = NO_VALIDATORS, accepts: Accepts = ANY) -> Answer | Refusal:
        """Return the document at the address, or why there is none. Never raises for what the network does.

        With validators the answer may be that nothing has changed: 304, without a body.
        """
        request = Request(accepts, self._settings.document, self._headers(accepts, validators))
        journey = Journey(address)
        try:
            response = self._follow(journey, request)
        except RefusedError as error:
            return error.refusal(address, journey.here)
        media_type, charset = response.content_type
        return Answer(
            address=address,
            final_address=journey.here,
            moved_to=journey.moved_to,
            status=response.status,
            media_type=media_type,
            charset=charset,
            body=response.body,
            etag=response.header("etag"),
            last_modified=response.header("last-modified"),
            fetched_at=stamp(self._clock.now()),
            headers=response.headers,
        )

    def _headers(self, accepts: Accepts, validators: Validators) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": accepts.header, "Accept-Encoding": CODINGS}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        return headers

    def _follow(self, journey: Journey, request: Request) -> Response:
        for _ in range(self._settings.redirects + 1):
            response = self._ask(journey.here, request)
            if response.status not in REDIRECTS:
                return response
            journey.go(response)
        what = f"more than {self._settings.redirects} redirects, the last one to {journey.here[:200]}"
        raise RefusedError(RefusalKind.REDIRECTS, what)

    def _ask(self, address: str, request: Request) -> Response:
        parts = split(address)
        host = self._hosts.of(parts)
        if request.obeys_robots:
            self._obey_robots(host, parts)
        with host.turn(self._pause(parts), self._clock, self._patience, self._ended):
            try:
                response = self._exchange.send(host, parts, request)
                check_status(response, self._clock.now())
                return response
            except RefusedError as error:
                if error.retry_after is not None:
                    host.leave_alone(self._clock, error.retry_after)
                raise

    def _pause(self, parts: SplitResult) -> int:
        """Return the seconds between two requests to a host. Whoever lets private networks be asked may ask this very
        machine without a pause: there is nobody to be polite to, and its robots.txt is obeyed all the same."""
        ours = self._settings.private_networks and is_this_machine((parts.hostname or "").lower())
        return 0 if ours else self._settings.pause

    def _obey_robots(self, host: Host, parts: SplitResult) -> None:
        rules = host.rules(self._clock, lambda: self._fetch_robots(f"{parts.scheme}://{parts.netloc}/robots.txt"))
        if not rules.allows(parts.geturl()):
            raise RefusedError(RefusalKind.ROBOTS, f"robots.txt of {host.name} forbids it; ask the publisher")

    def _fetch_robots(self, address: str) -> Robots:
        """Return what robots.txt says: what cannot be had through a mistake of the server's (5xx) forbids all for now,
        any other lack of it allows all (RFC 9309, 2.3.1). Raise `RefusedError`."""
        request = Request(ROBOTS, LONGEST * 2, self._headers(ROBOTS, NO_VALIDATORS), obeys_robots=False)
        try:
            response = self._follow(Journey(address), request)
        except RefusedError as error:
            if _means_no_robots(error):
                return read_robots("")
            if error.status is None:
                raise
            raise RefusedError(error.kind, f"robots.txt: {error.what}", error.retry_after, error.status) from error
        return read_robots(robots_text(response.body))


class Journey:
    """Where a request has been led by redirects."""

    def __init__(self, address: str) -> None:
        self.here = address
        self.moved_to: str | None = None
        self._permanent = True

    def go(self, response: Response) -> None:
        """Go where the response points. Raise `RefusedError` when it points nowhere."""
        location = response.header("location")
        if not location:
            raise RefusedError(RefusalKind.REDIRECTS, f"{self.here[:200]} is a redirect ({response.status}) to nowhere")
        try:
            self.here = urljoin(self.here, _as_meant(location))
        except ValueError as error:
            raise RefusedError(RefusalKind.REDIRECTS, f"{self.here[:200]} is a redirect to {location[:200]}") from error
        self._permanent = self._permanent and response.status in PERMANENT
        if self._permanent:
            self.moved_to = self.here


def split(address: str) -> SplitResult:
    """Return the parts of an http(s) address as it is sent: escaped, its host in ASCII. Raise `RefusedError`."""
    try:
        parts = urlsplit(parse_url(urldefrag(address.strip())[0]).url)
        _ = parts.port
    except (LocationParseError, ValueError) as error:
        raise RefusedError(RefusalKind.SCHEME, f"{address[:200]} is no address ({error})") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError(RefusalKind.SCHEME, f"{address[:200]} is no address of the web; http and https are fetched")
    if len(address) > LONGEST_ADDRESS:
        raise RefusedError(RefusalKind.SCHEME, f"the address has {len(address):,} characters: {address[:200]}")
    return parts


def _as_meant(location: str) -> str:
    """Return a Location as its server meant it: headers are read as Latin-1, but letters in them are mostly UTF-8."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location


def _means_no_robots(error: RefusedError) -> bool:
    if error.status is not None:
        return error.status < 500 and error.status != TOO_MANY
    return error.kind in (RefusalKind.REDIRECTS, RefusalKind.TOO_LARGE)
