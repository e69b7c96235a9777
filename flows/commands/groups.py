"""A group of commands that says which one is perhaps meant when there is none of a name.

In: what all groups share. Out: which commands there are.
"""

from __future__ import annotations

import difflib

import click


class Group(click.Group):
    """A group that knows of slips of the pen."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name. Raise `click.UsageError` with a name that is near."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            if not near:
                raise
            raise click.UsageError(f"{error.message.rstrip('.')}; perhaps '{near[0]}' is meant.", error.ctx) from error
