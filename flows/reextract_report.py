"""What extracting again changed: for each article, in words and paragraphs, the largest changes first.

In: comparing what a capture gave before with what it gives today, and counting. Pure. Out: extracting and storing
(`flows.reextracting`), and how a report looks (`flows.present_reextract`).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

LARGEST = 100  # changes that a report keeps, so that it does not grow with the store
PARAGRAPHS = 5  # of each side of a change
FAILURES = 20  # kinds


class Kind(StrEnum):
    """What extracting a capture again did."""

    SAME = "same"  # the same text, title, authors and date
    FIELDS = "fields"  # the same text, other metadata
    TEXT = "text"  # another text
    FOUND = "found"  # an article, where there was a failure
    FAILED = "failed"  # a failure, where there was an article
    STILL_FAILED = "still-failed"
    GONE = "gone"  # its bytes could not be had again, and everything stayed as it was


@dataclass(frozen=True, slots=True)
class Change:
    """What is different of one article. Words are counted wherever they stand: a paragraph that moved is no change."""

    kind: Kind
    article: str | None  # None: it has no id before it is stored
    source: str
    title: str | None
    locator: str
    words_before: int
    words_after: int
    words_gained: int
    words_lost: int
    gained: tuple[str, ...] = ()  # the first paragraphs that are only in the new text
    lost: tuple[str, ...] = ()
    error: str | None = None

    @property
    def size(self) -> int:
        """Return how large the change is, in words."""
        return self.words_gained + self.words_lost


def compare_texts(before: str, after: str) -> tuple[int, int, tuple[str, ...], tuple[str, ...]]:
    """Return how many words were gained and lost, and the first paragraphs that were."""
    old, new = Counter(before.split()), Counter(after.split())
    old_lines, new_lines = before.split("\n"), after.split("\n")
    return (
        (new - old).total(),
        (old - new).total(),
        _only_in(new_lines, old_lines),
        _only_in(old_lines, new_lines),
    )


def _only_in(lines: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = {*others, ""}
    return tuple(line for line in lines if line not in known)[:PARAGRAPHS]


@dataclass(slots=True)
class Tally:
    """What has been extracted again so far. It changes as the run goes on."""

    chosen: int = 0  # captures to be extracted again
    left: int = 0  # of them not done, as --limit says
    captures: Counter[Kind] = field(default_factory=Counter)
    words_gained: int = 0
    words_lost: int = 0
    errors: Counter[str] = field(default_factory=Counter)  # of articles that became failures
    changed: set[str] = field(default_factory=set)  # articles whose text is another
    _seen: set[int] = field(default_factory=set)  # what is counted and shown once: several captures may give one text
    _largest: list[tuple[int, int, Change]] = field(default_factory=list)

    def add(self, change: Change) -> None:
        """Count a capture, and keep its change if it is among the largest."""
        self.captures[change.kind] += 1
        if change.kind is Kind.FAILED and change.error:
            self.errors[change.error] += 1
        if change.kind not in (Kind.TEXT, Kind.FOUND, Kind.FAILED):
            return
        if change.kind is Kind.TEXT and change.article:
            self.changed.add(change.article)
        if (once := hash(replace(change, locator=""))) in self._seen:
            return
        self._seen.add(once)
        self.words_gained += change.words_gained
        self.words_lost += change.words_lost
        heapq.heappush(self._largest, (change.size, -self.captures.total(), change))
        if len(self._largest) > LARGEST:
            heapq.heappop(self._largest)

    def largest(self) -> list[Change]:
        """Return the largest changes, the largest first."""
        return [change for _, _, change in sorted(self._largest, key=lambda item: item[:2], reverse=True)]


@dataclass(frozen=True, slots=True)
class Report:
    """What extracting again changed."""

    dry_run: bool
    run: int | None  # None: nothing was written
    chosen: int
    left: int
    captures: dict[str, int]  # by kind
    articles_changed: int
    words_gained: int
    words_lost: int
    failures: tuple[tuple[str, int], ...]  # of articles that became failures: error, captures
    largest: tuple[Change, ...]
    seconds: float


def report(tally: Tally, *, run: int | None, seconds: float) -> Report:
    """Return the report of a run; without a run, of a dry one."""
    return Report(
        dry_run=run is None,
        run=run,
        chosen=tally.chosen,
        left=tally.left,
        captures={kind.value: tally.captures[kind] for kind in Kind},
        articles_changed=len(tally.changed),
        words_gained=tally.words_gained,
        words_lost=tally.words_lost,
        failures=tuple(tally.errors.most_common(FAILURES)),
        largest=tuple(tally.largest()),
        seconds=seconds,
    )
