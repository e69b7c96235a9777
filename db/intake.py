"""Intake: dumps, sources, payloads and captures, and which captures have no outcome yet.

In: what was received, where and when. Out: what was made of it (`db.outcomes`) and the bytes (`db.archive`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.connection import transaction
from extractors.records import Capture, Failure, Hints, Origin


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as it stands in the user's files."""

    name: str
    title: str | None = None
    homepage: str | None = None
    language: str | None = None
    preference: int = 0
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source as the store knows it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored capture without an outcome: everything of it but the bytes."""

    id: int
    dump: int
    dump_path: str
    digest: str
    size: int
    capture: Capture  # with an empty body


def store_dump(connection: sqlite3.Connection, run: int, fingerprint: str, name: str, path: str) -> int:
    """Return the id of the dump known by `fingerprint`; note under which name and path it was last seen."""
    with transaction(connection):
        return add_dump(connection, run, fingerprint, name, path)


def add_dump(connection: sqlite3.Connection, run: int, fingerprint: str, name: str, path: str) -> int:
    """Do as `store_dump`, in the open transaction."""
    row = connection.execute(
        "INSERT INTO dumps (fingerprint, name, path, first_run, last_run) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name, path = excluded.path,"
        " last_run = excluded.last_run RETURNING id",
        [fingerprint, name, path, run, run],
    ).fetchone()
    return int(row[0])


def store_sources(connection: sqlite3.Connection, sources: Iterable[SourceRow]) -> None:
    """Make the sources of the user's files known, and what has changed in them.

    One that is not enabled is known once it has a capture, so that a catalogue of outlets does not fill every list.
    """
    rows = list(sources)
    with transaction(connection):
        connection.execute("UPDATE sources SET preference = 0 WHERE preference <> 0")
        connection.executemany(
            "INSERT OR IGNORE INTO sources (name) VALUES (?)", [(row.name,) for row in rows if row.enabled]
        )
        connection.executemany(
            "UPDATE sources SET title = ?, homepage = ?, language = ?, preference = ? WHERE name = ?",
            [(row.title, row.homepage, row.language, row.preference, row.name) for row in rows],
        )


def source_of_capture(connection: sqlite3.Connection, capture: int) -> KnownSource:
    """Return the source of a stored capture."""
    row = connection.execute(
        "SELECT sources.id, sources.name FROM captures JOIN sources ON sources.id = captures.source"
        " WHERE captures.id = ?",
        [capture],
    ).fetchone()
    return KnownSource(*row)


def store_captures(
    connection: sqlite3.Connection, run: int, dump: int, captures: Sequence[Capture], digests: Sequence[str]
) -> list[int | None]:
    """Store captures, whose payloads have these digests, in one transaction.

    Return the new ones' ids in order; None for what was known before.
    """
    with transaction(connection):
        sizes = (len(capture.body) for capture in captures)
        return add_captures(connection, run, dump, captures, list(zip(digests, sizes, strict=True)))


def add_captures(
    connection: sqlite3.Connection,
    run: int,
    dump: int,
    captures: Sequence[Capture],
    payloads: Sequence[tuple[str, int]],
) -> list[int | None]:
    """Do as `store_captures`, in the open transaction. A payload is a digest and the bytes of the body."""
    return [
        _store_capture(connection, run, dump, capture, _payload_id(connection, capture.media_type, *payload))
        for capture, payload in zip(captures, payloads, strict=True)
    ]


def _store_capture(connection: sqlite3.Connection, run: int, dump: int, capture: Capture, payload: int) -> int | None:
    hints = capture.hints
    row = connection.execute(
        "INSERT OR IGNORE INTO captures (dump, locator, payload, source, run, url, captured_at, record_id, charset,"
        " hint_title, hint_authors, hint_published, hint_language, hint_origin)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [
            dump,
            capture.locator,
            payload,
            _source_id(connection, capture.source),
            run,
            capture.url,
            capture.captured_at,
            capture.record_id,
            capture.charset,
            hints.title,
            json.dumps(hints.authors, ensure_ascii=False),
            hints.published,
            hints.language,
            hints.origin,
        ],
    ).fetchone()
    return None if row is None else int(row[0])


def _payload_id(connection: sqlite3.Connection, media_type: str, digest: str, size: int) -> int:
    known = connection.execute("SELECT id FROM payloads WHERE digest = ?", [digest]).fetchone()
    if known:
        return int(known[0])
    row = connection.execute(
        "INSERT INTO payloads (digest, size, media_type) VALUES (?, ?, ?) RETURNING id",
        [digest, size, media_type],
    ).fetchone()
    return int(row[0])


def _source_id(connection: sqlite3.Connection, name: str) -> int:
    known = connection.execute("SELECT id FROM sources WHERE name = ?", [name]).fetchone()
    if known:
        return int(known[0])
    return int(connection.execute("INSERT INTO sources (name) VALUES (?) RETURNING id", [name]).fetchone()[0])


def pending_captures(connection: sqlite3.Connection, after: int = 0) -> Iterator[Pending]:
    """Yield the captures that have neither a version nor a failure, in the order in which they were stored.

    `after` is the id of a capture: only later ones are yielded.
    """
    last = after
    while rows := connection.execute(_PENDING, [last]).fetchall():
        yield from map(pending_of, rows)
        last = rows[-1][0]


PENDING_COLUMNS = """
       captures.id, dumps.id, dumps.path, payloads.digest, payloads.size, payloads.media_type, captures.url,
       captures.captured_at, sources.name, captures.locator, captures.record_id, captures.charset, hint_title,
       hint_authors, hint_published, hint_language, hint_origin
