"""`wiresift export`: articles as lines for other programs."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from db.connection import open_reader
from db.reading.export import open_export
from db.reading.newest import Choice
from db.reading.scope import Scope
from flows.commands.export_formats import FORMATS
from flows.commands.export_warc import WARC, export_warc
from flows.commands.options import checked_query, place_of, place_options, scope_options
from flows.publishing import publish, replaced
from flows.source_faults import of_address

LONGEST_CURSOR = 19  # digits; what is longer is no integer of SQLite's
SQLITE_BEGINNING = b"SQLite format 3\0"
SNAPSHOT = "sqlite"
FEED = "atom"
ENTRIES = 100  # of a feed, unless it is said: readers ask once a day at least, and a text has about 3 kB
MOST_ENTRIES = 5000  # the document is made in memory: about 60 MB
ALL_FORMATS = [*FORMATS, FEED, SNAPSHOT, WARC]
FORMAT_HELP = (
    "JSONL says everything exactly; CSV is for spreadsheets; atom is for feed readers; sqlite is a snapshot of the"
    " store for publishing; warc is what was fetched."
)
WATCH_HELP = "For atom: only articles that the watch NAME of watches.toml asks for."
LIMIT_HELP = f"For atom: at most so many articles, the newest.  [default: {ENTRIES}]"
LINK_HELP = "For atom: the address at which the feed will lie."
ALL_HELP = "A line for every version that is not superseded, of copies too; else one for each canonical article."
SINCE_HELP = "Only articles that changed after the export whose last line said this cursor."


def cursor_number(value: str) -> int:
    """Return the number of a settlement, as an export's last line says it."""
    if not (value.isascii() and value.isdigit() and len(value) < LONGEST_CURSOR):
        raise click.BadParameter(f"{value!r} is no cursor: that is the number in the last line of an earlier export")
    return int(value)


def web_address(value: str) -> str:
    """Return an address of the web. Raise click's error for anything else."""
    if what := of_address(value):
        raise click.BadParameter(what)
    return value


@click.command()
@click.option("--format", "form", type=click.Choice(ALL_FORMATS), default="jsonl", show_default=True, help=FORMAT_HELP)
@click.option("--all", "copies", is_flag=True, help=ALL_HELP)
@click.option("--since", "cursor", type=cursor_number, metavar="CURSOR", default="0", help=SINCE_HELP)
@scope_options
@click.option("--query", metavar="WORDS", help="Only articles whose newest version has these words, as in search.")
@click.option("--watch", metavar="NAME", help=WATCH_HELP)
@click.option("--limit", type=click.IntRange(1, MOST_ENTRIES), help=LIMIT_HELP)
@click.option("--self-link", type=web_address, metavar="URL", help=LINK_HELP)
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
    watch: str | None,
    limit: int | None,
    self_link: str | None,
    output: Path | None,
) -> None:
    """Write articles for other programs.

    One article a line, in the order in which they last changed. The last line on standard error says the cursor: a
    later export with --since CURSOR gives what has changed in between. An article that changed comes again under the
    same id. One that has become a copy comes with "canonical": false where --all is given, and no longer otherwise.

    JSONL is exact. CSV is for spreadsheets: lists are joined by "; ", and a text that a spreadsheet would take for a
    formula stands behind an apostrophe.

    atom is a feed of the newest articles by their day, with their texts, for feed readers. An article has the same id
    in every feed; one that changed has a later time.

    sqlite is the whole store in one file for others to read, without the archive, the paths of dumps, and who gave a
    verdict. It needs --output; the last line says how Datasette shows it.

    warc is every page that was fetched, and every feed that told of something new, as the server sent it, for web
    archives and other tools; gzipped when FILE ends in .gz. --source and --since choose among them; its cursor is of
    its own kind.
    """
    if form == SNAPSHOT:
        _publish(context, output, copies or cursor or source or language or query or watch or limit or self_link)
        return
    if form == WARC:
        _write_warc(context, source, cursor, output, copies or language or query or watch or limit or self_link)
        return
    words = None if query is None else checked_query(query)
    if form == FEED:
        choice = Choice(_given(source), _given(language), words, copies, cursor)
        _write_feed(context, choice, watch, limit or ENTRIES, self_link, output)
        return
    if watch or limit or self_link:
        raise click.UsageError("--watch, --limit and --self-link are for --format atom")
    scope = Scope(source, language, copies)
    with (
        closing(open_reader(place_of(context).database)) as connection,
        open_export(connection, scope, cursor, words) as exported,
        _opened(output) as stream,
    ):
        FORMATS[form](exported.lines, stream)
        stream.flush()
    click.echo(f"cursor: {exported.cursor}", err=True)


def _given(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _write_feed(
    context: click.Context, choice: Choice, watch: str | None, limit: int, self_link: str | None, output: Path | None
) -> None:
    from flows.commands.export_atom import AtomExport, atom_export

    title = None
    if watch is not None:
        choice, title = _of_watch(context, choice, watch)
    with closing(open_reader(place_of(context).database)) as connection:
        document, cursor = atom_export(connection, AtomExport(choice, limit, title, self_link))
    with _opened(output) as stream:
        stream.write(document)
        stream.flush()
    click.echo(f"cursor: {cursor}", err=True)


def _of_watch(context: click.Context, choice: Choice, name: str) -> tuple[Choice, str]:
    """Return what a watch asks for, and its title."""
    if choice.sources or choice.languages or choice.query:
        raise click.UsageError("--watch says what is asked for: leave --source, --language and --query out")
    from flows.watching.file import named_watch

    watch = named_watch(place_of(context).seeds, name)
    asked = replace(choice, sources=watch.sources, languages=watch.languages, query=watch.query)
    return asked, watch.title or watch.name


def _publish(context: click.Context, output: Path | None, chosen: object) -> None:
    if output is None:
        raise click.UsageError("--format sqlite writes a file: name it with --output FILE")
    if chosen:
        raise click.UsageError("--format sqlite is the whole store: leave --all, --since and what chooses articles out")
    command = publish(place_of(context).database, output)
    click.echo(f"show it with: {command}", err=True)


def _write_warc(context: click.Context, source: str | None, cursor: int, output: Path | None, chosen: object) -> None:
    if chosen:
        raise click.UsageError(
            "--format warc is what was fetched, article or not: choose with --source and --since alone"
        )
    if output is not None:
        _refuse_database(output)
    export_warc(place_of(context).database, source, cursor, output)


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
        with replaced(output) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
            yield stream


def _refuse_database(output: Path) -> None:
    if not output.exists():
        return
    with output.open("rb") as stream:
        if stream.read(len(SQLITE_BEGINNING)) == SQLITE_BEGINNING:
            raise click.UsageError(f"--output {output} is a database and would be lost; name another file")
