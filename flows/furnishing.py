"""Furnishing: lines that recur at a source are counted as texts come, and taken out of all its texts.

In: which lines, counts and texts a settlement has to look at again, and doing so. Out: the rules
(`extractors.furniture`) and the SQL (`db.furniture`).

Counts are over stories, so copies count once, and stories are decided by texts before anything is taken out: there is
no loop. Everything stored here is a function of the texts and their stories, whatever the order in which they came. The
work is that of the new texts, of those whose story has changed, and of those with a line whose standing has, or which
is the title of one of these.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from db import copies, furniture, outcomes
from db.furniture import KnownVersion
from extractors.furniture import (
    FURNITURE,
    HEADLINE,
    LEAST_STORIES,
    Standing,
    find_furniture,
    line_key,
    lines_looked_at,
    may_be_headline,
    put_back,
    standing,
    take_out,
    title_key,
)

VERSIONS_A_CHUNK = 25  # some 700 lines are in memory at once, 0.8 MB; with 100, 3 MB, in 6 % less time


def furnish(connection: sqlite3.Connection, not_searchable: Set[int]) -> set[str]:
    """Settle which lines are furniture and what the texts are without, in the open transaction.

    Call it after the stories are settled. `not_searchable` are the newest versions that are not in the search index
    yet. Return the articles of which a text changed.
    """
    new = furniture.take_unsettled_versions(connection)
    moved = furniture.take_moved_versions(connection)
    new = sorted({*new, *moved})  # a list, as sets of 5,000 numbers take six times as much
    sources: set[int] = set()
    changed: set[int] = set()
    for chunk in copies.batches(new, VERSIONS_A_CHUNK):
        some, headlines = _count(connection, chunk, moved)
        sources |= some
        changed |= headlines
    changed.update(line for source in sorted(sources) for line in _settle_standing(connection, source))
    return _show(connection, sorted(furniture.versions_with(connection, changed).union(new)), not_searchable)


def refurnish(connection: sqlite3.Connection, not_searchable: Set[int]) -> set[str]:
    """As `furnish`, with everything counted and every text made again."""
    furniture.forget_lines(connection)
    return furnish(connection, not_searchable)


def forget_title(connection: sqlite3.Connection, source: str, title: str | None, version: int) -> None:
    """Forget, in the open transaction, that a version has a title, which is about to be another."""
    if title:
        furniture.forget_title(connection, title_key(source, title), line_key(source, title), version)


@dataclass(slots=True)
class _Changes:
    """What is to be counted of one source: lines with where they stood, where they stand, and their words."""

    gone: set[tuple[int, int, int]] = field(default_factory=set)  # line, story, version
    come: set[tuple[int, int, int]] = field(default_factory=set)
    words: dict[int, str] = field(default_factory=dict)

    def places(self) -> set[tuple[int, int]]:
        return {(line, story) for line, story, _ in self.gone | self.come}


def _count(connection: sqlite3.Connection, versions: Iterable[int], moved: dict[int, int]) -> tuple[set[int], set[int]]:
    """Count the lines of these versions, new ones or `moved` from a story to another.

    Return their sources, and the lines that say what their titles say.
    """
    headlines = set()
    by_source: dict[int, _Changes] = {}
    for version in furniture.read_versions(connection, versions):
        changes = by_source.setdefault(version.source, _Changes())
        lines = {line_key(version.source_name, line): line for line in {"", *lines_looked_at(version.text)}}
        changes.words |= lines
        keys = set(lines)
        if version.title:
            keys.add(title_key(version.source_name, version.title))
            headlines.add(line_key(version.source_name, version.title))
        if version.story is not None:
            changes.come.update((line, version.story, version.id) for line in keys)
        if version.id in moved:
            changes.gone.update((line, moved[version.id], version.id) for line in keys)
    for source, changes in sorted(by_source.items()):
        _store_counts(connection, source, changes)
    return set(by_source), headlines


def _store_counts(connection: sqlite3.Connection, source: int, changes: _Changes) -> None:
    """Bring the lines of a source up to date: counts that are kept by what has changed, others from the beginning."""
    kept = furniture.counted_lines(connection, source, changes.words)
    places = {place for place in changes.places() if place[0] in kept}
    before = furniture.existing_places(connection, places)
    furniture.remove_lines(connection, changes.gone)
    furniture.add_lines(connection, changes.come)
    after = furniture.existing_places(connection, places)
    counts = Counter(kept)
    counts.update(line for line, _ in after - before)
    counts.subtract(line for line, _ in before - after)
    counts.update(dict(furniture.count_stories(connection, changes.words.keys() - kept.keys(), LEAST_STORIES)))
    furniture.store_counts(
        connection, source, [(line, stories, changes.words[line]) for line, stories in counts.items()]
    )


def _settle_standing(connection: sqlite3.Connection, source: int) -> list[int]:
    """Decide from where each line of a source is taken out. Return the lines of which that has changed."""
    name_line = line_key(furniture.source_name(connection, source), "")
    lines = furniture.read_lines(connection, source)
    of_source = next((line.stories for line in lines if line.line == name_line), 0)
    decided = {line.line: standing(line.stories, of_source) for line in lines if line.line != name_line}
    changed = [line.line for line in lines if line.taken != decided.get(line.line, Standing.KEPT)]
    furniture.store_taken(connection, source, [(line, decided[line]) for line in changed])
    furniture.forget_counts(connection, source, LEAST_STORIES)
    return changed


def _show(connection: sqlite3.Connection, versions: Iterable[int], not_searchable: Set[int]) -> set[str]:
    """Make the texts of these versions again. Return the articles of which one changed."""
    known: dict[int, dict[int, Standing]] = {}
    alone: dict[int, bool] = {}
    changed = set()
    for version in furniture.read_versions(connection, versions):
        if version.source not in known:
            lines = furniture.read_lines(connection, version.source)
            known[version.source] = {line.line: Standing(line.taken) for line in lines if line.taken}
            alone[version.source] = furniture.has_one_article(connection, version.source)
        if alone[version.source] and version.shown == version.text:
            continue
        searchable = version.newest and version.id not in not_searchable
        if _show_version(connection, version, known[version.source], searchable):
            changed.add(version.article)
    return changed


def _show_version(
    connection: sqlite3.Connection, version: KnownVersion, known: dict[int, Standing], searchable: bool
) -> bool:
    details: dict[str, str] = {}

    def standings_of(lines: set[str]) -> dict[str, Standing]:
        found = {line: taken for line in lines if (taken := known.get(line_key(version.source_name, line)))}
        headlines = _headlines(connection, version, lines - found.keys())
        details.update(dict.fromkeys(headlines, HEADLINE))
        return found | dict.fromkeys(headlines, Standing.TAKEN)

    places = find_furniture(version.text, standings_of)
    if not places and version.shown == version.text:
        return False
    removed = outcomes.removed_blocks(connection, version.id)
    lines = version.text.split("\n")
    taken = {place: details.get(lines[place], FURNITURE) for place in places}
    furnished = take_out(version.text, taken, put_back(removed))
    if furnished.removed == tuple(removed):
        return False
    furniture.store_shown(connection, version, furnished.text, furnished.removed, searchable=searchable)
    return True


def _headlines(connection: sqlite3.Connection, version: KnownVersion, lines: Iterable[str]) -> list[str]:
    """Return which of the lines of a version are titles of other stories."""
    titles = {title_key(version.source_name, line): line for line in lines if may_be_headline(line, version.title)}
    return [titles[key] for key in furniture.stand_elsewhere(connection, titles, version.story)]
