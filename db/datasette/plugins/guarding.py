"""The plugin that puts the guard before Datasette (`db.datasette.guard`).

Datasette runs this file without making a module of it, so it holds the hooks alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.plugins import pm

from db.datasette.guard import App, Guard, settings_of

ACCOUNTS = "datasette_auth_passwords"


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> None:
    """Take the login away where there is nothing to log in to."""
    if not settings_of(datasette).get("password"):
        for plugin in [plugin for plugin in pm.get_plugins() if getattr(plugin, "__name__", "") == ACCOUNTS]:
            pm.unregister(plugin)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard before Datasette."""
    return lambda app: Guard(app, datasette)
