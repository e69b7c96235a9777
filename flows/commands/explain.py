"""`wiresift explain`: everything known of one article, and where it comes from."""

from __future__ import annotations

from contextlib import closing

import click

from db.connection import open_reader
from db.reading.article import explain_article, find_article
from flows.commands.options import place_of, place_options
from flows.present import json_text, line_width
from flows.present_article import explanation_data, explanation_lines


@click.command()
@click.argument("article", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object.")
@place_options
@click.pass_context
def explain(context: click.Context, article: str, as_json: bool) -> None:
    """Show where an article comes from.

    Where every word of it came from, and why every other word was removed. ID is an article's id, or a beginning of
    it that only one has. Shown are the metadata each with its origin, the text with what was removed in place, the
    versions and what changed between them, the captures, the recipe, the story with its copies, the links with their
    evidence, verdicts, and failed captures of the same address.
    """
    with closing(open_reader(place_of(context).database)) as connection:
        explanation = explain_article(connection, find_article(connection, article))
    if as_json:
        click.echo(json_text(explanation_data(explanation), indent=2))
        return
    for line in explanation_lines(explanation, line_width()):
        click.echo(line)
