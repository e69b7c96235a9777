"""What extracting again changed, for a person and for a program: the largest changes first.

In: turning a `Report` into lines and into plain data. Out: counting (`flows.reextract_report`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import click

from flows.present import counted, heading, printable, wrapped
from flows.reextract_report import Change, Kind, Report

CHANGES_SHOWN = 10
PARAGRAPHS_SHOWN = 3  # of each side of a change; of a whole article that came or went the first says which it is
CHARACTERS_SHOWN = 300  # of a paragraph

NAMES = {
    Kind.SAME: "the same",
    Kind.FIELDS: "other metadata",
    Kind.TEXT: "another text",
    Kind.FOUND: "article found",
    Kind.FAILED: "article lost",
    Kind.STILL_FAILED: "failed again",
    Kind.GONE: "bytes gone",
}
NOTES = {
    Kind.FOUND: "failures that became articles",
    Kind.FAILED: "articles that became failures; what they were stays readable",
    Kind.GONE: "neither the archive nor the dump has them; they stay as they were",
}


def report_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return dataclasses.asdict(report)


def reextract_lines(report: Report, width: int | None) -> Iterator[str]:
    """Yield the report for a person."""
    if not report.chosen:
        yield "Nothing to do: everything was made with today's recipe."
        return
    made = "dry run, nothing was written" if report.dry_run else f"run {report.run}"
    left = f", {report.left:,} of them left for the next time" if report.left else ""
    yield f"{made}: {counted(report.chosen, 'capture')} of another recipe{left}, {report.seconds:.1f} s"
    yield from _counts(report)
    yield from _failures(report, width)
    yield from _largest(report, width)


def _counts(report: Report) -> Iterator[str]:
    notes = NOTES | {
        Kind.TEXT: f"{counted(report.articles_changed, 'article')}; words: {report.words_gained:,} gained,"
        f" {report.words_lost:,} lost in all"
    }
    for kind, name in NAMES.items():
        captures = report.captures[kind]
        note = f"  ({notes[kind]})" if captures and kind in notes else ""
        yield f"  {name:15}{captures:>8,}{note}"


def _failures(report: Report, width: int | None) -> Iterator[str]:
    if report.failures:
        yield heading("Articles that became failures")
    for error, captures in report.failures:
        yield from wrapped(f"{captures:,} x {printable(error)}", width, "    ", "  ")


def _largest(report: Report, width: int | None) -> Iterator[str]:
    if report.largest:
        yield heading("The largest changes")
    for change in report.largest[:CHANGES_SHOWN]:
        yield from _change(change, width)
    hidden = len(report.largest) - CHANGES_SHOWN
    if hidden > 0:
        yield f"  and {hidden:,} more: --json has the largest"


def _change(change: Change, width: int | None) -> Iterator[str]:
    yield (
        f"  {change.article or 'new article'}  {printable(change.source)}  {printable(change.title or '(no title)')}:"
        f" {NAMES[change.kind]}, {change.words_before:,} to {counted(change.words_after, 'word')}"
        f" ({change.words_gained:,} gained, {change.words_lost:,} lost)"
    )
    if change.error:
        yield from wrapped(printable(change.error), width, "    ")
    for sign, colour, paragraphs in (("-", "red", change.lost), ("+", "green", change.gained)):
        for paragraph in paragraphs[: PARAGRAPHS_SHOWN if change.kind is Kind.TEXT else 1]:
            for line in wrapped(_cut(printable(paragraph)), width, f"    {sign} "):
                yield click.style(line, fg=colour)


def _cut(paragraph: str) -> str:
    return paragraph if len(paragraph) <= CHARACTERS_SHOWN else paragraph[:CHARACTERS_SHOWN] + " ..."
