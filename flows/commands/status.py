"""`wiresift status`: runs, sources, counts, and what needs attention."""

from __future__ import annotations

from contextlib import closing

import click

from db.connection import open_reader
from db.reading.status import read_status
from flows.commands.options import place_of, place_options
from flows.present import json_text
from flows.present_status import status_data, status_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object.")
@place_options
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Show what is there and what needs attention.

    Counts of everything, the last runs, each source, copies by relation, who copies whom and with what delay, failures
    with the newest of each stage, and how much of the pages was removed for which reason.
    """
    with closing(open_reader(place_of(context).database)) as connection:
        state = read_status(connection)
    if as_json:
        click.echo(json_text(status_data(state), indent=2))
        return
    for line in status_lines(state):
        click.echo(line)
