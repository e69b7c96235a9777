"""Matching: which stories and corrections are new to each watch, as alerts in the outbox.

In: the order of the steps, in the caller's transaction. Out: the SQL (`db.watches`), what a correction is
(`flows.watching.corrections`), and the delivery.

One story gives one alert, of the article that the watch asks for: the one shown first of its story if it is among
those, else the one published first. An alert counts for every article of the story, so that copies that come later,
and stories that are merged or split, tell nothing again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from db import watches
from db.reading import telling
from db.reading.full_text import full_text_expression
from db.watches import Match, Question, WatchRow
from flows.fetching.clock import stamp
from flows.watching.alerts import as_row, correction_alert, story_alert
from flows.watching.corrections import changed_paragraphs, is_correction
from flows.watching.file import Watch


@dataclass(frozen=True, slots=True)
class Told:
    """How many alerts were made."""

    stories: int = 0
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches one watch, inside a transaction."""

    connection: sqlite3.Connection
    watch: Watch
    row: WatchRow
    run: int
    now: datetime

    def match(self) -> Told:
        """Make the alerts of everything that is new to the watch."""
        if self.row.is_new:
            watches.remember_known(self.connection, self.row, question_of(self.watch))
        corrections = self._tell_corrections()
        return Told(self._tell_stories(), corrections)

    def _tell_stories(self) -> int:
        """Tell each story once. Return how many were new."""
        matches = watches.new_matches(self.connection, self.row.matched_settlement, question_of(self.watch))
        told = watches.told_stories(self.connection, self.row.id, {match.cluster for match in matches})
        new = 0
        for cluster, group in groupby(matches, key=lambda match: match.cluster):
            if cluster in told:
                watches.store_joined(self.connection, self.row.id, cluster)
            elif shown := article_to_tell(list(group), self._oldest_day()):
                new += self._tell_story(shown)
        return new

    def _oldest_day(self) -> str | None:
        """Return before which time nothing is told, as the store writes it."""
        return stamp(self.now - timedelta(days=self.watch.days)) if self.watch.days else None

    def _tell_story(self, match: Match) -> bool:
        article = telling.told_article(self.connection, match.version)
        story = telling.told_story(self.connection, match.cluster)
        found = telling.excerpt(self.connection, match.version, full_text_expression(self.watch.query) or "")
        content = story_alert(self.watch.name, article, story, found, stamp(self.now))
        number = watches.store_alert(
            self.connection, as_row(content, self.row.id, match.version), self.run, stamp(self.now)
        )
        known = number or watches.number_of_alert(self.connection, content["id"])
        watches.store_told(self.connection, self.row.id, match.cluster, known)
        return number is not None

    def _tell_corrections(self) -> int:
        """Tell the articles whose text was corrected since they were told. Return how many there were."""
        return sum(self._corrections()) if self.watch.corrections else 0

    def _corrections(self) -> Iterator[bool]:
        for changed in watches.changed_articles(self.connection, self.row.id, self.row.matched_settlement):
            before = telling.told_article(self.connection, changed.told)
            after = telling.told_article(self.connection, changed.newest)
            if is_correction(f"{before.title or ''}\n{before.text}", f"{after.title or ''}\n{after.text}"):
                yield self._tell_correction(changed, before, after)

    def _tell_correction(
        self, changed: watches.Changed, before: telling.ToldArticle, after: telling.ToldArticle
    ) -> bool:
        cluster = telling.cluster_of(self.connection, changed.article)
        story = telling.told_story(self.connection, cluster) if cluster is not None else None
        paragraphs = changed_paragraphs(before.text, after.text)
        content = correction_alert(self.watch.name, after, story, changed.alert, paragraphs, stamp(self.now))
        row = as_row(content, self.row.id, changed.newest)
        watches.store_version_told(self.connection, self.row.id, changed.article, changed.newest)
        return watches.store_alert(self.connection, row, self.run, stamp(self.now)) is not None


def question_of(watch: Watch) -> Question:
    """Return what the watch asks the store."""
    return Question(watch.query, watch.sources, watch.languages)


def article_to_tell(matches: list[Match], oldest: str | None) -> Match | None:
    """Return the article of a story that is told: the canonical one, else the first; None when all are too old.

    An article whose day is not known is never too old. `matches` come with the earliest published first.
    """
    fresh = [match for match in matches if oldest is None or (match.published_at or oldest) >= oldest]
    return next((match for match in fresh if match.canonical), fresh[0] if fresh else None)
