"""`seeds/watches.toml`: what is waited for, and where it is told.

In: reading the file and checking it; an error says file, line, key and what to write. Out: the values of `${NAMES}`,
which stand in the environment and are looked up when something is delivered (`flows.watching.secrets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.reading.full_text import full_text_expression
from flows import source_faults
from flows.tables import SettingsError, Trail, read_table, read_toml, wrong
from flows.watching.secrets import names_in

FILE = "watches.toml"
HEALTH = "source-health"  # the watch that tells of sources

# What the query of a search takes as it stands, but a person who writes it has meant something else by: a search shows
# at once that it found something else, a watch would be silent for ever.
MEANT_OTHERWISE = (
    (re.compile(r"[()]"), "has no parentheses: write the alternatives out, as in 'storm port OR gale port'"),
    (re.compile(r"\bNOT\b"), "has no NOT: write '-word' for a word that must not be there"),
    (re.compile(r"\bNEAR\b"), "has no NEAR: write a phrase in double quotes"),
    (re.compile(r"(?<!\w)(?:title|text):"), "cannot name a column: it looks into title and text together"),
    (re.compile(r"\bor\b"), "has the word 'or': write OR for alternatives, and '\"or\"' for the word"),
)
PHRASE = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Places:
    """Where something is told. Addresses may have `${NAMES}` of the environment in them."""

    feed: str | None = None  # an Atom file
    webhook: str | None = None
    secret: str | None = None  # signs what the webhook is sent
    apprise: tuple[str, ...] = ()

    @property
    def channels(self) -> dict[str, str]:
        """The address of each channel by the name under which the store knows it."""
        named = {"feed": self.feed, "webhook": self.webhook}
        chats = {f"apprise-{number}": address for number, address in enumerate(self.apprise, 1)}
        return {name: address for name, address in named.items() if address} | chats


@dataclass(frozen=True, slots=True)
class Watch(Places):
    """One watch."""

    name: str = ""
    query: str = ""
    title: str | None = None
    sources: tuple[str, ...] = ()  # none: all
    languages: tuple[str, ...] = ()
    days: int = 30  # articles published longer ago are not told, as when an old dump is ingested; 0: whenever
    corrections: bool = True


@dataclass(frozen=True, slots=True)
class Watches:
    """What the file says."""

    watches: tuple[Watch, ...] = ()
    health: Places = field(default_factory=Places)

    @property
    def places(self) -> dict[str, Places]:
        """Where each watch tells, by its name; the health of sources too."""
        return {watch.name: watch for watch in self.watches} | {HEALTH: self.health}


def load_watches(seeds: Path) -> Watches:
    """Return the watches of the folder `seeds`; none where it has no watches.toml. Raise `SettingsError`."""
    path = seeds / FILE
    if not path.is_file():
        return Watches()
    watches = read_table(path, Watches, read_toml(path))
    for trail, what in _faults(watches):
        raise wrong(path, trail, what)
    return watches


def named_watch(seeds: Path, name: str) -> Watch:
    """Return the watch called `name`. Raise `SettingsError` when there is none."""
    watches = load_watches(seeds).watches
    for watch in watches:
        if watch.name == name:
            return watch
    known = ", ".join(watch.name for watch in watches) or "none"
    raise SettingsError(f"{seeds / FILE}: no watch is called {name!r}; there are: {known}")


def _faults(watches: Watches) -> Iterator[tuple[Trail, str]]:
    for number, watch in enumerate(watches.watches):
        trail = ("watches", number)
        yield from _faults_of_name(trail, watch.name, {other.name for other in watches.watches[:number]})
        yield from _faults_of_query(trail, watch.query)
        for language in watch.languages:
            if what := source_faults.of_language(language):
                yield (*trail, "languages"), f"[watches] languages: {what}"
        yield from _faults_of_places(trail, "watches", watch)
    yield from _faults_of_places(("health",), "health", watches.health)
    yield from _shared_feeds(watches)


def _faults_of_name(trail: Trail, name: str, names: set[str]) -> Iterator[tuple[Trail, str]]:
    where = (*trail, "name") if name else trail
    if not source_faults.NAME.fullmatch(name):
        yield where, f"[watches] name must be there, in small letters, digits, '-', '_' and '.', not {name!r}"
    if name == HEALTH:
        yield where, f"[watches] name '{HEALTH}' is taken: it tells of sources, and its places stand under [health]"
    if name in names:
        yield where, f"[watches] name '{name}' is given twice; each watch needs its own"


def _shared_feeds(watches: Watches) -> Iterator[tuple[Trail, str]]:
    taken = {watches.health.feed} - {None}
    for number, watch in enumerate(watches.watches):
        if watch.feed in taken:
            what = f"[watches] feed '{watch.feed}' is another's too; each needs its own file"
            yield ("watches", number, "feed"), what
        taken |= {watch.feed} - {None}


def _faults_of_query(trail: Trail, query: str) -> Iterator[tuple[Trail, str]]:
    where = (*trail, "query") if query else trail
    if full_text_expression(query) is None:
        yield where, "[watches] query must have a word to look for, such as 'ferry', '\"storm surge\" port' or 'reg*'"
    if query.count('"') % 2:
        yield where, f"[watches] query {query!r} has a double quote that is not closed: write '\"a phrase\"'"
    plain = PHRASE.sub(" ", query)
    for meant, what in MEANT_OTHERWISE:
        if meant.search(plain):
            yield where, f"[watches] query {query!r} {what}"


def _faults_of_places(trail: Trail, table: str, places: Places) -> Iterator[tuple[Trail, str]]:
    webhook = places.webhook
    if webhook is not None and not names_in(webhook) and (what := source_faults.of_address(webhook)):
        yield (*trail, "webhook"), f"[{table}] webhook {what}"
    if places.secret is not None and not names_in(places.secret):
        what = "must not stand in the file: write '${NAME}' and set NAME in the environment"
        yield (*trail, "secret"), f"[{table}] secret {what}"
    for address in places.apprise:
        if "://" not in address and not names_in(address):
            what = f"'{address}' is no address of Apprise; write it as 'mailto://...' or '${{NAME}}'"
            yield (*trail, "apprise"), f"[{table}] apprise: {what}"