"""

_PENDING = f"""
SELECT {PENDING_COLUMNS}
FROM captures
JOIN dumps ON dumps.id = captures.dump
JOIN payloads ON payloads.id = captures.payload
JOIN sources ON sources.id = captures.source
WHERE captures.version IS NULL AND captures.id > ?
  AND NOT EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)
ORDER BY captures.id
LIMIT 1000
"""  # noqa: S608 - columns of ours


def pending_of(row: tuple[object, ...]) -> Pending:
    """Return the capture of a row of `PENDING_COLUMNS`."""
    (identity, dump, path, digest, size, media_type, url, captured_at, source, locator, record_id, charset, *hints) = (
        row
    )
    title, authors, published, language, origin = hints
    capture = Capture(
        body=b"",
        media_type=str(media_type),
        url=_text(url),
        captured_at=_text(captured_at),
        source=str(source),
        locator=str(locator),
        record_id=_text(record_id),
        charset=_text(charset),
        hints=Hints(
            title=_text(title),
            authors=tuple(json.loads(str(authors))),
            published=_text(published),
            language=_text(language),
            origin=Origin(str(origin)),
        ),
    )
    return Pending(int(str(identity)), int(str(dump)), str(path), str(digest), int(str(size)), capture)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def store_failure(
    connection: sqlite3.Connection,
    run: int,
    failure: Failure,
    *,
    dump: int | None = None,
    capture: int | None = None,
    recipe: str | None = None,
) -> bool:
    """Store the failure in the open transaction, once: its id is made of what failed and where. Return if it is new.

    `recipe` is what extraction failed with. The dump of a stored capture need not be given.
    """
    if dump is None and capture is not None:
        dump = connection.execute("SELECT dump FROM captures WHERE id = ?", [capture]).fetchone()[0]
    dump_name = connection.execute("SELECT fingerprint FROM dumps WHERE id = ?", [dump]).fetchone()
    what = json.dumps([dump_name and dump_name[0], failure.locator, failure.stage, failure.payload, capture])
    identity = hashlib.sha256(what.encode()).hexdigest()[:16]
    added = connection.execute(
        "INSERT OR IGNORE INTO failures (id, run, stage, error, dump, locator, capture, recipe)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [identity, run, failure.stage, failure.error, dump, failure.locator, capture, recipe],
    )
    return added.rowcount == 1


def forget_failures(connection: sqlite3.Connection) -> int:
    """Take the failures of stored captures back, so that these are tried again. Return how many there were."""
    with transaction(connection):
        return connection.execute("DELETE FROM failures WHERE capture IS NOT NULL").rowcount
