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
from db.datasette.timeline import timeline
from db.reading.article import find_article
from db.reading.changes import word_changes
from db.reading.pages.article import read_article, read_difference
from db.reading.pages.copying import read_copying
from db.reading.pages.home import read_home
from db.reading.pages.run import RUNS_SHOWN, read_run, read_runs
from db.reading.pages.source import read_source
from db.reading.pages.sources import read_sources_page
from db.reading.pages.story import read_comparison, read_story
from db.reading.pages.watches import read_watches_page

View = Callable[[Datasette, Request], Awaitable[Response]]

SEARCH_ADVICE = "An id has sixteen letters and digits; search finds an article by its words."

STORY_ADVICE = "Stories are joined and parted as copies are found; the page of an article leads to its story of today."


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
    page = await read(datasette, read_sources_page)
    return await show(datasette, request, "sources.html", page=page)


async def source(datasette: Datasette, request: Request) -> Response:
    """Show one source."""
    name = unquote(request.url_vars["name"])
    page = await read(datasette, lambda connection: read_source(connection, name, today()))
    if page is None:
        return await missing(
            datasette, request, f"There is no source called {name}.", "The list of sources has them all."
        )
    return await show(datasette, request, "source.html", page=page)


async def runs(datasette: Datasette, request: Request) -> Response:
    """Show the runs, the latest first."""
    before = whole(request, "before")
    lines = await read(datasette, lambda connection: read_runs(connection, before))
    return await show(datasette, request, "runs.html", runs=lines, more=len(lines) == RUNS_SHOWN)


async def run(datasette: Datasette, request: Request) -> Response:
    """Show one run."""
    number = int(request.url_vars["run"])
    page = await read(datasette, lambda connection: read_run(connection, number))
    if page is None:
        return await missing(datasette, request, f"There is no run {number}.", "The list of runs has them all.")
    return await show(datasette, request, "run.html", page=page)


async def story(datasette: Datasette, request: Request) -> Response:
    """Show one story with all of its articles."""
    number = int(request.url_vars["story"])
    page = await read(datasette, lambda connection: read_story(connection, number))
    if page is None:
        return await missing(datasette, request, f"There is no story {number}.", STORY_ADVICE)
    titles = {member.article: member.title for member in page.members}
    return await show(datasette, request, "story.html", page=page, titles=titles, timeline=timeline(page.members))


async def comparison(datasette: Datasette, request: Request) -> Response:
    """Show two articles of a story side by side, by default the one shown first and the next."""
    number, left, right = int(request.url_vars["story"]), request.args.get("a"), request.args.get("b")
    page = await read(datasette, lambda connection: read_comparison(connection, number, left, right))
    if page is None:
        what = f"There is no story {number} with two such articles."
        return await missing(datasette, request, what, STORY_ADVICE)
    return await show(datasette, request, "compare.html", page=page)


async def copying(datasette: Datasette, request: Request) -> Response:
    """Show who copies whom."""
    pairs = await read(datasette, read_copying)
    return await show(datasette, request, "copies.html", pairs=pairs)


async def watches(datasette: Datasette, request: Request) -> Response:
    """Show the watches with what they have told, and what waits."""
    page = await read(datasette, read_watches_page)
    return await show(datasette, request, "watches.html", page=page)


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
        (r"/story/(?P<story>\d{1,18})$", story),
        (r"/story/(?P<story>\d{1,18})/compare$", comparison),
        (r"/sources$", sources),
        (r"/source/(?P<name>[^/]+)$", source),
        (r"/runs$", runs),
        (r"/run/(?P<run>\d{1,18})$", run),
        (r"/copies$", copying),
        (r"/watches$", watches),
    )
)
