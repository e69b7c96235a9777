"""`wiresift fetch`: one round by hand, without Prefect."""

from __future__ import annotations

import click

from flows.commands.options import place_of, place_options


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one a processor]")
@click.option("--strict", is_flag=True, help="Exit with 1 when the run stored failures.")
@place_options
@click.pass_context
def fetch(context: click.Context, names: tuple[str, ...], workers: int | None, strict: bool) -> int:
    """Ask feeds for what is new, fetch its pages, keep their articles.

    Without NAME: the enabled sources that are due by their own schedule; with it, these sources, now, due or not. What
    servers ask for is respected in either case: robots.txt, pauses, "come back later".

    A feed that cannot be had is tried again later, less and less often; a page, some times, before it is a failure.
    """
    from flows.pool import start_server

    start_server()
    from flows.fetching.round import FetchOptions, run_round
    from flows.progress import progress
    from flows.report import next_steps, report_lines

    place = place_of(context)
    options = FetchOptions(place.database, place.seeds, names, workers, wait_seconds=None)
    with progress() as shown:
        summary = run_round(options, shown)
    for line in [*report_lines(summary), *next_steps(place.database)]:
        click.echo(line)
    return int(strict and summary.failed > 0)
