"""Failures with what a person needs to find the bytes again: the capture, its address and its place in the dump."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

FAILURES_SHOWN = 100

# Only what is shown is looked up further: each capture lies somewhere else on the disk.
SHOWN = """
WITH shown AS MATERIALIZED ({chosen})
SELECT shown.id, shown.stage, shown.error, dumps.name, dumps.path,
       COALESCE(NULLIF(shown.locator, ''), captures.locator, ''), shown.run, shown.capture, captures.url,
       sources.name, payloads.digest
FROM shown
LEFT JOIN captures ON captures.id = shown.capture
LEFT JOIN dumps ON dumps.id = shown.dump
LEFT JOIN sources ON sources.id = captures.source
LEFT JOIN payloads ON payloads.id = captures.payload
ORDER BY {order}
"""

OF_RUN = SHOWN.format(
    chosen="SELECT * FROM failures WHERE run = ? ORDER BY stage, id LIMIT ?",
    order="shown.stage, shown.id",
)

# A capture that failed has no version, and those are few: no other is looked at.
FAILED = """
FROM captures INDEXED BY captures_that_failed CROSS JOIN failures ON failures.capture = captures.id
WHERE captures.source = ? AND captures.version IS NULL
"""
OF_SOURCE = SHOWN.format(
    chosen=f"SELECT failures.* {FAILED} ORDER BY failures.run DESC, failures.id LIMIT ?",
    order="shown.run DESC, shown.id",
)
COUNT_OF_SOURCE = f"SELECT COUNT(*) {FAILED}"


@dataclass(frozen=True, slots=True)
class CaptureFailure:
    """A record or a document that gave no article. What of the last five is None could not even be read."""

    id: str
    stage: str
    error: str
    dump: str | None
    dump_path: str | None
    locator: str
    run: int
    capture: int | None
    url: str | None
    source: str | None
    sha256: str | None


def failures_of_run(connection: sqlite3.Connection, run: int) -> tuple[CaptureFailure, ...]:
    """Return the failures that a run stored and that still stand."""
    return tuple(CaptureFailure(*row) for row in connection.execute(OF_RUN, [run, FAILURES_SHOWN]))


def failures_of_source(connection: sqlite3.Connection, source: int) -> tuple[int, tuple[CaptureFailure, ...]]:
    """Return how many failures the captures of a source have, and the newest of them."""
    count = connection.execute(COUNT_OF_SOURCE, [source]).fetchone()[0]
    return count, tuple(CaptureFailure(*row) for row in connection.execute(OF_SOURCE, [source, FAILURES_SHOWN]))
