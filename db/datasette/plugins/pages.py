"""The plugin that Datasette loads: our pages, and what is ours on the stock ones.

In: the hooks. Out: what they answer (`db.datasette`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup

from db.datasette.cells import render
from db.datasette.pages import ROUTES, View
from db.datasette.queries import canned
from db.datasette.showing import FILTERS


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, View]]:
    """Return the addresses of our pages."""
    return list(ROUTES)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Make our filters known to the templates."""
    env.filters.update(FILTERS)


@hookimpl  # type: ignore[untyped-decorator]
def canned_queries(datasette: Datasette, database: str) -> dict[str, dict[str, Any]] | None:
    """Return the usual questions to the store."""
    return canned() if database == datasette.get_database().name else None


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    datasette: Datasette, database: str, table: str | None, row: Mapping[str, object], column: str, value: object
) -> Markup | None:
    """Return links to our pages, and short beginnings of long texts, in the stock tables of the store."""
    return render(datasette, table, row, column, value) if database == datasette.get_database().name else None


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """Return the link to the tables and queries of the store."""
    return [{"href": datasette.urls.database(datasette.get_database().name), "label": "Tables and queries"}]
