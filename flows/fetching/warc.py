"""What was fetched as WARC 1.1 (ISO 28500), for archives and other tools.

One response record for each document that was kept: a page, or a feed that told of something new. The bytes are those
of the archive: decompressed, as a browser sees them; so the headers that speak of compression and of chunks are left
out, and Content-Length says what is there. Writing the same again gives the same records under the same ids.

In: writing. Out: which responses there are (`db.responses`), reading WARCs (`flows.readers.warc`).
"""

from __future__ import annotations

import io
import sqlite3
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO

from db import archive
from db.archive import ArchiveError
from db.responses import ResponseRow, read_responses
from flows.fetching.client import user_agent

NAMESPACE = uuid.UUID("c0f9b6d8-3f0e-5a53-9d0e-2f6a7c1e4b11")  # of record ids, which are made of what was received
VERSION = "WARC/1.1"


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote."""

    records: int
    missing: int  # responses whose bytes the archive does not hold
    cursor: int  # to go on from


def write_warc(
    store: sqlite3.Connection,
    bodies: sqlite3.Connection,
    output: BinaryIO,
    *,
    source: str | None,
    cursor: int,
    gzip: bool,
) -> Written:
    """Write the responses after `cursor`, of one source or of all, in the order in which they were received."""
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(output, gzip=gzip, warc_version=VERSION)
    writer.write_record(
        writer.create_warcinfo_record("", {"software": user_agent(""), "format": "WARC File Format 1.1"})
    )
    records = missing = 0
    for number, row in read_responses(store, source, cursor):
        cursor = number
        try:
            body = archive.get(bodies, row.digest)
        except ArchiveError:
            missing += 1
            continue
        writer.write_record(_record(writer, row, body))
        records += 1
    return Written(records, missing, cursor)


def _record(writer: Any, row: ResponseRow, body: bytes) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    headers = [*row.headers, ("Content-Length", str(len(body)))]
    name = uuid.uuid5(NAMESPACE, f"{row.source} {row.locator} {row.digest}")
    return writer.create_warc_record(
        row.final_address,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders(f"{row.status} {_phrase(row.status)}", headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": row.received, "WARC-Record-ID": f"<urn:uuid:{name}>"},
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
