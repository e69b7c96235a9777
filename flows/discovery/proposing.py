"""What is proposed of a source: name, title, homepage, hosts, language and interval, from what its feed says. Pure.

In: values for a source file, which a person may change. Out: writing it (`flows.source_writing`).
"""

from __future__ import annotations

import itertools
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from urllib.parse import urljoin

from tld import get_tld
from tld.utils import Result

from extractors import language
from flows.discovery.candidates import Candidate, moment_of
from flows.discovery.search import Discovery
from flows.fetching.feed import FeedEntry
from flows.intervals import seconds_of
from flows.source_faults import NAME
from flows.source_files import Source
from flows.sources import configured, host_of

INTERVALS = ("10m", "15m", "30m", "1h", "2h", "6h", "12h", "1d")
UNKNOWN = "1h"  # without dates: often enough for a feed of 20 entries from an outlet with 200 articles a day
LOOKS = 3  # a feed is read so many times before its oldest entry has gone, so that a missed round loses nothing
SHARE = 0.2  # of a feed's entries must be on a host, for the host to be the source's
LANGUAGE_SAMPLE = 2000  # characters of titles
LONGEST_TITLE = 60

_DECORATION = re.compile(
    r"\s*(?:[|»>:–—-]+\s*)?(?:rss|atom|feed|feeds|news feed|rss feed)\s*(?:2\.0)?\s*$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s+[|»–—-]\s+|\s*[|»]\s*")


def propose(found: Discovery, taken: Container[str], claimed: Mapping[str, str]) -> Source:
    """Return the source that an address led to, with a name that is not `taken` and hosts that nobody has `claimed`."""
    feed = found.feeds[0]
    hosts = hosts_of(feed)
    homepage = feed.content.homepage or urljoin(feed.entries[0].address, "/")
    title = _title(found.page.site_name, feed.content.title, found.page.title) or hosts[0]
    return Source(
        name=free_name(name_of(homepage, hosts, title), taken),
        title=title,
        homepage=homepage,
        hosts=tuple(host for host in hosts if configured(claimed, host) is None),
        feeds=(feed.address,),
        every=interval_of(feed.entries),
        language=language_of(found, feed),
    )


def hosts_of(feed: Candidate) -> list[str]:
    """Return the hosts on which the feed's articles stand, the commonest first; a feed may stand on another one."""
    counts = Counter(host for entry in feed.entries if (host := host_of(entry.address)))
    enough = SHARE * sum(counts.values())
    hosts = [host for host, count in counts.most_common() if count >= enough]
    return [host for host in hosts if not any(host.endswith(f".{other}") for other in hosts)]


def name_of(homepage: str, hosts: Iterable[str], title: str) -> str:
    """Return a short name: the registered part of the host ("bbc" of news.bbc.co.uk), else one made of the title."""
    for host in (*hosts, host_of(homepage) or ""):
        name = _registered(host)
        if name and NAME.fullmatch(name):
            return name
    letters = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", letters) or "source"


def _registered(host: str) -> str | None:
    """Return the part of a host that was registered, by the list of public suffixes; None for an IP address."""
    found = get_tld(f"https://{host}/", as_object=True, fail_silently=True)
    if isinstance(found, Result):
        return found.domain
    labels = host.split(".")  # a local network's own names are in no list
    return labels[-2] if len(labels) > 1 and not labels[-1].isdigit() else None


def interval_of(entries: Iterable[FeedEntry]) -> str:
    """Return how often to look: about once for each new article, and before the feed has dropped what was not seen."""
    moments = sorted({moment for entry in entries if (moment := moment_of(entry))})
    times = [datetime.fromisoformat(moment).timestamp() for moment in moments]
    if len(times) < 3:
        return UNKNOWN
    gap = statistics.median(later - earlier for earlier, later in itertools.pairwise(times))
    wanted = min(gap, (times[-1] - times[0]) / LOOKS)
    return next((every for every in reversed(INTERVALS) if seconds_of(every) <= wanted), INTERVALS[0])


def language_of(found: Discovery, feed: Candidate) -> str | None:
    """Return the language of the titles, as the feed or the page says it unless the words contradict."""
    said = feed.content.language or next((e.hints.language for e in feed.entries if e.hints.language), None)
    titles = " ".join(entry.title or "" for entry in feed.entries)[:LANGUAGE_SAMPLE]
    chosen, _ = language.choose(said or found.page.language, titles)
    return chosen


def _title(*said: str | None) -> str | None:
    """Return the first title that is one, without what says that it is a feed or what the page is about."""
    for title in said:
        first = _SEPARATOR.split(_DECORATION.sub("", title or ""))[0].strip()
        if first:
            return first[:LONGEST_TITLE]
    return None


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name, with a number behind it where it is taken."""
    return next(
        each for each in itertools.chain([name], (f"{name}-{n}" for n in itertools.count(2))) if each not in taken
    )
