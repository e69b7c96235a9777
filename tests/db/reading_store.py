"""A small store of invented articles for the tests of everything that reads: copies, versions, failures, villains."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db import figures, intake, outcomes, runs, settled
from db.connection import open_store, transaction
from extractors.dates import published_at
from extractors.records import (
    Capture,
    Extracted,
    Failure,
    Hints,
    Origin,
    Origins,
    PartialDate,
    Precision,
    Reason,
    RemovedBlock,
    Stage,
)

STORM = "https://ledger.example/storm"
COPY = "https://harbour.example/storm-at-sea"
VILLAIN = "https://villain.example/page"

# What a title must not do to a terminal: clear it, name its window, ring, turn the line around, begin another line.
HOSTILE = "\x1b[2J\x1b]0;owned\x07Evil\u202e gnp.exe\r\n\u2028\x9b31mend"

STORM_TEXT = "A storm closed the harbour on Monday.\nForty boats stayed in port.\nThe mole held."
STORM_CORRECTED = "A storm closed the harbour on Monday.\nForty-five boats stayed in port.\nThe mole held."
COPY_TEXT = "A storm closed the harbour on Monday.\nForty-five boats stayed in port."
ORIGINS = Origins(title=Origin.JSON_LD, authors=Origin.META, published=Origin.JSON_LD, language=Origin.DETECTED)
REMOVED = (
    RemovedBlock(Reason.NAVIGATION, "page header", 0, "Home\nWorld\nSport"),
    RemovedBlock(Reason.PROMPT, "newsletter", 2, "Subscribe to our letter"),
    RemovedBlock(Reason.LINK_LIST, "under the heading 'Most read'", 3, "Ten ways to cook fish"),
)


@dataclass
class Sample:
    """The sample store: where it is, and the ids of its articles."""

    path: Path
    storm: str
    copy: str
    villain: str
    plain: str


def make_sample(folder: Path) -> Sample:
    """Return a new store with four articles of three sources in two settlements and one failed capture."""
    path = folder / "news.db"
    with closing(open_store(path)) as store:
        for number in (1, 2):
            runs.begin_run(store, "ingest", f"2026-01-1{number}T00:00:00Z")
        with transaction(store):
            outcomes.store_recipe(store, "recipe-1", {"extractor": "1", "trafilatura": "2.3.1"})
        intake.store_dump(store, 1, "print-1", "wire.jsonl", "dumps/wire.jsonl")
        ids = _fill(store)
        counts = runs.Counts(read=6, new_captures=6, new_articles=4, new_versions=5, failures=2)
        runs.finish_run(store, 2, counts, "2026-01-12T00:00:09Z")
    return Sample(path, *ids)


def _fill(store: sqlite3.Connection) -> tuple[str, str, str, str]:
    first = _storm(STORM_TEXT, "Storm closes harbour", "2026-01-10")
    storm = add(store, 1, "ledger", STORM, "2026-01-10T10:00:00Z", first)
    add(store, 2, "ledger", STORM, "2026-01-10T11:00:00Z", first)
    add(store, 3, "ledger", STORM, "2026-01-11T09:00:00Z", _storm(STORM_CORRECTED, "Storm shuts harbour", "2026-01-10"))
    copy = add(store, 4, "harbour", COPY, None, _storm(COPY_TEXT, "Storm at sea", "2026-01-12", address=COPY))
    settle(store, 1)
    villain = add(store, 5, "villain", VILLAIN, None, Extracted("", VILLAIN, "=cmd|calc\n\x1b[31mred", title=HOSTILE))
    plain = add(store, 6, "ledger", None, None, Extracted("", "digest", "Şəhərdə bazar açıldı.", language="az-AZ"))
    settle(store, 2)
    _link(store, storm, copy)
    _fail(store)
    return storm, copy, villain, plain


def _storm(text: str, title: str, day: str, address: str = STORM) -> Extracted:
    return Extracted(
        "",
        address,
        text,
        title=title,
        authors=("Ada Okafor", "Björn Lind"),
        published=PartialDate(f"{day}T09:30:00+01:00", f"{day} 9:30", Precision.MINUTE),
        language="en",
        origins=ORIGINS,
        removed=REMOVED,
    )


def add(
    store: sqlite3.Connection, line: int, source: str, url: str | None, captured_at: str | None, extracted: Extracted
) -> str:
    """Store a capture and the article that it gave. Return the article's id."""
    body = f"{line} {extracted.text}".encode()
    capture = Capture(body, "text/html", url, captured_at, source, f"line={line}", f"record-{line}", Hints())
    (identity,) = intake.store_captures(store, 1, 1, [capture], [capture.payload])
    assert identity is not None
    when = published_at(extracted.published) if extracted.published else None
    with transaction(store):
        known = intake.source_of_capture(store, identity)
        return outcomes.store_extracted(store, 1, known, identity, extracted, when, "recipe-1").article


def settle(store: sqlite3.Connection, run: int) -> None:
    """Settle what was added, each article in a cluster of its own."""
    with transaction(store):
        newest = settled.settle_newest(store)
        settled.make_searchable(store, newest.shown)
        settled.number_settlement(store, run, f"2026-01-1{run}T00:00:05Z", sorted(newest.touched))
        for article in sorted(newest.touched):
            cluster = store.execute("INSERT INTO clusters (canonical) VALUES (?) RETURNING id", [article]).fetchone()[0]
            store.execute("UPDATE articles SET cluster = ? WHERE id = ?", [cluster, article])


def _link(store: sqlite3.Connection, storm: str, copy: str) -> None:
    """Join the copy to the storm's story, as an excerpt of its newest version."""
    newest = dict(store.execute("SELECT id, newest FROM articles").fetchall())
    a, b = sorted((newest[storm], newest[copy]))
    passages = json.dumps(["A storm closed the harbour on Monday."])
    row = [a, b, "excerpt", 0.7, 1.0, newest[copy], 1.0, passages]
    with transaction(store):
        store.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        left = store.execute("SELECT cluster FROM articles WHERE id = ?", [copy]).fetchone()[0]
        store.execute(
            "UPDATE articles SET cluster = (SELECT cluster FROM articles WHERE id = ?) WHERE id = ?", [storm, copy]
        )
        store.execute("DELETE FROM clusters WHERE id = ?", [left])
        store.execute(
            "INSERT INTO verdicts (a, b, verdict, who, decided) VALUES (?, ?, 'same-story', 'Ada', '2026-01-13')",
            [storm, copy],
        )
        figures.count_again(store, [row[0] for row in store.execute("SELECT id FROM articles")])


def _fail(store: sqlite3.Connection) -> None:
    """Store a capture of the storm's address that gave nothing, and a dump that could not be read."""
    capture = Capture(b"\x00", "text/html", STORM, "2026-01-12T08:00:00Z", "ledger", "line=7", "record-7")
    (identity,) = intake.store_captures(store, 2, 1, [capture], [capture.payload])
    with transaction(store):
        intake.store_failure(store, 2, Failure(None, Stage.EXTRACT, "no text found"), dump=1, capture=identity)
        intake.store_failure(store, 2, Failure(None, Stage.READ, "line 8 is not JSON", "line=8"), dump=1)
