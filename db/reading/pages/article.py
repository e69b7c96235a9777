"""One article for its page: its shown version with every cut in its place, and all that is known of it.

In: choosing the version, and what the cuts add up to. Out: reading the evidence (`db.reading.article`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from db.reading.article import explain_article
from db.reading.changes import Change, changes, metadata_changes, paragraph_changes
from db.reading.evidence import Explanation, Removed, Sighting, Version
from db.reading.pages.cuts import removed_shares
from db.reading.placing import placed
from db.reading.state import RemovedShare

EXISTS = "SELECT 1 FROM articles WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as a line of the list of versions."""

    version: Version
    captures: tuple[Sighting, ...]
    changes: tuple[Change, ...]  # from the version before it


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What the page of an article shows. `shown` is None when nothing was extracted."""

    explanation: Explanation
    shown: Version | None
    pieces: tuple[str | Removed, ...]  # of the text: paragraphs, and what was removed between them
    cuts: tuple[RemovedShare, ...]  # most characters first
    editions: tuple[Edition, ...]  # newest first

    @property
    def canonical(self) -> bool:
        """Return if this is the article that is shown first of its story."""
        story = self.explanation.story
        return story is None or not story.members or story.members[0].article == self.explanation.id


def read_article(connection: sqlite3.Connection, article: str, version: int | None = None) -> ArticlePage | None:
    """Return the page of an article, at `version` or the newest one; None when there is no such article or version."""
    if connection.execute(EXISTS, [article]).fetchone() is None:
        return None
    explanation = explain_article(connection, article)
    shown = _shown(explanation, version)
    if version is not None and shown is None:
        return None
    return ArticlePage(
        explanation=explanation,
        shown=shown,
        pieces=tuple(placed(shown.text, shown.removed)) if shown else (),
        cuts=_cuts(shown) if shown else (),
        editions=tuple(_editions(explanation))[::-1],
    )


def _shown(explanation: Explanation, version: int | None) -> Version | None:
    wanted = version or explanation.newest
    chosen = [one for one in explanation.versions if one.id == wanted]
    rest = explanation.versions[-1:] if version is None else ()
    return next(iter(chosen or rest), None)


def _cuts(version: Version) -> tuple[RemovedShare, ...]:
    blocks = Counter(block.reason for block in version.removed)
    characters: Counter[str] = Counter()
    for block in version.removed:
        characters[block.reason] += len(block.text)
    rows = ((reason, blocks[reason], number) for reason, number in characters.most_common())
    return removed_shares(len(version.text), rows)


def _editions(explanation: Explanation) -> Iterator[Edition]:
    before: Version | None = None
    for version in explanation.versions:
        captures = tuple(capture for capture in explanation.captures if capture.version == version.id)
        yield Edition(version, captures, changes(before, version) if before else ())
        before = version


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of an article and what differs between them."""

    article: str
    older: Version
    newer: Version
    versions: tuple[Version, ...]
    metadata: tuple[Change, ...]
    text: tuple[Change, ...]  # every paragraph; both sides of one that stayed are equal


def read_difference(
    connection: sqlite3.Connection, article: str, older: int | None, newer: int | None
) -> Difference | None:
    """Return what differs between two versions, by default the last two; None when there is no such pair."""
    if connection.execute(EXISTS, [article]).fetchone() is None:
        return None
    versions = explain_article(connection, article).versions
    known = {version.id: version for version in versions}
    before = known.get(older) if older else next(iter(versions[-2:-1]), None)
    after = known.get(newer) if newer else next(iter(versions[-1:]), None)
    if before is None or after is None:
        return None
    text = tuple(paragraph_changes(before.text, after.text))
    return Difference(article, before, after, versions, tuple(metadata_changes(before, after)), text)
