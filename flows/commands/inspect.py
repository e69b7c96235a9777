"""`wiresift inspect`: Datasette on the store."""

from __future__ import annotations

import dataclasses
import signal
import webbrowser
from pathlib import Path
from types import FrameType

import click

from flows.commands.options import place_of, place_options
from flows.errors import RunError
from flows.inspecting import LOOPBACK, PORT, Inspection, free_port, running_datasette
from flows.inspecting_password import password_hash

HOST_HELP = "Listen at this address. One that other machines can reach needs --password-file."
PORT_HELP = "Listen at this port; 0: any that is free."
PASSWORD_HELP = "Ask for the password in the first line of FILE."  # noqa: S105 - a help text


@click.command()
@click.option("--host", metavar="ADDRESS", default=LOOPBACK, show_default=True, help=HOST_HELP)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help=PORT_HELP)
@click.option("--password-file", type=click.Path(path_type=Path), metavar="FILE", help=PASSWORD_HELP)
@click.option("--sql", is_flag=True, help="Let everyone who gets in run SQL of their own, read-only, a second each.")
@click.option("--download", is_flag=True, help="Let everyone who gets in download the whole database.")
@click.option("--open", "open_browser", is_flag=True, help="Open a browser on it.")
@place_options
@click.pass_context
def inspect(
    context: click.Context,
    host: str,
    port: int,
    password_file: Path | None,
    sql: bool,
    download: bool,
    open_browser: bool,
) -> None:
    """Show the store in a browser: every article, every copy and every cut.

    Datasette serves the store read-only, also while a run writes to it. It listens on this machine alone. To show it to
    others, write a password into a file and give --host and --password-file; what travels is not encrypted, so put a
    web server with TLS before it. Interrupt it (Ctrl-C) to end it.
    """
    database = place_of(context).database
    password = None if password_file is None else password_hash(password_file, _warn)
    inspection = Inspection(database, host, port, sql, download, password)
    if port == 0:
        inspection = dataclasses.replace(inspection, port=free_port(host))
    _serve(inspection, open_browser)


def _serve(inspection: Inspection, open_browser: bool) -> None:
    """Serve until the process is interrupted or told to end; both are the usual end, not an error."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with running_datasette(inspection) as process:
            click.echo(f"{inspection.database} is at {inspection.address} (Ctrl-C ends it)")
            if open_browser:
                webbrowser.open(inspection.address)
            code = process.wait()
        raise RunError(f"Datasette ended by itself (code {code}); its last lines say why")
    except KeyboardInterrupt:
        click.echo("ended")
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's arguments
    raise KeyboardInterrupt


def _warn(text: str) -> None:
    click.echo(f"Warning: {text}", err=True)
