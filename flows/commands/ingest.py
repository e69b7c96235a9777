"""`wiresift ingest`: dumps into the store, through Prefect or directly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import place_of, place_options

if TYPE_CHECKING:
    from db.summary import Summary
    from flows.pipeline import IngestOptions


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="The source of every document.  [default: see above]")
@click.option("--direct", is_flag=True, help="Without Prefect: the same, and 12 to 15 s sooner.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one a processor]")
@click.option("--no-archive", is_flag=True, help="Keep digests and locators only; the dumps must stay where they are.")
@click.option("--retry-failed", is_flag=True, help="Try captures again that failed in earlier runs.")
@click.option("--strict", is_flag=True, help="Exit with 1 when the run stored failures.")
@place_options
@click.pass_context
def ingest(
    context: click.Context,
    paths: tuple[Path, ...],
    source: str | None,
    direct: bool,
    workers: int | None,
    no_archive: bool,
    retry_failed: bool,
    strict: bool,
) -> int:
    """Read dumps, keep their articles, link the copies.

    PATH is a dump or a folder of dumps: text, HTML, JSONL, CSV, WARC, saved feeds, also compressed and in archives.
    What was ingested before is not stored again, so the same command may be given as often as you like. A record that
    gives no article is stored as a failure with its reason, and the run goes on; so is a PATH that is not there, and
    when none is there, the command fails.

    The source of a document is --source, else the configured source whose hosts have its URL, else what its record
    says, else the URL's host, else the dump's name.
    """
    from flows.pool import start_server

    start_server()
    from flows.pipeline import IngestOptions
    from flows.report import next_steps, report_lines
    from flows.settings import load_settings

    place = place_of(context)
    if not direct:
        load_settings(place.seeds)  # a mistake in it is told at once, not when Prefect's server has started
    archive = False if no_archive else None
    options = IngestOptions(paths, place.database, place.seeds, source, workers, archive, retry_failed)
    summary = _run_directly(options) if direct else _run_flow(options)
    for line in [*report_lines(summary), *next_steps(place.database)]:
        click.echo(line)
    nothing_there = not any(path.exists() for path in paths)
    return int(nothing_there or (strict and summary.failed > 0))


def _run_directly(options: IngestOptions) -> Summary:
    from flows import pipeline
    from flows.progress import progress

    with progress() as shown:
        return pipeline.ingest(options, shown)


def _run_flow(options: IngestOptions) -> Summary:
    from flows.prefect_environment import prepare, unreachable_told
    from flows.progress import current_progress, progress

    prepare(options.seeds)
    from flows.ingest import ingest_flow

    with progress() as shown, unreachable_told():
        current_progress.set(shown)
        return ingest_flow(
            [str(path) for path in options.paths],
            str(options.database),
            str(options.seeds),
            options.source,
            options.workers,
            options.archive,
            options.retry_failed,
        )
