"""A store in which everything that came from outside attacks whoever looks at it.

In: markup, scripts, SQL, templates, addresses that run something, directions turned around, words without an end, in
every column that a page shows. Out: looking at it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db import intake, outcomes, runs, settled
from db.connection import open_store, transaction
from db.figures import count_again
from extractors.records import (
    Capture,
    Extracted,
    Failure,
    Hints,
    Origins,
    PartialDate,
    Precision,
    Reason,
    RemovedBlock,
    Stage,
)
from tests.inspect.watched import Told, add_watches, note_deliveries

RUN_IT = "window.hacked=1;alert(1)"
SCRIPT = f"<script>{RUN_IT}</script>"
IMAGE = f'"><img src=x onerror="{RUN_IT}">'
QUOTES = f'\'" onmouseover=\'{RUN_IT}\' autofocus onfocus="{RUN_IT}" x="'
CLOSING = f"</title></textarea></style></script></del></p></svg>{SCRIPT}<!--"
TEMPLATE = "{{ 7*7*191 }}{% include '/etc/passwd' %}${7*7*191}"
SQL = "'); DROP TABLE articles; --"
TURNED = "\u202egnp.\u2066exe\u200f\u2028"
ENDLESS = "W" * 4000
CONTROLS = "\x1b[31m\x07\x00".replace("\x00", "\ufffd")
EVERYTHING = " ".join([SCRIPT, IMAGE, QUOTES, CLOSING, TEMPLATE, SQL, TURNED, CONTROLS, ENDLESS])

RUNNING_ADDRESSES = (
    f"javascript:{RUN_IT}",
    f"JaVaScRiPt:{RUN_IT}//https://news.example/",
    f"data:text/html,{SCRIPT}",
    f"vbscript:{RUN_IT}",
    "file:///etc/passwd",
)
SOURCE = f"{SCRIPT}/../{QUOTES}?x=1#y%2F&{TURNED}"
TOLD = Told(SCRIPT, EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING)


@dataclass(frozen=True, slots=True)
class Hostile:
    """The store, and where its pages are."""

    database: Path
    articles: tuple[str, ...]
    story: int
    source: str


def make_hostile(folder: Path) -> Hostile:
    """Return a new store full of attacks."""
    path = folder / "news.db"
    with closing(open_store(path)) as store:
        run = runs.begin_run(store, f"ingest {SCRIPT}", "2026-01-10T00:00:00Z")
        intake.store_sources(store, [intake.SourceRow(SOURCE, EVERYTHING, RUNNING_ADDRESSES[0], IMAGE, 1)])
        dump = intake.store_dump(store, run, "print-1", f"{SCRIPT}{TURNED}.warc", f"/{IMAGE}/{ENDLESS}")
        with transaction(store):
            outcomes.store_recipe(store, "recipe-1", {SCRIPT: IMAGE})
        articles = [_add(store, run, dump, number, url) for number, url in enumerate(RUNNING_ADDRESSES)]
        _add(store, run, dump, 0, RUNNING_ADDRESSES[0], " Corrected.")
        with transaction(store):
            newest = settled.settle_newest(store)
            settled.make_searchable(store, newest.shown)
            story = _join(store, articles)
            _say_the_rest(store, run, dump, articles)
            settled.number_settlement(store, run, "2026-01-10T00:01:00Z", articles)
            add_watches(store, articles[0], SOURCE, TOLD)
        note_deliveries(store, TOLD)
        runs.finish_run(store, run, runs.Counts(6, 6, 5, 6, 2), "2026-01-10T00:02:00Z", f"failed: {EVERYTHING}")
    return Hostile(path, tuple(articles), story, SOURCE)


def _add(store: sqlite3.Connection, run: int, dump: int, number: int, url: str, more: str = "") -> str:
    locator = f"line={number}{more} {EVERYTHING}"
    hints = Hints(title=SCRIPT, authors=(IMAGE,), published=QUOTES, language=TURNED)
    body = f"{number}{more}".encode()
    when = f"2026-01-1{number}T10:00:00Z"
    capture = Capture(body, "text/html", url, when, SOURCE, locator, f"record {IMAGE}", hints, QUOTES)
    (identity,) = intake.store_captures(store, run, dump, [capture], [capture.payload])
    assert identity is not None
    with transaction(store):
        source = intake.source_of_capture(store, identity)
        extracted = _extracted(f"{url}{number}", f"{number}{more}")
        return outcomes.store_extracted(store, run, source, identity, extracted, when, "recipe-1").article


def _extracted(address: str, mark: str) -> Extracted:
    return Extracted(
        payload="",
        address=address,
        text=f"Harbour {mark} {EVERYTHING}\n{CLOSING}\nThe harbour closed at noon, as the harbour does.",
        title=f"Harbour {mark} {EVERYTHING}",
        authors=(IMAGE, TURNED + ENDLESS),
        published=PartialDate("2026-01-10T10:00Z", EVERYTHING, Precision.MINUTE),
        modified=PartialDate(IMAGE, IMAGE, Precision.DAY),
        language=f"en{QUOTES}{IMAGE}",
        standfirst=EVERYTHING,
        canonical_url=RUNNING_ADDRESSES[1],
        section=EVERYTHING,
        tags=(IMAGE, SQL),
        image=RUNNING_ADDRESSES[0],
        site_name=SCRIPT,
        origins=Origins(),
        removed=(
            RemovedBlock(Reason.NAVIGATION, EVERYTHING, 0, EVERYTHING),
            RemovedBlock(Reason.RULE, f"remove {IMAGE}", 1, f"{CLOSING}\n{ENDLESS}"),
        ),
    )


def _join(store: sqlite3.Connection, articles: list[str]) -> int:
    """Make one story of all the articles, the first one shown first, and the others linked to it."""
    row = store.execute("INSERT INTO clusters (canonical) VALUES (?) RETURNING id", [articles[0]]).fetchone()
    store.execute("UPDATE articles SET cluster = ?", [row[0]])
    newest = [version for (version,) in store.execute("SELECT newest FROM articles ORDER BY newest")]
    store.executemany(
        "INSERT INTO links (a, b, relation, jaccard, containment, contained, numbers, passages)"
        " VALUES (?, ?, ?, 0.9, 1, ?, 1, ?)",
        [(newest[0], other, f"near-copy {IMAGE}", other, json.dumps([EVERYTHING, CLOSING])) for other in newest[1:]],
    )
    return int(row[0])


def _say_the_rest(store: sqlite3.Connection, run: int, dump: int, articles: list[str]) -> None:
    """Attack from the columns that no reader or extractor fills with what it likes, but a later mistake might."""
    store.execute("UPDATE removed_blocks SET reason = ? WHERE ordinal = 1", [f'other" {QUOTES}{IMAGE}'])
    store.execute("UPDATE versions SET origins = ?", [json.dumps({"title": IMAGE, "published": SCRIPT})])
    store.execute("UPDATE versions SET published = ?, published_precision = ? WHERE id = 2", [EVERYTHING, IMAGE])
    store.execute(
        "INSERT INTO verdicts (a, b, verdict, who, decided) VALUES (?, ?, 'same-story', ?, ?)",
        [articles[0], articles[1], EVERYTHING, SCRIPT],
    )
    for number, capture in enumerate((1, None)):
        intake.store_failure(
            store, run, Failure(None, Stage.EXTRACT, EVERYTHING, f"{number} {EVERYTHING}"), dump=dump, capture=capture
        )
    source = store.execute("SELECT id FROM sources").fetchone()[0]
    store.execute(
        "INSERT INTO furniture (source, line, texts, example, taken) VALUES (?, 1, 9, ?, 2)", [source, EVERYTHING]
    )
    store.execute(
        "INSERT INTO feeds (source, address, kind, moved_to, failures, error) VALUES (?, ?, ?, ?, 9, ?)",
        [source, RUNNING_ADDRESSES[0], IMAGE, RUNNING_ADDRESSES[1], EVERYTHING],
    )
    store.execute(
        "INSERT INTO source_troubles (source, kind, what, facts, began) VALUES (?, 'silent', ?, ?, ?)",
        [source, EVERYTHING, json.dumps({"x": IMAGE}), SCRIPT],
    )
    count_again(store, articles)
