"""`wiresift up`: Prefect's server, the schedule and Datasette, until it is told to stop."""

from __future__ import annotations

import os
from pathlib import Path

import click

from flows.commands.options import place_of, place_options
from flows.inspecting import LOOPBACK, PORT, Inspection, free_port
from flows.inspecting_password import password_hash
from flows.intervals import seconds_of
from flows.settings import load_settings
from flows.sources import read_sources
from flows.tables import wrong

PREFECT_PORT = 4200  # Prefect's own default
PREFECT_PORT_HELP = "Prefect's server listens at this port of this machine; 0: any that is free."
HOST_HELP = "Datasette listens at this address. One that other machines can reach needs --password-file."
PORT_HELP = "Datasette listens at this port; 0: any that is free."
PASSWORD_HELP = "Datasette asks for the password in the first line of FILE."  # noqa: S105 - a help text


@click.command()
@click.option("--prefect-port", type=click.IntRange(0, 65535), default=PREFECT_PORT, show_default=True,
              help=PREFECT_PORT_HELP)  # fmt: skip
@click.option("--host", metavar="ADDRESS", default=LOOPBACK, show_default=True, help=HOST_HELP)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help=PORT_HELP)
@click.option("--password-file", type=click.Path(path_type=Path), metavar="FILE", help=PASSWORD_HELP)
@click.option("--no-inspect", is_flag=True, help="Without Datasette.")
@click.option("--every-seconds", type=click.IntRange(min=1), hidden=True, help="For tests: instead of the setting.")
@place_options
@click.pass_context
def up(
    context: click.Context,
    prefect_port: int,
    host: str,
    port: int,
    password_file: Path | None,
    no_inspect: bool,
    every_seconds: int | None,
) -> None:
    """Keep everything running: the schedule of rounds, Prefect's server with its pages, and Datasette.

    Every few minutes (`every` under [monitor] in settings.toml) a round of `wiresift monitor` takes the sources that
    are due, so a source that is added or edited needs no restart. What dies is started again. Ctrl-C, or the end of the
    terminal, stops it all; a round in the middle is finished by the next one.

    Prefect's server listens on this machine alone, as whoever reaches it may start flows. With PREFECT_API_URL set,
    that server is used and none is started.
    """
    from flows.monitoring.parts import Layout
    from flows.monitoring.up import run_up
    from flows.prefect_environment import prepare

    place = place_of(context)
    seconds = every_seconds or _seconds_between_rounds(place.seeds)
    for fault in read_sources(place.seeds).faults.values():
        _tell(f"{fault}; the other sources are followed")
    prepare(place.seeds)
    password = None if password_file is None else password_hash(password_file, _tell)
    layout = Layout(
        database=place.database,
        seeds=place.seeds,
        every_seconds=seconds,
        prefect_port=prefect_port or free_port(LOOPBACK),
        keep_days=load_settings(place.seeds).monitor.keep_days,
        inspection=None if no_inspect else Inspection(place.database, host, port or free_port(host), password=password),
        server=os.environ.get("PREFECT_API_URL"),
    )
    run_up(layout, _tell)


def _seconds_between_rounds(seeds: Path) -> int:
    try:
        return seconds_of(load_settings(seeds).monitor.every)
    except ValueError as error:
        raise wrong(seeds / "settings.toml", ("monitor", "every"), f"[monitor] every: {error}") from error


def _tell(text: str) -> None:
    click.echo(text)
