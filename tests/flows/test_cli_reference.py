"""The reference of the commands is up to date, and every option in it says what it does."""

from __future__ import annotations

import click
import pytest

from flows.cli import COMMANDS, wiresift
from flows.commands.reference import DOCUMENT, commands_document


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help(name: str) -> None:
    command = wiresift.get_command(click.Context(wiresift), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_the_page_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == commands_document(), "run: python -m flows.commands.reference"
