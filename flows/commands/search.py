"""`wiresift search`: full text, newest first."""

from __future__ import annotations

from contextlib import closing

import click

from db.connection import open_reader
from db.reading.scope import Scope
from db.reading.search import search_articles
from flows.commands.options import checked_query, place_of, place_options, scope_options, utc_time
from flows.present import counted, line_width
from flows.present_search import hit_lines


@click.command()
@click.argument("words", metavar="QUERY...", nargs=-1, required=True)
@scope_options
@click.option("--since", type=utc_time, metavar="DATE", help="Only what was published on DATE or later.")
@click.option("--all", "copies", is_flag=True, help="Copies as well, not only the article shown first of each story.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many articles."
)
@place_options
@click.pass_context
def search(
    context: click.Context,
    words: tuple[str, ...],
    source: str | None,
    language: str | None,
    since: str | None,
    copies: bool,
    limit: int,
) -> None:
    """Find articles by their words, newest first.

    All words must stand in an article's title or text. "A phrase" in quotes stands as it is, pre* is any word that
    begins so, -word must not stand there, OR separates alternatives. Case and accents make no difference.

    A shell takes quotes away: write '"storm surge" harbour'. What begins with a minus goes behind --, as in: wiresift
    search -- harbour -budget

    Articles whose day of publication is not known come last, and are left out with --since.
    """
    query = checked_query(" ".join(words))
    with closing(open_reader(place_of(context).database)) as connection:
        hits = search_articles(connection, query, Scope(source, language, copies), since, limit)
    for hit in hits:
        for line in hit_lines(hit, line_width()):
            click.echo(line)
    _tell_rest(len(hits), limit, copies)


def _tell_rest(found: int, limit: int, copies: bool) -> None:
    if found == limit:
        click.echo(f"The newest {counted(found, 'article')}; --limit gives more.", err=True)
    elif not found:
        click.echo("Nothing found." + ("" if copies else " --all also looks into copies."), err=True)
