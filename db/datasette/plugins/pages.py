"""The plugin that Datasette loads: our pages, and what is ours on the stock ones.

In: the hooks. Out: what they answer (`db.datasette`).
"""

from __future__ import annotations

from datasette import hookimpl
from jinja2 import Environment

from db.datasette.pages import ROUTES, View
from db.datasette.showing import FILTERS


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, View]]:
    """Return the addresses of our pages."""
    return list(ROUTES)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Make our filters known to the templates."""
    env.filters.update(FILTERS)
