"""A dry run: the articles of feed entries as they would be stored, with nothing stored.

In: fetching the entries' pages, and extracting them in a worker with the limits of a real run. Out: what is shown of
them (`flows.discovery.presenting`), and what only the store knows: furniture and copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.records import Capture, Extracted, Failure, Hints, SourceProfile, Stage
from flows.discovery.advice import advised
from flows.fetching.client import PAGES, Fetcher
from flows.fetching.feed import FeedEntry
from flows.fetching.records import Refusal, RefusalKind
from flows.pool import Batch, WorkerPool
from flows.readers import sniff
from flows.settings import LimitSettings
from flows.work import Made, Work
from flows.worker import Budget

NO_HINTS = Hints()
SHOWN = 5  # articles: enough to see what is wrong on every page of an outlet, few enough to read


@dataclass(frozen=True, slots=True)
class Trial:
    """What an entry of a feed, or one page, would become."""

    address: str
    outcome: Extracted | Failure
    published_at: str | None = None

    @property
    def worked(self) -> bool:
        """Whether there is an article."""
        return isinstance(self.outcome, Extracted)

    @property
    def fetched(self) -> bool:
        """Whether there was a page."""
        return isinstance(self.outcome, Extracted) or self.outcome.stage is not Stage.READ


def trial_pool(limits: LimitSettings) -> WorkerPool:
    """Return a pool of one worker, with the limits of a real run."""
    return WorkerPool(1, Budget(limits.cpu_seconds, limits.memory))


def try_entries(
    entries: Iterable[FeedEntry], profile: SourceProfile, fetcher: Fetcher, pool: WorkerPool
) -> Iterator[Trial]:
    """Yield what each entry would become, while the next one is being fetched."""
    captures = (_capture_of_entry(entry, profile.name, fetcher) for entry in entries)
    return try_captures(captures, profile, pool)


def try_captures(captures: Iterable[Capture | Refusal], profile: SourceProfile, pool: WorkerPool) -> Iterator[Trial]:
    """Yield what each capture would become; a refusal becomes a failure that says so."""
    for item, outcomes in pool.run(Batch(item, _works(item, profile)) for item in captures):
        if isinstance(item, Refusal):
            yield Trial(item.address, Failure(None, Stage.READ, advised(item)))
            continue
        (outcome,) = outcomes
        if isinstance(outcome, Made):
            yield Trial(item.url or "", outcome.extracted, outcome.published_at)
        else:
            yield Trial(item.url or "", outcome.failure)


def capture_of_page(address: str, source: str, fetcher: Fetcher, hints: Hints = NO_HINTS) -> Capture | Refusal:
    """Return the page at an address, as a round would capture it."""
    answer = fetcher.fetch(address, accepts=PAGES)
    if isinstance(answer, Refusal):
        return answer
    media_type = sniff.of_response(answer.body, answer.media_type)
    if media_type is None:
        return Refusal(address, RefusalKind.WRONG_TYPE, f"it is {answer.media_type or 'something'} and no text")
    return Capture(
        body=answer.body,
        media_type=media_type,
        url=answer.final_address,
        captured_at=answer.fetched_at,
        source=source,
        locator=answer.address,
        record_id=None,
        hints=hints,
        charset=answer.charset,
    )


def _capture_of_entry(entry: FeedEntry, source: str, fetcher: Fetcher) -> Capture | Refusal:
    if entry.content is None:
        return capture_of_page(entry.address, source, fetcher, entry.hints)
    return Capture(
        body=entry.content.encode("utf-8", "replace"),
        media_type=entry.content_type,
        url=entry.address,
        captured_at=None,
        source=source,
        locator=entry.address,
        record_id=entry.record_id,
        hints=entry.hints,
        charset="utf-8",
    )


def _works(item: Capture | Refusal, profile: SourceProfile) -> list[Work]:
    return [] if isinstance(item, Refusal) else [Work(0, item, profile)]
