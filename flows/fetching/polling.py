"""Asking the feeds of a source: what they tell goes into a parcel, with the state that they are in then.

In: one feed at a time, and the sitemaps that an index lists. Out: pages (`flows.fetching.paging`), when (`due`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from db.feeds import FeedRow
from db.packing import Packed, Packer
from db.pages import PageRow
from db.responses import ResponseRow
from extractors.records import Capture, digest
from flows.fetching import due
from flows.fetching.client import FEEDS, Fetcher
from flows.fetching.clock import Clock, stamp
from flows.fetching.due import Task
from flows.fetching.entries import WholeEntry, news
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind, NoFeedError, read_feed
from flows.fetching.known import KnownPages
from flows.fetching.parcel import Parcel, kept_headers, locator_of
from flows.fetching.records import Answer, Refusal, RefusalKind, Validators

NO_FEED = "no-feed"
MISTAKE = "mistake"

# Sitemaps of an index that are read in one round: the newest, where the index says what is new. Publishers keep one a
# day or a month, and news stand in the newest one or two.
LISTED = 5


@dataclass(slots=True)
class Polling:
    """One visit's asking of feeds."""

    task: Task
    fetcher: Fetcher
    clock: Clock
    now: datetime  # when the round began: schedules stay on their grid
    known: KnownPages
    parcel: Parcel
    packer: Packer
    found: dict[str, PageRow] = field(default_factory=dict)  # what this visit has found, by address

    def ask(self, feed: FeedRow, *, index: FeedRow | None = None) -> FeedRow:
        """Ask a feed, and return its new state, which is in the parcel, too. `index` is the one that lists it."""
        place = len(self.parcel.feeds)
        try:
            address = feed.moved_to or feed.address
            answer = self.fetcher.fetch(address, Validators(feed.etag, feed.last_modified), FEEDS)
            row = self._refused(feed, answer) if isinstance(answer, Refusal) else self._answered(feed, answer, index)
        except Exception as mistake:  # costs this feed, not the round
            what = f"{type(mistake).__name__}: {mistake}; a mistake in Wiresift: please report it with the feed"
            row = self._failed(feed, MISTAKE, Refusal(feed.address, RefusalKind.BROKEN, what))
        self.parcel.feeds.insert(place, row)  # before the sitemaps that it lists
        return row

    def _answered(self, feed: FeedRow, answer: Answer, index: FeedRow | None) -> FeedRow:
        if answer.unchanged or digest(answer.body) == feed.digest:
            self._ask_listed_again(feed)
            return self._succeeded(feed, answer)
        try:
            content = read_feed(answer.body, answer.media_type, answer.final_address, answer.charset)
        except NoFeedError as error:
            return self._failed(feed, NO_FEED, Refusal(feed.address, RefusalKind.BROKEN, str(error)))
        return self._told(feed, answer, content, index)

    def _told(self, feed: FeedRow, answer: Answer, content: FeedContent, index: FeedRow | None) -> FeedRow:
        body_digest = digest(answer.body)
        row = replace(
            self._succeeded(feed, answer), kind=content.kind, entries=len(content.entries), digest=body_digest
        )
        if content.problem:  # asked for whole the next time
            row = replace(row, etag=None, last_modified=None, digest=None)
            self.parcel.notices.append(f"{feed.source}: {feed.address}: {content.problem}")
        if content.kind is FeedKind.SITEMAP_INDEX:
            self._ask_listed(row, content, first=feed.succeeded is None)
            return row
        if not self._take(feed, answer, content, index):
            return row
        self.parcel.responses.append(_response(feed, answer, body_digest))
        self.parcel.bodies.append(self.packer.pack(body_digest, answer.body))
        return replace(row, changed=answer.fetched_at)

    def _take(self, feed: FeedRow, answer: Answer, content: FeedContent, index: FeedRow | None) -> bool:
        """Take what is new. Return whether anything was."""
        known = self.known.among(feed.source, [entry.address for entry in content.entries])
        undated_are_new = (index or feed).succeeded is not None
        told = news(content, feed, known | self.found, self.clock.now(), undated_are_new=undated_are_new)
        for item in told.whole:
            self.parcel.add(_capture(feed, answer, item), self._packed(item))
        for page in (*told.pages, *(item.page for item in told.whole)):
            self.found[page.address] = page
            self.parcel.pages.append(page)
        return told.any

    def _packed(self, item: WholeEntry) -> Packed:
        body = (item.entry.content or "").encode("utf-8", "replace")
        return self.packer.pack(digest(body), body, checked=True)

    def _ask_listed(self, index: FeedRow, content: FeedContent, *, first: bool) -> None:
        known = {row.address: row for row in self.task.listed if row.parent == index.address}
        parent = replace(index, succeeded=None) if first else index
        for entry in _newest(content.entries):
            row = known.get(entry.address, FeedRow(index.source, entry.address, parent=index.address))
            if entry.modified is None or row.told != entry.modified:
                self._ask_child(row, entry.modified, parent)

    def _ask_listed_again(self, index: FeedRow) -> None:
        """Ask the sitemaps of an index that has not changed: those of which it does not say when they were modified,
        and those that failed."""
        rows = [row for row in self.task.listed if row.parent == index.address and (row.told is None or row.failures)]
        for row in sorted(rows, key=lambda row: row.checked or "", reverse=True)[:LISTED]:
            self._ask_child(row, row.told, index)

    def _ask_child(self, row: FeedRow, told: str | None, index: FeedRow) -> None:
        if row.failures and row.due is not None and row.due > stamp(self.now):
            return
        asked = self.ask(row, index=index)
        if not asked.failures:
            self.parcel.feeds[self.parcel.feeds.index(asked)] = replace(asked, told=told)

    def _succeeded(self, feed: FeedRow, answer: Answer) -> FeedRow:
        moved_to = answer.moved_to or feed.moved_to
        if answer.moved_to and feed.parent is None:
            self.parcel.moves.append((feed.address, answer.moved_to))
        return replace(
            feed,
            moved_to=moved_to,
            etag=answer.etag or (feed.etag if answer.unchanged else None),
            last_modified=answer.last_modified or (feed.last_modified if answer.unchanged else None),
            checked=answer.fetched_at,
            succeeded=answer.fetched_at,
            due=stamp(due.after_success(self.task.source, feed, self.now)),
            failures=0,
            error_kind=None,
            error=None,
            status=answer.status,
        )

    def _refused(self, feed: FeedRow, refusal: Refusal) -> FeedRow:
        if refusal.kind is RefusalKind.LATER:
            wait = timedelta(seconds=refusal.retry_after or 0)
            return replace(feed, due=stamp(self.clock.now() + wait))
        return self._failed(feed, refusal.kind, refusal)

    def _failed(self, feed: FeedRow, kind: str, refusal: Refusal) -> FeedRow:
        now = self.clock.now()
        again = due.after_failure(self.task.source, feed, self.now, refusal)
        if feed.failures == 0:
            self.parcel.notices.append(f"{feed.source}: {feed.address}: {refusal.what}")
        return replace(
            feed,
            moved_to=None if refusal.status in due.GONE else feed.moved_to,  # perhaps it was not for good
            checked=stamp(now),
            due=stamp(max(again, now + due.asked_for(refusal))),
            failures=feed.failures + 1,
            error_kind=kind,
            error=refusal.what,
            status=refusal.status,
        )


