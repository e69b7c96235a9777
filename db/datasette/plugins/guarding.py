"""The plugin that puts the guard before Datasette (`db.datasette.guard`) and our errors in place of its own.

Datasette runs this file without making a module of it, so it holds the hooks alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.plugins import pm

from db.datasette.errors import error_answer
from db.datasette.guard import App, Guard, settings_of
from db.datasette.stock import take_over

ACCOUNTS = "datasette_auth_passwords"
ERRORS = "datasette.handle_exception"


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> None:
    """Put the store in its place; take away Datasette's handler of errors, and the login where there is none."""
    take_over(datasette)
    unwanted = {ERRORS} if settings_of(datasette).get("password") else {ERRORS, ACCOUNTS}
    for plugin in [plugin for plugin in pm.get_plugins() if getattr(plugin, "__name__", "") in unwanted]:
        pm.unregister(plugin)


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Awaitable[Any]:
    """Answer with what is wrong."""
    return error_answer(datasette, request, exception)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard before Datasette."""
    return lambda app: Guard(app, datasette)
