"""Outcomes: the articles, versions and removed blocks that captures gave.

In: storing what extraction made, inside the transaction of its batch. Out: copies (`db.copies`), and what depends on
everything stored: the newest version, the search index, canonicals (`db.settled`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from db.intake import KnownSource
from db.settled import leave_search, make_searchable
from extractors.records import Extracted, Origins, Reason, RemovedBlock, count_words

IDENTITY_LENGTH = 16  # hexadecimal digits, 64 bits: one chance in 4 million of any clash among 3 million articles
ORIGINS = tuple(field.name for field in fields(Origins))


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing an extracted article did."""

    article: str
    version: int
    new_article: bool
    new_version: bool


def article_id(source: str, address: str) -> str:
    """Return the id of the article at `address` within `source`. It derives from content, never from arrival."""
    return hashlib.sha256(f"{source}\n{address}".encode()).hexdigest()[:IDENTITY_LENGTH]


def store_recipe(connection: sqlite3.Connection, identity: str, parts: dict[str, str]) -> None:
    """Note, in the open transaction, what a version was made with."""
    connection.execute(
        "INSERT OR IGNORE INTO recipes (id, parts) VALUES (?, ?)", [identity, json.dumps(parts, ensure_ascii=False)]
    )


def store_extracted(
    connection: sqlite3.Connection,
    run: int,
    source: KnownSource,
    capture: int,
    extracted: Extracted,
    published_at: str | None,
    recipe: str,
) -> Stored:
    """Store the article and version that `capture` gave, in the open transaction; the same text again is no new one."""
    article = article_id(source.name, extracted.address)
    added = connection.execute(
        "INSERT OR IGNORE INTO articles (id, source, address, run) VALUES (?, ?, ?, ?)",
        [article, source.id, extracted.address, run],
    )
    version, new_version = _store_version(connection, run, article, extracted, published_at, recipe)
    connection.execute("UPDATE captures SET version = ? WHERE id = ?", [version, capture])
    connection.execute("DELETE FROM failures WHERE capture = ?", [capture])
    connection.execute("INSERT OR IGNORE INTO unsettled (article) VALUES (?)", [article])
    return Stored(article, version, added.rowcount == 1, new_version)


def _store_version(
    connection: sqlite3.Connection,
    run: int,
    article: str,
    extracted: Extracted,
    published_at: str | None,
    recipe: str,
) -> tuple[int, bool]:
    text_digest = hashlib.sha256(extracted.text.encode()).hexdigest()
    known = connection.execute(
        "SELECT id FROM versions WHERE article = ? AND digest = ?", [article, text_digest]
    ).fetchone()
    if known:
        version = int(known[0])
        connection.execute("UPDATE versions SET superseded_by = NULL WHERE id = ? AND superseded_by > 0", [version])
        return version, False
    columns = _version_columns(extracted) | {
        "article": article,
        "digest": text_digest,
        "published_at": published_at,
        "recipe": recipe,
        "run": run,
    }
    version = _insert(connection, "versions", columns)
    store_removed(connection, version, extracted.removed)
    return version, True


def renew_version(
    connection: sqlite3.Connection, version: int, extracted: Extracted, published_at: str | None, recipe: str
) -> bool:
    """Store what today's extraction makes of a known text, in the open transaction. Return if its fields changed.

    The first capture that gives the text with this recipe decides them. Furniture is put back until settling.
    """
    renewed = connection.execute(
        "UPDATE versions SET recipe = ? WHERE id = ? AND recipe <> ?", [recipe, version, recipe]
    )
    if not renewed.rowcount:
        return False
    columns = _version_columns(extracted) | {"published_at": published_at}
    removed = [block for block in removed_blocks(connection, version) if block.reason is not Reason.REPEATED]
    if _has(connection, version, columns) and _alike(removed, extracted.removed):
        return False
    searchable = connection.execute("SELECT 1 FROM articles WHERE newest = ?", [version]).fetchone() is not None
    if searchable:
        leave_search(connection, version)
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(
        f"UPDATE versions SET {assignments}, base_text = NULL, base_words = NULL WHERE id = ?",  # noqa: S608
        [*columns.values(), version],
    )
    connection.execute("DELETE FROM removed_blocks WHERE version = ?", [version])
    store_removed(connection, version, extracted.removed)
    connection.execute("INSERT OR IGNORE INTO unsettled_versions (version) VALUES (?)", [version])
    if searchable:
        make_searchable(connection, [version])
    return True


