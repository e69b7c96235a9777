"""docs/commands.md, made from the commands themselves.

`python -m flows.commands.reference` writes the file anew. In: what the documentation says. Out: what a command does.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from flows.cli import COMMANDS, wiresift

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"

INTRODUCTION = """# Commands

Written by `python -m flows.commands.reference`; edit the commands in `flows/commands/`, not this page.

`wiresift COMMAND --help` says the same in the terminal. `python -m flows.cli` is the same as `wiresift`. `--db` and
`--seeds` may stand before or after the command's name; the later one wins.

| exit code | means |
|---|---|
| 0 | done; failures of single records are stored, and are no failure of the command |
| 1 | failed: standard error says what is wrong, where, and what to do |
| 2 | wrong usage: an option or argument is not what it must be |
| 130 | interrupted with Ctrl-C |
| 141 | whoever read the output went away, as in `wiresift export \\| head` |

What a command is asked for goes to standard output, what it has to say about it to standard error. Stored texts come
from strangers: control characters, and those that turn the reading order around, are shown as escapes.
"""


def commands_document() -> str:
    """Return docs/commands.md as it must be."""
    sections = [_section(name) for name in COMMANDS]
    return "\n".join([INTRODUCTION, *(line for section in sections for line in section)])


def _section(name: str) -> Iterator[str]:
    context = click.Context(wiresift, info_name="wiresift")
    command = wiresift.get_command(context, name)
    if command is None:
        raise LookupError(name)
    yield from _command(name, command, context, "##")


def _command(name: str, command: click.Command, parent: click.Context, heading: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    yield f"{heading} {context.command_path.removeprefix('wiresift ')}\n"
    yield f"    {' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(inner, command.commands[inner], context, heading + "#")
        return
    yield "| option | does |"
    yield "|---|---|"
    for parameter in command.params:
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record:
            yield f"| `{_escaped(record[0])}` | {_escaped(record[1])} |"
    yield ""


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write docs/commands.md."""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(commands_document(), encoding="utf-8")


if __name__ == "__main__":
    main()
