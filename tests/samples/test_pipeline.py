"""The sample dumps through the whole run, held against their labels: texts, metadata, failures, versions, stories."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db.summary import Summary
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.samples.build import read_labels

ROOT = Path(__file__).parents[2]
LABELS = {label["id"]: label for label in read_labels()}
ARTICLES = [name for name, label in LABELS.items() if not label["failure"]]
FAILURES = [name for name, label in LABELS.items() if label["failure"]]

ROW = """
SELECT sources.name AS source, captures.url AS captured_url, captures.captured_at, versions.*, clusters.canonical,
       articles.cluster, articles.newest, articles.id AS article_id
FROM captures
JOIN dumps ON dumps.id = captures.dump
JOIN sources ON sources.id = captures.source
JOIN versions ON versions.id = captures.version
JOIN articles ON articles.id = versions.article
JOIN clusters ON clusters.id = articles.cluster
WHERE captures.locator = ? AND dumps.name IN (?, 'dumps')
"""


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[sqlite3.Connection, Summary]:
    database = tmp_path_factory.mktemp("samples") / "news.db"
    summary = ingest(IngestOptions((ROOT / "seeds" / "dumps",), database, ROOT / "seeds", workers=2), Silent())
    store = sqlite3.connect(database)
    store.row_factory = sqlite3.Row
    return store, summary


@pytest.fixture(scope="module")
def store(ingested: tuple[sqlite3.Connection, Summary]) -> sqlite3.Connection:
    return ingested[0]


def row_of(store: sqlite3.Connection, name: str) -> sqlite3.Row:
    label = LABELS[name]
    rows = store.execute(ROW, [label["locator"], Path(label["file"]).name]).fetchall()
    assert len(rows) == 1, f"{name}: {len(rows)} captures"
    row: sqlite3.Row = rows[0]
    return row


@pytest.mark.parametrize("name", ARTICLES)
def test_the_text_is_the_label(store: sqlite3.Connection, name: str) -> None:
    assert row_of(store, name)["text"].split("\n") == LABELS[name]["text"].split("\n")


@pytest.mark.parametrize("name", ARTICLES)
def test_the_metadata_are_the_label(store: sqlite3.Connection, name: str) -> None:
    row, label = row_of(store, name), LABELS[name]
    assert row["title"] == label["title"]
    assert json.loads(row["authors"]) == label["authors"]
    assert row["language"] == label["language"]
    assert row["standfirst"] == label["standfirst"]
    assert moment(row["published"]) == moment(label["published"])
    assert (row["source"], row["captured_url"], row["captured_at"]) == (
        label["source"],
        label["url"],
        label["captured_at"],
    )


def solid(text: str) -> str:
    """Return the text without white space: a glued line is split before it is removed."""
    return "".join(text.split())


def moment(edtf: str | None) -> datetime | str | None:
    """Return a full date and time as an instant, so that two ways of writing one are equal."""
    return datetime.fromisoformat(edtf) if edtf and "T" in edtf else edtf


def test_every_removed_block_of_the_labels_was_removed(store: sqlite3.Connection) -> None:
    missing = []
    for name in ARTICLES:
        version = row_of(store, name)["id"]
        blocks = store.execute(
            "SELECT reason, removed_texts.text FROM removed_blocks"
            " JOIN removed_texts ON removed_texts.id = removed_blocks.text WHERE version = ?",
            [version],
        ).fetchall()
        removed = "".join(solid(text) for _, text in blocks)
        missing += [
            (name, block["text"])
            for block in LABELS[name]["removed"]
            if any(solid(line) not in removed for line in block["text"].split("\n"))
        ]
    assert missing == []


@pytest.mark.parametrize("name", FAILURES)
def test_a_broken_record_is_a_failure_of_the_labelled_stage(store: sqlite3.Connection, name: str) -> None:
    label = LABELS[name]
    stages = store.execute("SELECT stage FROM failures WHERE locator = ?", [label["locator"]]).fetchall()
    assert label["failure"] in [stage for (stage,) in stages]


def test_versions_belong_to_one_article_and_the_last_is_shown(store: sqlite3.Connection) -> None:
    changed = [name for name in ARTICLES if LABELS[name]["relation"] in ("correction", "live")]
    assert changed
    for name in changed:
        first = row_of(store, LABELS[name]["of"])
        row = row_of(store, name)
        assert row["article_id"] == first["article_id"]
        assert row["id"] != first["id"]
    by_address: dict[str, list[str]] = defaultdict(list)
    for name in [*changed, *(LABELS[name]["of"] for name in changed)]:
        by_address[row_of(store, name)["article_id"]].append(name)
    for names in by_address.values():
        latest = max(names, key=lambda name: str(LABELS[name]["captured_at"]))
        assert row_of(store, latest)["newest"] == row_of(store, latest)["id"]


def test_stories_are_the_clusters(store: sqlite3.Connection) -> None:
    stories: dict[int, set[str]] = defaultdict(set)
    clusters: dict[str, set[int]] = defaultdict(set)
    for name in ARTICLES:
        cluster = row_of(store, name)["cluster"]
        stories[cluster].add(LABELS[name]["story"])
        clusters[LABELS[name]["story"]].add(cluster)
    assert {cluster: names for cluster, names in stories.items() if len(names) > 1} == {}
    assert {story: found for story, found in clusters.items() if len(found) > 1} == {}


def test_the_summary_counts_what_the_labels_promise(ingested: tuple[sqlite3.Connection, Summary]) -> None:
    _, summary = ingested
    stages = Counter(label["failure"] for label in LABELS.values() if label["failure"])
    told: Counter[str] = Counter()
    for stage, _, count in summary.failures:
        told[stage] += count
    assert summary.read == len(LABELS)
    assert told == stages
    assert summary.new_captures == len(LABELS) - stages["read"]


def test_kept_and_removed_are_told_apart_by_reason(store: sqlite3.Connection) -> None:
    reasons: dict[str, Any] = dict(
        store.execute("SELECT reason, COUNT(*) FROM removed_blocks GROUP BY reason").fetchall()
    )
    assert {"rule", "metadata", "heading", "link-list", "prompt", "page-date"} <= reasons.keys()
