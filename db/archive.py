"""The archive: raw bytes by sha256, zstd-compressed, in a database file of their own beside the main one.

In: put, get. Out: where and when the bytes were received (captures are in the main database).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable

from db.connection import StoreError, transaction
from db.packing import DamagedError, Packed, Packer, unpack


class ArchiveError(StoreError):
    """The archive does not hold the bytes, or holds others than their name says."""


def put(connection: sqlite3.Connection, bodies: Iterable[tuple[str, bytes]]) -> dict[str, Packed]:
    """Store the (digest, body) pairs that are not there yet, in one transaction. Return these, by digest."""
    packer = Packer()
    missing = {
        digest: packer.pack(digest, body) for digest, body in dict(bodies).items() if not has(connection, digest)
    }
    put_packed(connection, missing.values())
    return missing


def put_packed(connection: sqlite3.Connection, bodies: Collection[Packed]) -> None:
    """Store the packed bodies that are not there yet, in one transaction."""
    if bodies:
        rows = [(packed.digest, packed.size, packed.data) for packed in bodies]
        with transaction(connection):
            connection.executemany("INSERT OR IGNORE INTO bodies (digest, size, body) VALUES (?, ?, ?)", rows)


def get_packed(connection: sqlite3.Connection, digest: str) -> Packed:
    """Return the bytes named `digest` as they are kept. Raise `ArchiveError` when they are missing."""
    row = connection.execute("SELECT size, body FROM bodies WHERE digest = ?", [digest]).fetchone()
    if row is None:
        raise ArchiveError(f"the archive has no bytes named {digest}; ingest the dump again to store them")
    return Packed(digest, *row)


def get(connection: sqlite3.Connection, digest: str) -> bytes:
    """Return the bytes named `digest`. Raise `ArchiveError` when they are missing or damaged."""
    try:
        body = unpack(get_packed(connection, digest))
    except DamagedError as error:
        raise ArchiveError(f"{error}; ingest the dump again") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise ArchiveError(f"the bytes named {digest} are not those bytes; restore a copy of the archive")
    return body


def has(connection: sqlite3.Connection, digest: str) -> bool:
    """Return whether the archive holds the bytes named `digest`."""
    return connection.execute("SELECT 1 FROM bodies WHERE digest = ?", [digest]).fetchone() is not None
