"""The report of a run: readable lines for a terminal, markdown and a table for Prefect.

In: turning a `Summary` into text. Out: the counting (`db.summary`).
"""

from __future__ import annotations

from pathlib import Path

from db.summary import Summary

FAILURES_SHOWN = 10  # kinds of failure: what is more is in `wiresift status` and in the table


def report_lines(summary: Summary) -> list[str]:
    """Return the report for a terminal: what was read, what is new, what failed and why, what was removed."""
    lines = [
        f"run {summary.run}: {summary.read} records read in {summary.seconds:.1f} s",
        f"  new captures   {summary.new_captures}" + ("" if summary.new_captures else "  (nothing was new)"),
        f"  new articles   {summary.new_articles}",
        f"  new versions   {summary.new_versions - summary.new_articles}  (changed texts of known articles)",
        f"  copies         {_counts(summary.copies) or 'none'}",
        f"  removed text   {_removed(summary)}",
        f"  failures       {summary.failed}",
    ]
    lines += [f"    {count} x {stage}: {error}" for stage, error, count in summary.failures[:FAILURES_SHOWN]]
    hidden = len(summary.failures) - FAILURES_SHOWN
    return lines + ([f"    and {hidden} more kinds: wiresift status"] if hidden > 0 else [])


def next_steps(database: Path) -> list[str]:
    """Return what to try after a run."""
    option = "" if database == Path("news.db") else f" --db {database}"
    return [
        "Try next:",
        f"  wiresift status{option}",
        f"  wiresift search{option} WORDS",
        f"  wiresift explain{option} ID",
        f"  wiresift export{option} --all",
    ]


def report_markdown(summary: Summary) -> str:
    """Return the report as markdown, for a Prefect artifact."""
    return f"# Ingest run {summary.run}\n\n```\n" + "\n".join(report_lines(summary)) + "\n```\n"


def report_table(summary: Summary) -> list[dict[str, str | int]]:
    """Return the report's counts as rows, for a Prefect artifact."""
    rows: dict[str, int] = {
        "records read": summary.read,
        "new captures": summary.new_captures,
        "new articles": summary.new_articles,
        "new versions of known articles": summary.new_versions - summary.new_articles,
        **{f"copies: {relation}": count for relation, count in summary.copies.items()},
        **{f"removed characters: {reason}": count for reason, count in summary.removed_characters.items()},
        "failures": summary.failed,
    }
    return [{"what": what, "count": count} for what, count in rows.items()]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _removed(summary: Summary) -> str:
    removed = sum(summary.removed_characters.values())
    total = removed + summary.kept_characters
    if not removed:
        return "none"
    shares = ", ".join(f"{reason} {count / total:.1%}" for reason, count in summary.removed_characters.items())
    return f"{removed / total:.1%} of the characters: {shares}"
