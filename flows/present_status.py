"""The state of the store, for a person and for a program: what needs attention first.

In: turning a `Status` into lines and into plain data. Out: the counting (`db.reading.status`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from db.reading.state import FailuresOfStage, Run, Status
from db.reading.watching import ChannelState, StandingTrouble
from extractors.records import Stage
from flows.present import columns, counted, heading, printable

SOURCES_SHOWN = 20
COPIES_SHOWN = 20
COPYING_SHOWN = 10
RUNS_SHOWN = 5
STOPPED = ("KeyboardInterrupt", "TerminationSignal")  # what Ctrl-C ends a run with, and what Prefect does


def status_data(state: Status) -> dict[str, Any]:
    """Return the state as plain data, with what needs attention."""
    return {"attention": attention(state)} | dataclasses.asdict(state)


def attention(state: Status) -> list[str]:
    """Return what a person should look at, each with what to do. Empty: all is well."""
    found = [_attention_of(run) for run in state.runs[:1]]
    totals = state.totals
    if totals.waiting:
        found.append(f"{counted(totals.waiting, 'capture')} without an outcome: the next ingest takes them up")
    if totals.unsettled:
        found.append(f"{counted(totals.unsettled, 'article')} not settled: the next ingest settles them")
    found += _failed(state)
    found += map(_trouble, state.troubles)
    found += map(_waiting, state.undelivered)
    return [what for what in found if what]


def _failed(state: Status) -> Iterator[str]:
    """Yield what failed: files of sources are read anew by each run, everything else when it is asked for."""
    files = sum(stage.failures for stage in state.failures if stage.stage == Stage.SOURCE)
    if files:
        them = "it" if files == 1 else "them"
        yield f"{counted(files, 'wrong file')} of sources, see below: mend {them}; the next run reads {them} again"
    if others := state.totals.failures - files:
        yield f"{counted(others, 'failure')}, see below: mend the cause, then ingest with --retry-failed"


def _trouble(trouble: StandingTrouble) -> str:
    return f"{printable(trouble.source)}, since {trouble.began}: {printable(trouble.what)}"


def _waiting(channel: ChannelState) -> str:
    """Return what waits for a channel; nothing while it only waits for the end of this round."""
    if channel.error is None:
        return ""
    alerts = counted(channel.waiting, "alert")
    when = f"; tried again from {channel.paused_until}" if channel.paused_until else ""
    return f"watch {channel.watch}, {channel.channel}: {alerts} not delivered: {printable(channel.error)}{when}"


def _attention_of(run: Run) -> str:
    """Return what is wrong with the last run; what went wrong before it, it has taken up."""
    if run.state == "running":
        return (
            f"run {run.id} is still running, since {run.started}: if no ingest is at work, start one; it goes on there"
        )
    again = run.command if run.command in ("fetch", "reextract") else "ingest"
    if run.state == "killed" or run.error in STOPPED:
        how = "killed" if run.state == "killed" else "stopped"
        return f"run {run.id} was {how}: the next {again} goes on where it stopped"
    if run.state == "failed":
        return f"run {run.id} failed: {printable(run.error or 'no reason was noted')}"
    return ""


def status_lines(state: Status) -> Iterator[str]:
    """Yield the state for a person."""
    yield from _totals(state)
    yield from _attention(state)
    yield from _section("Runs", _runs(state))
    yield from _section("Sources", _sources(state))
    yield from _section("Copies by source and relation", _copies(state))
    yield from _section("Who copies whom", _copying(state))
    yield from _section("Failures, the newest of each stage", _failures(state))
    yield from _section(f"Removed from the newest {counted(state.measured, 'version')}", _removed(state))
    yield f"Cursor for `wiresift export --since`: {state.cursor}"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines under their heading, or nothing when there are none."""
    found = list(lines)
    if found:
        yield heading(title)
        yield from found
        yield ""


def _totals(state: Status) -> Iterator[str]:
    totals = state.totals
    yield (
        f"{counted(totals.articles, 'article')}, {counted(totals.stories, 'story', 'stories')},"
        f" {counted(totals.copies, 'copy', 'copies')}, {counted(totals.versions, 'version')},"
        f" {counted(totals.captures, 'capture')}, {counted(totals.failures, 'failure')}"
    )
    yield ""


def _attention(state: Status) -> Iterator[str]:
    found = attention(state)
    yield heading("Needs attention") if found else "Nothing needs attention."
    yield from (f"  {line}" for line in found)
    yield ""


def _runs(state: Status) -> Iterator[str]:
    rows = [dataclasses.astuple(run)[:-1] for run in state.runs[:RUNS_SHOWN]]  # the error has a line of its own
    names = ("run", "command", "state", "started", "finished", "read", "captures", "articles", "versions", "failures")
    yield from columns(rows, names) if rows else ()


def _sources(state: Status) -> Iterator[str]:
    rows = [dataclasses.astuple(source) for source in state.sources[:SOURCES_SHOWN]]
    yield from columns(rows, ("source", "captures", "articles", "copies", "failures", "last capture")) if rows else ()
    yield from _rest(len(state.sources), SOURCES_SHOWN)


def _copies(state: Status) -> Iterator[str]:
    rows = [dataclasses.astuple(copies) for copies in state.copies[:COPIES_SHOWN]]
    yield from columns(rows, ("source", "relation", "articles")) if rows else ()
    yield from _rest(len(state.copies), COPIES_SHOWN)


def _copying(state: Status) -> Iterator[str]:
    rows = [dataclasses.astuple(copying) for copying in state.copying[:COPYING_SHOWN]]
    yield from columns(rows, ("source", "copied by", "copies", "timed", "median hours")) if rows else ()
    yield from _rest(len(state.copying), COPYING_SHOWN)


def _rest(number: int, shown: int) -> Iterator[str]:
    if number > shown:
        yield f"  and {number - shown:,} more: --json has them"


def _failures(state: Status) -> Iterator[str]:
    for stage in state.failures:
        yield from _failures_of(stage)


def _failures_of(stage: FailuresOfStage) -> Iterator[str]:
    yield f"  {stage.stage}: {counted(stage.failures, 'failure')}"
    for example in stage.newest:
        where = f"{example.dump}, {example.locator}" if example.dump else example.locator
        others = f" (and {example.alike - 1:,} alike)" if example.alike > 1 else ""
        yield f"    run {example.run}, {printable(where)}: {printable(example.error)}{others}"


def _removed(state: Status) -> Iterator[str]:
    rows = [(removed.reason, removed.blocks, removed.characters, f"{removed.share:.1%}") for removed in state.removed]
    yield from columns(rows, ("reason", "blocks", "characters", "share")) if rows else ()
