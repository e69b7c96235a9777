"""Articles as other programs want them: one flat line each, a stream, and a cursor to go on from.

In: which lines, and their fields in the contract's order. Out: how a line is written (JSONL, CSV). What no settlement
has decided yet is left out: its next settlement gives it a number above every cursor handed out before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from db.connection import StoreError
from db.reading.full_text import full_text_expression
from db.reading.scope import Scope, check_source

# The first capture stands for the version: the earliest time that is known, else the first in the dump.
FIRST_CAPTURE = """
SELECT id FROM captures WHERE version = versions.id ORDER BY captured_at IS NULL, captured_at, id LIMIT 1
"""

RECORD_IDS = """
SELECT json_group_array(record_id) FROM (
    SELECT record_id FROM captures
    WHERE version = versions.id AND record_id IS NOT NULL
    GROUP BY record_id ORDER BY MIN(id)
)
"""

# The columns after `FROM` are joined in this order, along indexes, so that nothing is sorted and the first line comes
# at once: articles by the number of their last change, then the versions of each.
LINES = f"""
SELECT articles.id, ({RECORD_IDS}), sources.name, capture.url, versions.canonical_url, versions.title,
       versions.authors, versions.published, versions.published_at, versions.published_precision, versions.modified,
       versions.language, versions.standfirst, versions.text, capture.captured_at, capture.locator, payloads.digest,
       versions.id, articles.cluster, COALESCE(clusters.canonical = articles.id, 0), versions.recipe
FROM articles
CROSS JOIN versions ON versions.article = articles.id
CROSS JOIN sources ON sources.id = articles.source
LEFT JOIN clusters ON clusters.id = articles.cluster
LEFT JOIN captures AS capture ON capture.id = ({FIRST_CAPTURE})
LEFT JOIN payloads ON payloads.id = capture.payload
WHERE articles.changed > :cursor
  AND CASE WHEN :copies THEN versions.superseded_by IS NULL
           ELSE versions.id = articles.newest AND clusters.canonical = articles.id END
  AND (:source IS NULL OR sources.name = :source)
  AND (:language IS NULL OR versions.language LIKE :language OR versions.language LIKE :language || '-%')
  AND (:query IS NULL OR articles.newest IN (SELECT rowid FROM article_search WHERE article_search MATCH :query))
ORDER BY articles.changed, articles.rowid, versions.id
"""  # noqa: S608 - put together from constants of this file


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One version of an article. The fields and their order are the contract of every export format."""

    id: str
    record_ids: tuple[str, ...]  # of all captures of this version
    source: str
    url: str | None  # of the first capture, as are captured_at, locator and sha256
    canonical_url: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    published_at: str | None
    published_precision: str | None
    modified: str | None
    language: str | None
    standfirst: str | None
    text: str
    captured_at: str | None
    locator: str | None
    sha256: str | None
    version: int
    cluster: int | None
    canonical: bool
    recipe: str


FIELDS = tuple(field.name for field in fields(ExportLine))


@dataclass(frozen=True, slots=True)
class Export:
    """The lines, to be read once, and the cursor that a later export goes on from."""

    lines: Iterator[ExportLine]
    cursor: int


@contextmanager
def open_export(
    connection: sqlite3.Connection, scope: Scope, cursor: int = 0, query: str | None = None
) -> Iterator[Export]:
    """Give the lines of what has changed after `cursor`, all in the state of one moment, while others may write.

    Without `scope.copies` a line is a canonical article with its newest version; with it, every version that is not
    superseded. `query` chooses articles whose newest version matches. Raises `StoreError` for an unknown source and
    for a cursor that this store has not given out.
    """
    check_source(connection, scope.source)
    values = {
        "cursor": cursor,
        "copies": scope.copies,
        "source": scope.source,
        "language": scope.language,
        "query": None if query is None else full_text_expression(query) or '""',
    }
    connection.execute("BEGIN")
    try:
        newest = _newest_settlement(connection, cursor)
        yield Export(map(_line, connection.execute(LINES, values)), newest)
    finally:
        connection.rollback()


def _newest_settlement(connection: sqlite3.Connection, cursor: int) -> int:
    newest = int(connection.execute("SELECT COALESCE(MAX(id), 0) FROM settlements").fetchone()[0])
    if cursor > newest:
        raise StoreError(
            f"cursor {cursor} is not of this store, whose newest is {newest}: it belongs to another database, or this"
            " one was made anew; export once without --since and keep the cursor that it ends with"
        )
    return newest


def _line(row: tuple[Any, ...]) -> ExportLine:
    values = dict(zip(FIELDS, row, strict=True))
    values["record_ids"] = tuple(json.loads(values["record_ids"]))
    values["authors"] = tuple(json.loads(values["authors"]))
    values["canonical"] = bool(values["canonical"])
    return ExportLine(**values)
