"""Answering a request of one of our pages: reading in Datasette's threads, rendering, saying what is not there.

In: what every page does. Out: which pages there are (`db.datasette.pages`), headers and passwords.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

Value = TypeVar("Value")

# A page takes less than half a second on 200,000 articles. Ten times that is a larger store or a busy machine; beyond,
# a request would only hold one of the few threads.
LONGEST = 5.0  # seconds
STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond


class TookTooLongError(Exception):
    """A page could not be read in the time that a page may take."""


async def read(datasette: Datasette, query: Callable[[sqlite3.Connection], Value]) -> Value:
    """Return what `query` gives, run on a reading connection in one of its threads. Raise `TookTooLongError`."""
    return await datasette.get_database().execute_fn(lambda connection: _limited(connection, query))  # type: ignore[no-any-return]


def _limited(connection: sqlite3.Connection, query: Callable[[sqlite3.Connection], Value]) -> Value:
    deadline = time.monotonic() + LONGEST
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        return query(connection)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise TookTooLongError from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


async def show(datasette: Datasette, request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return the page that the template makes of the values."""
    values["store"] = datasette.get_database().name
    return Response.html(await datasette.render_template(template, values, request=request), status=status)


async def missing(datasette: Datasette, request: Request, what: str, advice: str) -> Response:
    """Return the page that says what is not there and what to do."""
    return await show(datasette, request, "missing.html", 404, what=what, advice=advice)
