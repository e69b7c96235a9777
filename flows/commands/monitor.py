"""`wiresift monitor`: one round, as `up` takes it every few minutes, through Prefect or directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from flows.commands.options import place_of, place_options
from flows.errors import RunError
from flows.lock import StoreBusyError

if TYPE_CHECKING:
    from flows.fetching.round import FetchOptions
    from flows.monitoring.rounds import RoundReport


@click.command()
@click.option("--direct", is_flag=True, help="Without Prefect: the same, and 12 to 15 s sooner.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one a processor]")
@place_options
@click.pass_context
def monitor(context: click.Context, direct: bool, workers: int | None) -> None:
    """Take one round: fetch the sources that are due, keep their articles, tell what people wait for.

    A source is due by its own `every` or `cron`. What a killed round has left is finished first. While another run
    holds the store the round is left out: the command says so and exits with 1, and the next round takes what is due.

    `wiresift up` takes a round every few minutes. This command is for one by hand, or for a scheduler of yours; with
    `up` running, or PREFECT_API_URL set, the round is seen in that server's pages.
    """
    from flows.pool import start_server

    start_server()
    from flows.fetching.round import FetchOptions
    from flows.settings import load_settings

    place = place_of(context)
    load_settings(place.seeds)  # a mistake in it is told at once, not when Prefect's server has started
    options = FetchOptions(place.database, place.seeds, workers=workers)
    report = _take_directly(options) if direct else _run_flow(options)
    for line in report.lines():
        click.echo(line)


def _take_directly(options: FetchOptions) -> RoundReport:
    from flows.monitoring.rounds import take_round
    from flows.progress import progress

    with progress() as shown:
        return take_round(options, shown)


def _run_flow(options: FetchOptions) -> RoundReport:
    from flows.prefect_environment import prepare, unreachable_told
    from flows.progress import current_progress, progress

    prepare(options.seeds)
    from flows.monitoring.flow import SKIPPED, monitor_flow

    with progress() as shown, unreachable_told():
        current_progress.set(shown)
        state = monitor_flow(
            str(options.database.absolute()), str(options.seeds.absolute()), options.workers, return_state=True
        )
        if state.name == SKIPPED:
            raise StoreBusyError(state.message)
        if state.is_failed() and state.data is None:
            raise RunError(state.message)
        return cast("RoundReport", state.result())