def _has(connection: sqlite3.Connection, version: int, columns: Mapping[str, str | int | None]) -> bool:
    """Whether a version has these values, its text and words counted with furniture."""
    whole = {"text": "COALESCE(base_text, text)", "words": "COALESCE(base_words, words)"}
    names = ", ".join(whole.get(name, name) for name in columns)
    row = connection.execute(f"SELECT {names} FROM versions WHERE id = ?", [version]).fetchone()  # noqa: S608
    return list(row) == list(columns.values())


def _alike(stored: Iterable[RemovedBlock], extracted: Iterable[RemovedBlock]) -> bool:
    """Whether the same blocks were removed. Where they stand in the same text follows from the page."""
    return [(b.reason, b.detail, b.text) for b in stored] == [(b.reason, b.detail, b.text) for b in extracted]


def removed_blocks(connection: sqlite3.Connection, version: int) -> list[RemovedBlock]:
    """Return what was removed of a version, in order."""
    rows: Iterable[Sequence[Any]] = connection.execute(
        "SELECT reason, detail, position, removed_texts.text FROM removed_blocks"
        " JOIN removed_texts ON removed_texts.id = removed_blocks.text WHERE version = ? ORDER BY ordinal",
        [version],
    )
    return [RemovedBlock(Reason(reason), *rest) for reason, *rest in rows]


def _version_columns(extracted: Extracted) -> dict[str, str | int | None]:
    published = extracted.published
    return {
        "title": extracted.title,
        "authors": _list(extracted.authors),
        "published": published.edtf if published else None,
        "published_raw": published.raw if published else None,
        "published_precision": published.precision if published else None,
        "modified": extracted.modified.edtf if extracted.modified else None,
        "language": extracted.language,
        "standfirst": extracted.standfirst,
        "canonical_url": extracted.canonical_url,
        "section": extracted.section,
        "tags": _list(extracted.tags),
        "image": extracted.image,
        "site_name": extracted.site_name,
        "free": extracted.free,
        "origins": json.dumps({name: getattr(extracted.origins, name) for name in ORIGINS}),
        "text": extracted.text,
        "words": count_words(extracted.text),
    }


def _list(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _insert(connection: sqlite3.Connection, table: str, columns: Mapping[str, str | int | bytes | None]) -> int:
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"  # noqa: S608 - names are ours
    return int(connection.execute(statement, list(columns.values())).fetchone()[0])


def store_removed(connection: sqlite3.Connection, version: int, removed: Sequence[RemovedBlock]) -> None:
    """Store what was removed of a version of which nothing is stored yet, in the open transaction.

    Furniture is the same on every page of a source, so each text is stored once, named by its digest.
    """
    names = [hashlib.sha256(block.text.encode()).digest()[:16] for block in removed]
    connection.executemany(
        "INSERT OR IGNORE INTO removed_texts (digest, text) VALUES (?, ?)",
        [(name, block.text) for name, block in zip(names, removed, strict=True)],
    )
    connection.executemany(
        "INSERT INTO removed_blocks (version, ordinal, position, reason, detail, text)"
        " VALUES (?, ?, ?, ?, ?, (SELECT id FROM removed_texts WHERE digest = ?))",
        [
            (version, ordinal, block.position, block.reason, block.detail, name)
            for ordinal, (name, block) in enumerate(zip(names, removed, strict=True))
        ],
    )
