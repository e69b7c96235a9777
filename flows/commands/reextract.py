"""`wiresift reextract`: the archive again, with today's extractor and rules, and a report of what that changes."""

from __future__ import annotations

import click

from flows.commands.options import place_of, place_options, utc_time
from flows.present import json_text, line_width
from flows.present_reextract import reextract_lines, report_data


@click.command()
@click.option("--dry-run", is_flag=True, help="Write nothing: only say what would change.")
@click.option("--source", metavar="NAME", help="Only captures of this source.")
@click.option("--since", type=utc_time, metavar="DATE", help="Only what was captured on DATE or later.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many captures.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one a processor]")
@click.option("--json", "as_json", is_flag=True, help="For a program: one JSON object.")
@place_options
@click.pass_context
def reextract(
    context: click.Context,
    dry_run: bool,
    source: str | None,
    since: str | None,
    limit: int | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Extract again what was made with another recipe.

    After an update, or when you have changed the rules of a source: every capture whose article was made with another
    extractor or other rules than today's is extracted again, from the archive, or from its dump where there is none.
    The report says how many articles changed and by how many words, the largest changes first with what was gained and
    lost, which failures became articles, and which articles became failures. Try --dry-run first.

    Articles keep their ids. A text that is replaced stays readable: `wiresift explain` shows it as superseded. A killed
    run is gone on with by the next. When everything was made with today's recipe, nothing is done.
    """
    from flows.pool import start_server

    start_server()
    from flows import reextracting
    from flows.progress import progress

    place = place_of(context)
    options = reextracting.ReextractOptions(place.database, place.seeds, source, since, limit, workers, dry_run)
    with progress() as shown:
        report = reextracting.reextract(options, shown)
    if as_json:
        click.echo(json_text(report_data(report), indent=2))
        return
    for line in reextract_lines(report, line_width()):
        click.echo(line)
