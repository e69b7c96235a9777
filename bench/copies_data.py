"""The labelled set of copies, found beside the project: `../shared/bench/dedup`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.copies_store import Document

SET = Path(__file__).resolve().parents[2] / "shared" / "bench" / "dedup" / "news-copies.jsonl.gz"
LABELS = SET.with_name("news-copies.labels.jsonl.gz")


def read_documents() -> list[Document]:
    """Return the documents of the set. Raise `FileNotFoundError` when it is not there."""
    return [Document(row["id"], row["source"], row["text"]) for row in _rows(SET)]


def read_labels() -> list[dict[str, Any]]:
    """Return the labels: id, cluster, base, kind and edits of each document."""
    return list(_rows(LABELS))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
