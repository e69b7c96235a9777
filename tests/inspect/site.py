"""Datasette on a small store, asked without a network: for the tests of the pages."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from lxml import html

import db.datasette
from db.connection import open_store, transaction
from db.datasette.metadata import store_metadata
from db.figures import count_again
from tests.db.reading_store import Sample, make_sample
from tests.inspect.watched import Told, add_watches, note_deliveries

FOLDER = Path(db.datasette.__file__).parent
SETTINGS = {"default_allow_sql": False, "allow_download": False, "sql_time_limit_ms": 1000, "default_page_size": 50}

FEED = "https://ledger.example/feed"
TROUBLE = "no new article for two days"
MOVED = "https://ledger.example/feed2"


@dataclass(frozen=True)
class Site:
    """The pages of the sample store."""

    datasette: Datasette
    sample: Sample

    def get(self, path: str) -> Any:
        """Return the answer to a request."""
        return asyncio.run(self.datasette.client.get(path))

    def page(self, path: str, status: int = 200) -> html.HtmlElement:
        """Return the page at `path`, which must have this status."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.document_fromstring(answer.text)


def make_site(folder: Path) -> Site:
    """Return the site of a new sample store."""
    sample = make_sample(folder)
    with closing(open_store(sample.path)) as store:
        with transaction(store):
            _complete(store)
            add_watches(store, sample.storm, "ledger", Told())
        note_deliveries(store, Told())
    return Site(serve(sample.path), sample)


def serve(path: Path, **settings: object) -> Datasette:
    """Return Datasette on a store, as `inspect` starts it but for these settings."""
    return Datasette(
        [str(path)],
        metadata=store_metadata(path.stem),
        plugins_dir=str(FOLDER / "plugins"),
        template_dir=str(FOLDER / "templates"),
        static_mounts=[("assets", str(FOLDER / "static"))],
        settings=SETTINGS | settings,
    )


def _complete(store: sqlite3.Connection) -> None:
    """Add what the sample has not: a rule that cut something, furniture, a feed in trouble, and the figures."""
    ledger = store.execute("SELECT id FROM sources WHERE name = 'ledger'").fetchone()[0]
    newest = store.execute("SELECT newest FROM articles WHERE id = (SELECT MIN(a) FROM verdicts)").fetchone()[0]
    text = store.execute(
        "INSERT INTO removed_texts (digest, text) VALUES (x'01', 'Read also: fish') RETURNING id"
    ).fetchone()[0]
    store.execute("INSERT INTO removed_blocks VALUES (?, 9, 1, 'rule', '.related', ?)", [newest, text])
    store.execute(
        "INSERT INTO furniture (source, line, texts, example, taken) VALUES (?, 7, 31, 'Follow us everywhere', 2)",
        [ledger],
    )
    store.execute("INSERT INTO lines (line, story, version) VALUES (7, 1, ?)", [newest])
    store.execute(
        "INSERT INTO feeds (source, address, moved_to, kind, entries, failures, error)"
        " VALUES (?, ?, ?, 'rss', 12, 3, ?)",
        [ledger, FEED, MOVED, "the server answered 503"],
    )
    store.execute(
        "INSERT INTO source_troubles (source, kind, what, began, facts) VALUES (?, 'silent', ?, ?, '{}')",
        [ledger, TROUBLE, "2026-01-13T00:00:00Z"],
    )
    count_again(store, [row[0] for row in store.execute("SELECT id FROM articles WHERE newest IS NOT NULL")])
