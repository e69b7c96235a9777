"""Looking for the feeds of a site, from any address of it.

In: asking one place after the other until one has a feed of articles, and saying what to do when none has. Out: where
to ask (`flows.discovery.places`), which feed to take (`flows.discovery.candidates`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flows.discovery.advice import advised
from flows.discovery.candidates import SITEMAPS, Candidate, moment_of, ranked
from flows.discovery.places import PageLinks, Place, read_page, sitemaps, usual_feeds
from flows.errors import RunError
from flows.fetching.client import ANY, FEEDS, Fetcher
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind, NoFeedError, read_feed
from flows.fetching.hosts import host_name
from flows.fetching.records import Answer, Refusal, RefusalKind
from flows.present import counted, printable

# What is so for a whole host: asking for its other addresses would only take time, a timeout for each.
HOPELESS = (RefusalKind.UNREACHABLE, RefusalKind.TIMEOUT, RefusalKind.LATER, RefusalKind.FORBIDDEN_NETWORK)


class DiscoveryError(RunError):
    """No source can be made of an address: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What an address led to."""

    address: str
    page: PageLinks  # what the page there says of the site; nothing where the address is a feed
    feeds: tuple[Candidate, ...]  # best first, at least one


def discover(address: str, fetcher: Fetcher, tell: Callable[[str], None]) -> Discovery:
    """Return the feeds that are found from an address. Raise `DiscoveryError` when it or no feed can be had."""
    search = _Search(fetcher, tell)
    answer = search.ask(Place(whole(address), "given"))
    if isinstance(answer, Refusal):
        raise DiscoveryError(f"{answer.address}: {advised(answer)}")
    here = answer.final_address
    given = search.candidate(Place(here, "given"), answer)
    if given is not None:
        if not given.usable:
            raise DiscoveryError(_useless(given))
        return Discovery(here, PageLinks(), (given,))
    page = read_page(answer.body, answer.charset, here)
    for places in search.stages(page, here):
        feeds = ranked(search.candidates(places))
        if feeds:
            return Discovery(here, page, feeds)
    raise DiscoveryError(_nothing_found(here, search))


def whole(address: str) -> str:
    """Return an address that a person typed, with its scheme."""
    return address if "://" in address else f"https://{address}"


@dataclass(slots=True)
class _Search:
    """One search: whom to ask, and what has been asked."""

    fetcher: Fetcher
    tell: Callable[[str], None]
    asked: set[str] = field(default_factory=set)
    useless: list[Candidate] = field(default_factory=list)
    silent: dict[str, Refusal] = field(default_factory=dict)  # by host: why it is not asked any more

    def stages(self, page: PageLinks, here: str) -> Iterator[Iterable[Place]]:
        """Yield the places to ask, likeliest first. The next ones are asked when the ones before gave nothing."""
        yield page.linked
        yield page.offered
        root = urljoin(here, "/")
        if urlsplit(here).path not in ("", "/"):
            answer = self.ask(Place(root, "the homepage"))
            home = PageLinks() if isinstance(answer, Refusal) else read_page(answer.body, answer.charset, root)
            yield home.linked
            yield home.offered
        yield usual_feeds(root)
        yield sitemaps(self._robots(root), root)

    def _robots(self, root: str) -> str:
        """Return the robots.txt of a host, which the client has read before its first request."""
        return next((known.robots or "" for known in self.fetcher.host_records() if known.name == _host(root)), "")

    def candidates(self, places: Iterable[Place]) -> list[Candidate]:
        """Return the feeds at these places, in their order."""
        found: list[Candidate] = []
        for place in places:
            if place.address in self.asked or _host(place.address) in self.silent:
                continue
            answer = self.ask(place)
            candidate = None if isinstance(answer, Refusal) else self.candidate(place, answer)
            if candidate is not None:
                (found if candidate.usable else self.useless).append(candidate)
        return found

    def ask(self, place: Place) -> Answer | Refusal:
        self.asked.add(place.address)
        self.tell(f"looking at {printable(place.address)} ({place.found})")
        answer = self.fetcher.fetch(place.address, accepts=ANY if place.found == "given" else FEEDS)
        if isinstance(answer, Refusal) and answer.kind in HOPELESS:
            self.silent[_host(place.address)] = answer
        return answer

    def candidate(self, place: Place, answer: Answer) -> Candidate | None:
        """Return the feed that an answer is; None for what is none."""
        content = read_answer(answer)
        if content is None:
            return None
        return Candidate(answer.moved_to or place.address, place.found, content, self._entries(content))

    def _entries(self, content: FeedContent) -> tuple[FeedEntry, ...]:
        if content.kind != FeedKind.SITEMAP_INDEX:
            return content.entries
        return entries_of_index(content, self.fetcher)


def _host(address: str) -> str:
    return host_name(urlsplit(address))


def read_answer(answer: Answer) -> FeedContent | None:
    """Return what a fetched feed says; None for what is no feed."""
    try:
        return read_feed(answer.body, answer.media_type, answer.final_address, answer.charset)
    except NoFeedError:
        return None


def entries_of_index(content: FeedContent, fetcher: Fetcher) -> tuple[FeedEntry, ...]:
    """Return the entries of a sitemap index's likeliest sitemap: one of news, else the one that changed last."""
    listed = sorted(content.entries, key=lambda entry: ("news" in entry.address.lower(), moment_of(entry) or ""))
    answer = fetcher.fetch(listed[-1].address, accepts=FEEDS) if listed else None
    inner = read_answer(answer) if isinstance(answer, Answer) else None
    return () if inner is None or inner.kind == FeedKind.SITEMAP_INDEX else inner.entries


def _useless(candidate: Candidate) -> str:
    if candidate.of_comments:
        return (
            f"{candidate.address}: a feed of readers' comments, no articles; give the address of the homepage instead"
        )
    kind = "sitemap" if candidate.content.kind in SITEMAPS else "feed"
    return f"{candidate.address}: the {kind} is empty; try again when something has been published, or give another one"


def _nothing_found(here: str, search: _Search) -> str:
    silent = search.silent.get(_host(here))
    if silent is not None:
        return f"{silent.address}: {advised(silent)}"
    useless = "".join(f"; {_useless(candidate)}" for candidate in search.useless)
    return (
        f"{here}: no feed and no sitemap was found, neither on the page nor in robots.txt nor at the usual places"
        f" ({counted(len(search.asked), 'address', 'addresses')} asked){useless}. Look on the site for a link 'RSS' and"
        " give that address; pages saved by a crawler can be read with `wiresift ingest`"
    )
