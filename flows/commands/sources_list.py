"""`wiresift sources list`: the outlets, and how they do."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import place_of, place_options

if TYPE_CHECKING:
    from db.reading.sources import Brought

ALL_HELP = "Also those that are disabled and have brought nothing, such as the catalogue that Wiresift comes with."


@click.command("list")
@click.option("--all", "every", is_flag=True, help=ALL_HELP)
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object a line, for every source.")
@place_options
@click.pass_context
def list_sources(context: click.Context, every: bool, as_json: bool) -> None:
    """List sources, and how they do.

    Their state, when a feed of theirs answered last, when they last brought a new article, new articles a day (of the
    last week), which share of their articles are copies, and how many captures gave no article.
    """
    from flows.present import json_text
    from flows.present_sources import listed, listed_data, listed_lines
    from flows.sources import read_sources

    place, now = place_of(context), datetime.now(UTC)
    rows = listed(read_sources(place.seeds), _brought(place.database, now), now)
    for line in (json_text(listed_data(row)) for row in rows) if as_json else listed_lines(rows, every):
        click.echo(line)


def _brought(database: Path, now: datetime) -> dict[str, Brought]:
    """Return what each source has brought; nothing where there is no store yet."""
    from db.connection import open_reader
    from db.reading.sources import read_brought
    from flows.present_sources import RECENT

    if not database.exists():
        return {}
    with closing(open_reader(database)) as connection:
        return read_brought(connection, (now - RECENT).isoformat(timespec="seconds").replace("+00:00", "Z"))
