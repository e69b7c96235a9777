"""`wiresift export --format warc`: what was fetched, as a WARC."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from db.connection import archive_path, open_archive_reader, open_reader
from db.reading.scope import check_source
from flows.publishing import replaced

WARC = "warc"


def export_warc(database: Path, source: str | None, cursor: int, output: Path | None) -> None:
    """Write the WARC to a file, gzipped if its name ends so, or to standard output. Tell the cursor at the end."""
    from flows.fetching.warc import write_warc

    with closing(open_reader(database)) as store:
        check_source(store, source)
        with closing(open_archive_reader(archive_path(database))) as bodies, _opened(output) as stream:
            gzip = output is not None and output.suffix == ".gz"
            written = write_warc(store, bodies, stream, source=source, cursor=cursor, gzip=gzip)
            stream.flush()
    if written.missing:
        click.echo(f"{written.missing} responses are left out: the archive does not hold their bytes", err=True)
    click.echo(f"{written.records} responses", err=True)
    click.echo(f"cursor: {written.cursor}", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    with replaced(output) as partial, partial.open("wb") as stream:
        yield stream
