"""The command line: `wiresift`, also `python -m flows.cli`.

In: finding a command, and turning what goes wrong into a message and an exit code: 0 done, 1 failed, 2 wrong usage,
130 interrupted, 141 the reader of the output went away. Out: the commands (`flows.commands`), which are imported one by
one when they are needed, so that `search` does not wait for Prefect.
"""

from __future__ import annotations

import importlib
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from db.connection import StoreError
from flows.commands.groups import Group
from flows.commands.options import place_options
from flows.errors import RunError
from flows.present import printable
from flows.settings import SettingsError

COMMANDS = (
    "ingest",
    "sources",
    "fetch",
    "monitor",
    "up",
    "watches",
    "search",
    "explain",
    "inspect",
    "export",
    "verdict",
    "recluster",
    "reextract",
    "status",
)

DONE = 0
FAILED = 1
INTERRUPTED = 128 + signal.SIGINT
READER_GONE = 128 + signal.SIGPIPE


class LazyGroup(Group):
    """Commands by the name of the module that has them: `search` is `flows.commands.search.search`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"flows.commands.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wiresift", prog_name="wiresift", message="%(prog)s %(version)s")
@place_options
def wiresift() -> None:
    """Sift news dumps into clean articles, each with its copies linked and a record of where every word came from."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_a_letter(stream)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. What a person can mend is told on standard error, in a few lines."""
    try:
        result = _invoke(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return READER_GONE
    except (StoreError, SettingsError, RunError, OSError, sqlite3.Error) as error:
        click.echo(f"Error: {printable(_what(error))}", err=True)
        return FAILED
    return result if isinstance(result, int) else DONE


def _invoke(arguments: list[str]) -> object:
    """Run the command without click's own `main`, which would turn an interrupt and a closed pipe into a plain 1."""
    with wiresift.make_context("wiresift", arguments) as context:
        return wiresift.invoke(context)


def _what(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'output'}: {error.strerror}"
    return f"the database: {error}" if isinstance(error, sqlite3.Error) else str(error)


def _never_fail_on_a_letter(stream: TextIO) -> None:
    """Let a terminal that knows few letters show `?` for the others."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _forget_output() -> None:
    """Send what is still buffered nowhere: flushing it at exit would fail again, with a message."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