def _newest(entries: tuple[FeedEntry, ...]) -> list[FeedEntry]:
    """Return the sitemaps to be read; where the index does not say what is new, the first and the last ones."""
    dated = sorted((entry for entry in entries if entry.modified), key=lambda entry: entry.modified or "", reverse=True)
    undated = [entry for entry in entries if not entry.modified]
    both_ends = undated if len(undated) <= 2 * LISTED else undated[:LISTED] + undated[-LISTED:]
    return dated[:LISTED] + both_ends


def _capture(feed: FeedRow, answer: Answer, item: WholeEntry) -> Capture:
    entry = item.entry
    return Capture(
        body=b"",
        media_type=entry.content_type,
        url=entry.address,
        captured_at=answer.fetched_at,
        source=feed.source,
        locator=f"{locator_of(answer.fetched_at, feed.address)}#entry={item.number}",
        record_id=entry.record_id,
        hints=entry.hints,
        charset="utf-8",
    )


def _response(feed: FeedRow, answer: Answer, body_digest: str) -> ResponseRow:
    return ResponseRow(
        source=feed.source,
        locator=locator_of(answer.fetched_at, feed.address),
        kind="feed",
        address=feed.address,
        final_address=answer.final_address,
        status=answer.status,
        headers=kept_headers(answer.headers),
        received=answer.fetched_at,
        digest=body_digest,
    )
