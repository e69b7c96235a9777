"""One source: what it brought, what was cut from it and why, what fails, and the state of its feeds."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from db.reading.pages.copying import read_copying_of
from db.reading.pages.cuts import removed_shares
from db.reading.pages.days import Day, latest_day, read_days
from db.reading.pages.failures import CaptureFailure, failures_of_source
from db.reading.pages.search import Found, Question, find_articles
from db.reading.state import Copying, RemovedShare
from db.reading.watching import StandingTrouble, read_troubles

DAYS_SHOWN = 60
NEWEST_SHOWN = 6
LINES_SHOWN = 50
FEEDS_SHOWN = 50
# The newest from which a rule removed something. Each lies somewhere else on the disk, where 2,000 took a second.
ARTICLES_MEASURED = 200

SOURCE = "SELECT id, name, title, homepage, language, preference FROM sources WHERE name = ?"

FIGURES = "SELECT captures, last_capture, articles, copies, kept FROM source_figures WHERE source = ?"

CUTS = "SELECT reason, blocks, characters FROM cut_figures WHERE source = ? ORDER BY 3 DESC, 1"

KEPT_BY_DAY = """
SELECT day, SUM(kept) FROM article_figures INDEXED BY article_figures_by_source
WHERE source = ? AND day BETWEEN ? AND ? GROUP BY day
"""
CUT_BY_DAY = """
SELECT day, reason, SUM(characters) FROM article_cuts INDEXED BY article_cuts_by_source
WHERE source = ? AND reason = ? AND day BETWEEN ? AND ? GROUP BY day
"""

# An article on whose page a line stands, of the latest story; a published snapshot does not know where lines stand.
FURNITURE = """
SELECT furniture.example, furniture.texts, furniture.taken, versions.article, versions.title
FROM furniture
LEFT JOIN versions ON versions.id = (
    SELECT version FROM lines WHERE lines.line = furniture.line ORDER BY story DESC, version DESC LIMIT 1
)
WHERE furniture.source = ? AND furniture.taken > 0 AND furniture.example <> ''
ORDER BY furniture.texts DESC, furniture.example LIMIT ?
"""

# Of a source without rules nothing is looked at.
RULES = """
WITH newest AS (
    SELECT articles.id, articles.newest
    FROM article_cuts INDEXED BY article_cuts_by_source
    JOIN articles ON articles.id = article_cuts.article
    WHERE article_cuts.source = :source AND article_cuts.reason = 'rule'
    ORDER BY article_cuts.day DESC LIMIT :limit
)
SELECT removed_blocks.detail, COUNT(DISTINCT newest.id), COUNT(*), SUM(LENGTH(removed_texts.text)), newest.id,
       (SELECT title FROM versions WHERE versions.id = newest.newest), SUBSTR(removed_texts.text, 1, 200)
