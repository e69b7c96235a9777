"""Adding a source: discovery, a look at its newest articles, and then the file.

In: what `sources add` and `sources enable` do, told line by line. Out: the options (`flows.commands.sources_add`).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from extractors.records import Extracted
from flows.discovery.candidates import Candidate, newest
from flows.discovery.presenting import short_lines
from flows.discovery.proposing import propose
from flows.discovery.search import Discovery, DiscoveryError, discover, whole
from flows.discovery.shop import Shop
from flows.discovery.trial import SHOWN, Trial, trial_pool, try_entries
from flows.present import counted, line_width, printable, printable_lines
from flows.source_files import Source
from flows.source_writing import change_source, write_source
from flows.sources import Sources, configured, host_of, names_by_host, read_sources, source_path

ALTERNATIVES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for. None: as is found."""

    address: str
    name: str | None = None
    all_feeds: bool = False
    anyway: bool = False  # also when none of the newest pages holds an article


def add_source(asked: Asked, shop: Shop) -> Source:
    """Find the source at an address, show its newest articles and write its file; return it.

    Raise `DiscoveryError` when there is nothing to write: nothing found, not reachable, no news, there already.
    """
    sources = read_sources(shop.seeds)
    if asked.name in {source.name for source in sources.all}:
        raise DiscoveryError(f"{source_path(shop.seeds, str(asked.name))} is there already; give another --name")
    known = _owner(whole(asked.address), asked, sources, shop.seeds)
    found = discover(asked.address, shop.fetcher, shop.tell)
    known = known or _owner(found.feeds[0].entries[0].address, asked, sources, shop.seeds)
    _tell_feeds(found, shop, asked)
    if known is not None:
        return _fill(known, found, asked, shop)
    source = _proposed(asked, found, sources.all)
    trials = _look(source, found.feeds[0], asked, shop)
    if source.language is None:  # a plain sitemap has no titles
        source = dataclasses.replace(source, language=_language_of(trials))
    _tell_file(write_source(shop.seeds, source), source, shop)
    return source


def enable_source(source: Source, shop: Shop) -> Source:
    """Enable a source; one without feeds is looked for first, from its homepage. Raise `DiscoveryError`."""
    if source.feeds:
        change_source(shop.seeds, source.name, enabled=True)
        return dataclasses.replace(source, enabled=True)
    start = source.homepage or next(iter(source.hosts), None)
    if start is None:
        path = source_path(shop.seeds, source.name)
        raise DiscoveryError(f"{path}: it has no feeds and no homepage to look for them; write one of them")
    asked = Asked(start)
    found = discover(start, shop.fetcher, shop.tell)
    _tell_feeds(found, shop, asked)
    return _fill(source, found, asked, shop)


def _fill(source: Source, found: Discovery, asked: Asked, shop: Shop) -> Source:
    """Write the feeds that were found into a file that is there, and enable it."""
    proposed = propose(found, (), {})
    feeds = _feeds(found, asked)
    filled = dataclasses.replace(source, feeds=feeds, every=source.every or proposed.every, enabled=True)
    if source.cron:
        filled = dataclasses.replace(filled, every=None)
    _look(filled, found.feeds[0], asked, shop)
    interval = {} if filled.every is None else {"every": filled.every}
    _tell_file(change_source(shop.seeds, source.name, feeds=feeds, enabled=True, **interval), filled, shop)
    return filled


def _owner(address: str, asked: Asked, sources: Sources, seeds: Path) -> Source | None:
    """Return the source without feeds that has the address's host, unless the person gives a name of its own.

    Raise `DiscoveryError` for one with feeds, and for one whose file is wrong; that of another one may be.
    """
    name = None if asked.name else configured(names_by_host(sources.all), host_of(address))
    known = next((source for source in sources.all if source.name == name), None)
    if known is not None and known.name in sources.faults:
        raise DiscoveryError(sources.faults[known.name])
    if known is None or not known.feeds:
        return known
    state = "enabled" if known.enabled else f"disabled: `wiresift sources enable {known.name}` enables it"
    raise DiscoveryError(
        f"{source_path(seeds, known.name)} has this host already, and is {state}. To take another feed of it, add the"
        " address to its `feeds`; to make it a source of its own, give it a name with --name"
    )


def _proposed(asked: Asked, found: Discovery, sources: tuple[Source, ...]) -> Source:
    source = propose(found, {source.name for source in sources}, names_by_host(sources))
    return dataclasses.replace(source, name=asked.name or source.name, feeds=_feeds(found, asked))


def _feeds(found: Discovery, asked: Asked) -> tuple[str, ...]:
    return tuple(feed.address for feed in (found.feeds if asked.all_feeds else found.feeds[:1]))


def _look(source: Source, feed: Candidate, asked: Asked, shop: Shop) -> list[Trial]:
    """Show the newest articles and return them. Raise `DiscoveryError` when none of the pages holds one."""
    shop.tell(f"reading the newest {SHOWN} articles")
    with trial_pool(shop.settings.limits) as pool:
        trials = list(try_entries(newest(feed.entries, SHOWN), source.profile, shop.fetcher, pool))
    for trial in trials:
        for line in short_lines(trial, line_width()):
            shop.show(line)
        shop.show("")
    if not asked.anyway and not any(trial.worked for trial in trials):
        raise DiscoveryError(_no_news(feed, trials))
    return trials


def _language_of(trials: list[Trial]) -> str | None:
    """Return the language of most articles."""
    counts = Counter(trial.outcome.language for trial in trials if isinstance(trial.outcome, Extracted))
    return max(counts, key=counts.__getitem__, default=None)


def _no_news(feed: Candidate, trials: list[Trial]) -> str:
    pages = f"none of its newest {counted(len(trials), 'page')}"
    if trials and not any(trial.fetched for trial in trials):
        advice = "try again when they answer, or give --anyway: rounds ask for them again and again"
        return f"{feed.address}: {pages} could be fetched (see above for the reasons); {advice}"
    what = f"this is no news, as far as can be seen: {pages} holds an article (see above for the reasons)"
    return f"{feed.address}: {what}; give the address of a feed of articles, or --anyway if you know better"


def _tell_feeds(found: Discovery, shop: Shop, asked: Asked) -> None:
    best, *others = found.feeds
    shop.show(f"{_described(best)}, {best.found}")
    if not others:
        return
    them = "it" if len(others) == 1 else "them"
    what = "taken as well" if asked.all_feeds else f"found as well; --all-feeds takes {them} too"
    shop.show(f"{counted(len(others), 'other feed')} {what}:")
    for other in others[:ALTERNATIVES_SHOWN]:
        shop.show(f"  {_described(other)}")
    if len(others) > ALTERNATIVES_SHOWN:
        shop.show(f"  and {len(others) - ALTERNATIVES_SHOWN} more")


def _described(feed: Candidate) -> str:
    title = f' "{printable(feed.content.title)}"' if feed.content.title else ""
    whole_texts = ", whole articles in it" if feed.full else ""
    entries = counted(len(feed.entries), "entry", "entries")
    return f"{feed.content.kind} {printable(feed.address)}{title}: {entries}{whole_texts}"


def _tell_file(path: Path, source: Source, shop: Shop) -> None:
    shop.show(f"wrote {path}:")
    for line in printable_lines(path.read_text(encoding="utf-8").rstrip()):
        shop.show(f"  {line}")
    shop.show("Try next:")
    shop.show(f"  wiresift sources try {source.name}   (each article whole, and what is removed)")
    shop.show(f"  wiresift fetch {source.name}")
