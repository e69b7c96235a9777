"""The search page and its feeds.

In: reading the parameters, and the three answers. Out: the search itself (`db.reading.pages.search`), and how a feed is
written (`db.datasette.feeds`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.datasette.answering import read, show
from db.datasette.feeds import FoundFeed, as_atom, as_json
from db.reading.pages.search import LAST_PAGE, Choices, Question, Results, find_articles, read_choices

FEED_LENGTH = 50  # entries: a reader that asks once an hour misses nothing below 1,200 a day


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a request asks, and what of it could not be understood."""

    question: Question
    faults: tuple[str, ...]

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters that ask the same question, but for the page."""
        one = self.question
        chosen = {
            "q": one.words,
            "source": one.source,
            "language": one.language,
            "since": one.since,
            "until": one.until,
        }
        chosen |= {"canonical": "1" if one.canonical else "", "sort": "rank" if one.best_first else ""}
        return {name: value for name, value in chosen.items() if value}

    def address(self, path: str, page: int = 1) -> str:
        """Return the address of the same question, at a page."""
        parameters = self.parameters | ({"page": str(page)} if page > 1 else {})
        return f"{path}?{urlencode(parameters)}" if parameters else path


def asked(request: Request) -> Asked:
    """Return the question that the request's parameters ask. A day that is none is left out and told."""
    given = {name: (request.args.get(name) or "").strip() for name in request.args}
    days = {name: given.get(name, "") for name in ("since", "until")}
    wrong = [name for name, value in days.items() if value and not _is_day(value)]
    question = Question(
        words=given.get("q", "").encode("utf-8", "replace").decode(),
        source=given.get("source", ""),
        language=given.get("language", ""),
        since="" if "since" in wrong else days["since"],
        until="" if "until" in wrong else days["until"],
        canonical=given.get("canonical") in ("1", "on", "true"),
        best_first=given.get("sort") == "rank",
        page=_page(given.get("page", "")),
    )
    faults = tuple(f"{days[name]} is no day; write it as 2026-01-14. It was left out." for name in wrong)
    return Asked(question, faults)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _page(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and text.isascii() and len(text) < 6 else 1


async def search(datasette: Datasette, request: Request) -> Response:
    """Show what was found, with the form to ask again."""
    one = asked(request)

    def query(connection: sqlite3.Connection) -> tuple[Results, Choices]:
        return find_articles(connection, one.question), read_choices(connection)

    results, choices = await read(datasette, query)
    return await show(
        datasette, request, "search.html", asked=one, question=one.question, results=results, choices=choices
    )


async def search_atom(datasette: Datasette, request: Request) -> Response:
    """Answer with what was found as an Atom feed, newest first."""
    feed = await _feed(datasette, request, "/search.atom")
    return Response(as_atom(feed), content_type="application/atom+xml; charset=utf-8")


async def search_json(datasette: Datasette, request: Request) -> Response:
    """Answer with what was found as a JSON Feed, newest first."""
    feed = await _feed(datasette, request, "/search.json")
    return Response(as_json(feed), content_type="application/feed+json; charset=utf-8")


async def _feed(datasette: Datasette, request: Request, path: str) -> FoundFeed:
    one = asked(request)
    results = await read(datasette, lambda connection: find_articles(connection, one.question, FEED_LENGTH))

    def absolute(address: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(address)))

    return FoundFeed(
        title=f"Wiresift: {one.question.words}" if one.question.words else "Wiresift",
        address=absolute(one.address(path)),
        page=absolute(one.address("/search")),
        found=results.hits,
        absolute=absolute,
    )