FROM newest
CROSS JOIN removed_blocks ON removed_blocks.version = newest.newest
JOIN removed_texts ON removed_texts.id = removed_blocks.text
WHERE removed_blocks.reason = 'rule'
GROUP BY removed_blocks.detail ORDER BY 4 DESC, 1 LIMIT :lines
"""

FEEDS = """
SELECT address, kind, moved_to, entries, checked, succeeded, changed, due, failures, error_kind, error, status
FROM feeds WHERE source = ? ORDER BY parent IS NOT NULL, id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class CutDay:
    """Which shares of a day's characters were removed, in the order of the reasons."""

    day: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that stands in many different articles of the source."""

    line: str
    texts: int
    taken: int  # 1: at the end and between paragraphs; 2: everywhere
    article: str | None  # one in which it stands, where the store knows one
    title: str | None  # of that article


@dataclass(frozen=True, slots=True)
class RuleCut:
    """What one rule of the source's file removed from its newest articles, with an example."""

    rule: str
    articles: int
    blocks: int
    characters: int
    article: str
    title: str | None  # of that article
    example: str


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed, and how its last request went."""

    address: str
    kind: str | None
    moved_to: str | None
    entries: int
    checked: str | None
    succeeded: str | None
    changed: str | None
    due: str | None
    failures: int  # in a row
    error_kind: str | None
    error: str | None
    status: int | None


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What the page of a source shows."""

    id: int
    name: str
    title: str | None
    homepage: str | None
    language: str | None
    preference: int
    captures: int
    last_capture: str | None
    articles: int
    copies: int
    kept: int  # characters
    day: str | None  # the latest of which there are articles
    days: tuple[Day, ...]
    reasons: tuple[RemovedShare, ...]  # most characters first
    cut_days: tuple[CutDay, ...]
    newest: tuple[Found, ...]
    furniture: tuple[FurnitureLine, ...]
    rules: tuple[RuleCut, ...]
    failures: tuple[CaptureFailure, ...]
    failed: int  # how many failures there are
    feeds: tuple[FeedState, ...]
    troubles: tuple[StandingTrouble, ...]
    copying: tuple[Copying, ...]

    @property
    def copies_share(self) -> float:
        """Return the share of its articles that are copies."""
        return self.copies / self.articles if self.articles else 0.0

    @property
    def removed_share(self) -> float:
        """Return the share of the characters of its pages that were removed."""
        return sum(reason.share for reason in self.reasons)


def read_source(connection: sqlite3.Connection, name: str, today: str) -> SourcePage | None:
    """Return what is known of a source as of `today`, a day; None when there is no source of that name."""
    row = connection.execute(SOURCE, [name]).fetchone()
    if row is None:
        return None
    source, _, title, homepage, language, preference = row
    captures, last_capture, articles, copies, kept = connection.execute(FIGURES, [source]).fetchone()
    day = latest_day(connection, today, source)
    reasons = removed_shares(kept, connection.execute(CUTS, [source]))
    failed, failures = failures_of_source(connection, source)
    days = read_days(connection, day, DAYS_SHOWN, source) if day else ()
    return SourcePage(
        id=source,
        name=name,
        title=title,
        homepage=homepage,
        language=language,
        preference=preference,
        captures=captures,
        last_capture=last_capture,
        articles=articles,
        copies=copies,
        kept=kept,
        day=day,
        days=days,
        reasons=reasons,
        cut_days=_cut_days(connection, source, [one.day for one in days], reasons),
        newest=find_articles(connection, Question(source=name), NEWEST_SHOWN).hits,
        furniture=tuple(FurnitureLine(*line) for line in connection.execute(FURNITURE, [source, LINES_SHOWN])),
        rules=_rules(connection, source),
        failures=failures,
        failed=failed,
        feeds=tuple(FeedState(*feed) for feed in connection.execute(FEEDS, [source, FEEDS_SHOWN])),
        troubles=tuple(trouble for trouble in read_troubles(connection) if trouble.source == name),
        copying=read_copying_of(connection, source),
    )


def _cut_days(
    connection: sqlite3.Connection, source: int, days: list[str], reasons: tuple[RemovedShare, ...]
) -> tuple[CutDay, ...]:
    if not days:
        return ()
    characters: dict[str, dict[str, int]] = defaultdict(dict)
    for reason in reasons:
        for day, name, number in connection.execute(CUT_BY_DAY, [source, reason.reason, days[0], days[-1]]):
            characters[day][name] = number
    kept = dict(connection.execute(KEPT_BY_DAY, [source, days[0], days[-1]]).fetchall())
    return tuple(_cut_day(day, kept.get(day, 0), characters[day], reasons) for day in days)


def _cut_day(day: str, kept: int, cut: dict[str, int], reasons: tuple[RemovedShare, ...]) -> CutDay:
    total = kept + sum(cut.values())
    return CutDay(day, tuple(cut.get(reason.reason, 0) / total if total else 0.0 for reason in reasons))


def _rules(connection: sqlite3.Connection, source: int) -> tuple[RuleCut, ...]:
    values = {"source": source, "limit": ARTICLES_MEASURED, "lines": LINES_SHOWN}
    return tuple(RuleCut(*row) for row in connection.execute(RULES, values))
