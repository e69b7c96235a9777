"""`wiresift sources`: the outlets that are followed. Each command is a module of its own."""

from __future__ import annotations

import click

from flows.commands.groups import Group
from flows.commands.options import place_options
from flows.commands.sources_add import add, disable, enable
from flows.commands.sources_check import check, freeze
from flows.commands.sources_list import list_sources
from flows.commands.sources_opml import export_opml, import_opml
from flows.commands.sources_try import try_source


class InOrder(Group):
    """Commands in the order in which a person meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which they were added."""
        return list(self.commands)


@click.group(cls=InOrder)
@place_options
def sources() -> None:
    """Find, try, check and list the outlets that are followed.

    A source is one file, seeds/sources/NAME.toml, which these commands write and which you may edit.
    """


for command in (add, try_source, list_sources, enable, disable, check, freeze, import_opml, export_opml):
    sources.add_command(command)
