"""Small outlets for single rounds, and what is stored of them."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta

from tests.fetching.weeks import World, rows
from tests.outlets import Outlet, stories
from tests.outlets.twenty import START

SIX = functools.partial(stories, start=START - timedelta(hours=6), count=6, every=timedelta(hours=1))


def add(small: World, name: str, more: str = "", **other: object) -> Outlet:
    """Serve an outlet with six stories, and write its source."""
    outlet = small.server.add(replace(Outlet(name, stories=SIX(name)), **other))  # type: ignore[arg-type]
    small.write_source(name, f'name = "{name}"\nfeeds = ["{outlet.feed}"]\nevery = "1h"\nlanguage = "en"\n{more}')
    return outlet


def stored(small: World) -> list[tuple[str, int, int]]:
    """Return (source, articles, captures) of each source."""
    return rows(
        small.database,
        "SELECT name, (SELECT COUNT(*) FROM articles WHERE source = sources.id),"
        " (SELECT COUNT(*) FROM captures WHERE source = sources.id) FROM sources ORDER BY 1",
    )
