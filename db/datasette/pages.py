"""The pages: which address shows what.

In: reading the address and its parameters, and choosing query and template. Out: SQL (`db.reading.pages`), words
(templates), and answering (`db.datasette.answering`).
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.connection import StoreError
from db.datasette.answering import TookTooLongError, missing, read, show
from db.datasette.searching import search, search_atom, search_json
from db.reading.article import find_article
from db.reading.changes import word_changes
from db.reading.pages.article import read_article, read_difference
from db.reading.pages.home import read_home
from db.reading.pages.sources import read_sources

View = Callable[[Datasette, Request], Awaitable[Response]]

SEARCH_ADVICE = "An id has sixteen letters and digits; search finds an article by its words."


def today() -> str:
    """Return the day it is, UTC."""
    return datetime.now(UTC).date().isoformat()


async def home(datasette: Datasette, request: Request) -> Response:
    """Show the state of the store at a glance."""
    page = await read(datasette, lambda connection: read_home(connection, today()))
    return await show(datasette, request, "home.html", page=page)


async def article(datasette: Datasette, request: Request) -> Response:
    """Show one article, at the version that `version` names or the newest; the beginning of an id leads there too."""
    beginning = unquote(request.url_vars["article"])
    try:
        identity = await read(datasette, lambda connection: find_article(connection, beginning))
    except StoreError as error:
        return await missing(datasette, request, str(error), SEARCH_ADVICE)
    if identity != beginning:
        return Response.redirect(datasette.urls.path(f"/article/{identity}"))
    version = whole(request, "version")
    page = await read(datasette, lambda connection: read_article(connection, identity, version))
    if page is None:
        return await missing(datasette, request, f"The article has no version {version}.", "Its page lists them all.")
    return await show(datasette, request, "article.html", page=page)


async def difference(datasette: Datasette, request: Request) -> Response:
    """Show what differs between two versions of an article, by default the last two."""
    identity, older, newer = unquote(request.url_vars["article"]), whole(request, "from"), whole(request, "to")
    page = await read(datasette, lambda connection: read_difference(connection, identity, older, newer))
    if page is None:
        advice = "The page of an article lists its versions; one alone has nothing to be compared with."
        return await missing(datasette, request, "There are no two such versions of an article.", advice)
    return await show(datasette, request, "difference.html", page=page, word_changes=word_changes)


async def sources(datasette: Datasette, request: Request) -> Response:
    """Show all sources."""
    lines = await read(datasette, read_sources)
    return await show(datasette, request, "sources.html", lines=lines)


def whole(request: Request, name: str) -> int | None:
    """Return the parameter as a whole number that the store can have; None where it is none."""
    text = request.args.get(name) or ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None


def answered(view: View) -> View:
    """Return the view, which says so when it took too long."""

    @functools.wraps(view)
    async def answer(datasette: Datasette, request: Request) -> Response:
        try:
            return await view(datasette, request)
        except TookTooLongError:
            return await show(datasette, request, "too_long.html", 503)

    return answer


ROUTES: tuple[tuple[str, View], ...] = tuple(
    (pattern, answered(view))
    for pattern, view in (
        (r"/$", home),
        (r"/search$", search),
        (r"/search\.atom$", search_atom),
        (r"/search\.json$", search_json),
        (r"/article/(?P<article>[^/]+)$", article),
        (r"/article/(?P<article>[^/]+)/diff$", difference),
        (r"/sources$", sources),
    )
)
