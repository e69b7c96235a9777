"""`wiresift recluster`: relations, clusters and canonicals again, from the stored evidence."""

from __future__ import annotations

import click

from flows.commands.options import place_of, place_options
from flows.present_stories import resettled_lines


@click.command()
@click.option("--explain", is_flag=True, help="Say which article moved from which story to which.")
@place_options
@click.pass_context
def recluster(context: click.Context, explain: bool) -> None:
    """Find the stories again.

    Which articles are copies of which, which belong to one story, and which of them is shown first is decided again
    for all articles, from the stored texts and verdicts. Nothing is read from dumps.

    What ingest settled step by step and what this finds at once are the same: normally no article moves. One does after
    an update whose rules are others, or when the database was changed by hand; and another article of a story is shown
    first when `prefer` under [copies] in settings.toml has changed.
    """
    from db import intake
    from flows.linking import check_scheme
    from flows.pipeline import load_seeds, source_rows
    from flows.settling import resettle
    from flows.writing import locked_store, recorded_run, utc_now

    place = place_of(context)
    settings, sources = load_seeds(place.seeds)
    with locked_store(
        place.database, settings.run.wait_for_lock, lambda line: click.echo(line, err=True)
    ) as connection:
        check_scheme(connection)
        with recorded_run(connection, "recluster") as run:
            intake.store_sources(connection, source_rows(sources, settings.copies.prefer))
            resettled = resettle(connection, run, utc_now())
    for line in resettled_lines(resettled, explain):
        click.echo(line)
