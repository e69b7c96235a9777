"""`wiresift export`: articles as lines for other programs."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

import click

from db.connection import open_reader
from db.reading.export import open_export
from db.reading.scope import Scope
from flows.commands.export_formats import FORMATS
from flows.commands.options import checked_query, place_of, place_options, scope_options
from flows.publishing import publish

LONGEST_CURSOR = 19  # digits; what is longer is no integer of SQLite's
SQLITE_BEGINNING = b"SQLite format 3\0"
SNAPSHOT = "sqlite"
FORMAT_HELP = (
    "JSONL says everything exactly; CSV is for spreadsheets; sqlite is a snapshot of the store for publishing."
)
ALL_HELP = "A line for every version that is not superseded, of copies too; else one for each canonical article."
SINCE_HELP = "Only articles that changed after the export whose last line said this cursor."


def cursor_number(value: str) -> int:
    """Return the number of a settlement, as an export's last line says it."""
    if not (value.isascii() and value.isdigit() and len(value) < LONGEST_CURSOR):
        raise click.BadParameter(f"{value!r} is no cursor: that is the number in the last line of an earlier export")
    return int(value)


@click.command()
@click.option(
    "--format", "form", type=click.Choice([*FORMATS, SNAPSHOT]), default="jsonl", show_default=True, help=FORMAT_HELP
)
@click.option("--all", "copies", is_flag=True, help=ALL_HELP)
@click.option("--since", "cursor", type=cursor_number, metavar="CURSOR", default="0", help=SINCE_HELP)
@scope_options
@click.option("--query", metavar="WORDS", help="Only articles whose newest version has these words, as in search.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, which is replaced whole."
)
@place_options
@click.pass_context
def export(
    context: click.Context,
    form: str,
    copies: bool,
    cursor: int,
    source: str | None,
    language: str | None,
    query: str | None,
    output: Path | None,
) -> None:
    """Write articles for other programs.

    One article a line, in the order in which they last changed. The last line on standard error says the cursor: a
    later export with --since CURSOR gives what has changed in between. An article that changed comes again under the
    same id. One that has become a copy comes with "canonical": false where --all is given, and no longer otherwise.

    JSONL is exact. CSV is for spreadsheets: lists are joined by "; ", and a text that a spreadsheet would take for a
    formula stands behind an apostrophe.

    sqlite is the whole store in one file for others to read, without the archive, the paths of dumps, and who gave a
    verdict. It needs --output; the last line says how Datasette shows it.
    """
    if form == SNAPSHOT:
        _publish(context, output, copies or cursor or source or language or query)
        return
    scope = Scope(source, language, copies)
    words = None if query is None else checked_query(query)
    with (
        closing(open_reader(place_of(context).database)) as connection,
        open_export(connection, scope, cursor, words) as exported,
        _opened(output) as stream,
    ):
        FORMATS[form](exported.lines, stream)
        stream.flush()
    click.echo(f"cursor: {exported.cursor}", err=True)


def _publish(context: click.Context, output: Path | None, chosen: object) -> None:
    if output is None:
        raise click.UsageError("--format sqlite writes a file: name it with --output FILE")
    if chosen:
        raise click.UsageError("--format sqlite is the whole store: leave --all, --since and what chooses articles out")
    command = publish(place_of(context).database, output)
    click.echo(f"show it with: {command}", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Give what to write to: always UTF-8, and line ends as they are written."""
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
    elif output.exists() and not output.is_file():  # a device or a named pipe
        with output.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    else:
        _refuse_database(output)
        with _replaced(output) as stream:
            yield stream


@contextmanager
def _replaced(output: Path) -> Iterator[TextIO]:
    """Write beside the file and put it in its place at the end: nobody ever reads half an export."""
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        partial.replace(output)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _refuse_database(output: Path) -> None:
    if not output.exists():
        return
    with output.open("rb") as stream:
        if stream.read(len(SQLITE_BEGINNING)) == SQLITE_BEGINNING:
            raise click.UsageError(f"--output {output} is a database and would be lost; name another file")
