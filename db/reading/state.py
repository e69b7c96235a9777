"""The state of the store, as frozen rows: the answer of `db.reading.status`."""

from __future__ import annotations

from dataclasses import dataclass

from db.reading.watching import ChannelState, StandingTrouble


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is."""

    captures: int
    articles: int
    versions: int  # not superseded
    stories: int
    copies: int
    failures: int
    waiting: int  # captures that have neither a version nor a failure
    unsettled: int  # articles that no settlement has looked at since they were touched


@dataclass(frozen=True, slots=True)
class Run:
    """One run, and what it did."""

    id: int
    command: str
    state: str
    started: str
    finished: str | None
    read: int
    new_captures: int
    new_articles: int
    new_versions: int
    failures: int
    error: str | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a source has brought."""

    source: str
    captures: int
    articles: int
    copies: int
    failures: int
    last_capture: str | None


@dataclass(frozen=True, slots=True)
class Copies:
    """How many articles of a source are copies, by the strongest relation that joins each to its story."""

    source: str
    relation: str
    articles: int


@dataclass(frozen=True, slots=True)
class Copying:
    """How many copies a source has of stories that another had first; `timed` of them with a known delay."""

    source: str
    copied_by: str
    copies: int
    timed: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class RemovedShare:
    """How much was removed for a reason, in the versions measured; `share` is of all characters, kept and removed."""

    reason: str
    blocks: int
    characters: int
    share: float


@dataclass(frozen=True, slots=True)
class FailureExample:
    """A failure, and how many of its stage have the same error."""

    id: str
    error: str
    dump: str | None
    locator: str
    run: int
    alike: int


@dataclass(frozen=True, slots=True)
class FailuresOfStage:
    """How many failures a stage has, and the newest of them."""

    stage: str
    failures: int
    newest: tuple[FailureExample, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the store."""

    totals: Totals
    runs: tuple[Run, ...]  # newest first
    sources: tuple[SourceState, ...]  # most articles first
    copies: tuple[Copies, ...]
    copying: tuple[Copying, ...]  # most copies first
    failures: tuple[FailuresOfStage, ...]
    removed: tuple[RemovedShare, ...]  # most characters first
    measured: int  # the newest versions, which `removed` is about
    troubles: tuple[StandingTrouble, ...]  # of sources, the oldest first
    undelivered: tuple[ChannelState, ...]  # channels for which alerts wait
    cursor: int  # what `export --since` goes on from to see only what comes later
