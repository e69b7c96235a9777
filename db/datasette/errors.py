"""What a visitor sees when a page cannot be shown, in place of Datasette's own handler of errors.

That one fails for unknown addresses where the library rich is installed, and prints the values of all local variables.
In: the page, or JSON where JSON was asked for. Out: errors that our pages expect (`db.datasette.answering`).
"""

from __future__ import annotations

import sys
import traceback
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400, NotFound
from datasette.views.base import DatasetteError

UNKNOWN = "There is no such page."
BROKEN = "Something went wrong here. The terminal in which Wiresift runs says what."


async def error_answer(datasette: Any, request: Any, exception: Exception) -> Any:
    """Return the answer that says what is wrong; what nobody expected goes to standard error in full."""
    status = exception.status if isinstance(exception, Base400 | DatasetteError) else 500
    error = _what(exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": error, "status": status}, status=status)
    title = exception.title if isinstance(exception, DatasetteError) else None
    page = await datasette.render_template(
        "error.html", {"title": title or f"Error {status}", "error": error}, request=request
    )
    return Response.html(page, status=status)


def _what(exception: Exception) -> str:
    if isinstance(exception, NotFound) and str(exception) == "404":
        return UNKNOWN
    if isinstance(exception, Base400 | DatasetteError):
        return str(getattr(exception, "message", exception))
    traceback.print_exception(exception, file=sys.stderr)
    return BROKEN
