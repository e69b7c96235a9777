"""`wiresift sources try`: a dry run of one source."""

from __future__ import annotations

import click

from flows.commands.options import place_of, place_options
from flows.commands.sources_add import opened_shop

NUMBER_HELP = "How many of the newest articles."
URL_HELP = "This page, and not what the feeds name."


@click.command("try")
@click.argument("name", metavar="NAME")
@click.option("--number", type=click.IntRange(min=1, max=100), default=5, show_default=True, help=NUMBER_HELP)
@click.option("--url", metavar="URL", help=URL_HELP)
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object a line.")
@place_options
@click.pass_context
def try_source(context: click.Context, name: str, number: int, url: str | None, as_json: bool) -> int:
    """Show what a source would bring, and store nothing.

    Its feeds are read, and their newest articles shown whole: the metadata each with its origin, the text, and in it
    every removed block with its reason. Rules in the source's file are applied, so this is the way to write them.
    """
    from flows.sources import find_source

    source = find_source(place_of(context).seeds, name)
    with opened_shop(place_of(context).seeds) as shop:
        from flows.discovery.presenting import full_lines, trial_data
        from flows.discovery.trying import try_source as trials_of
        from flows.present import json_text, line_width

        worked = False
        for trial in trials_of(source, shop, number, url):
            worked = worked or trial.worked
            for line in [json_text(trial_data(trial))] if as_json else [*full_lines(trial, line_width()), ""]:
                click.echo(line)
    return int(not worked)
