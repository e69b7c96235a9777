"""How fast the pages of `wiresift inspect` answer on 200,000 articles: `python -m bench.inspect --store FILE`.

The store is synthetic (`bench.inspect_store`), and the addresses are the heavy ones: the largest story, the largest
source, the most frequent word. Of Datasette's own pages all are asked for, and the slowest stands for each kind. Cold:
before the request the store's file is put out of the operating system's cache, where that can be asked for (Linux), and
Datasette has answered other pages only. Warm: the requests after it.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import httpx
from datasette.utils import tilde_encode

from bench.inspect_store import ARTICLES, build
from bench.sets import Sets
from db.connection import open_reader, open_store
from db.datasette.metadata import PAGES
from db.datasette.queries import QUERIES
from flows.inspecting import Inspection, free_port, running_datasette

GOAL = 0.5  # seconds
REQUESTS = 7

TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
ROWS = ("articles", "captures", "clusters", "dumps", "failures", "payloads", "recipes", "runs", "sources", "versions")
PARAMETERS = {"day": "2025-11-10", "from": "2025-10-01", "to": "2025-11-01", "reason": "prompt"}  # of canned queries

LARGEST_STORY = "SELECT cluster FROM articles GROUP BY cluster ORDER BY COUNT(*) DESC LIMIT 1"
LARGEST_SOURCE = """
SELECT sources.name FROM articles JOIN sources ON sources.id = articles.source
GROUP BY articles.source ORDER BY COUNT(*) DESC LIMIT 1
"""
CORRECTED = "SELECT article FROM versions GROUP BY article HAVING COUNT(*) > 1 ORDER BY MAX(id) DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Timing:
    """What answering one address took, in seconds; `name` is the address, or what a person calls it."""

    name: str
    cold: float
    warm: tuple[float, ...]

    @property
    def slowest(self) -> float:
        """Return what the slowest request took."""
        return max(self.cold, *self.warm)

    @property
    def row(self) -> str:
        """Return the line of the table."""
        seconds = (self.cold, statistics.median(self.warm), self.slowest)
        figures = " | ".join(f"{1000 * value:,.0f}" for value in seconds)
        return f"| {self.name} | {figures} | {'yes' if self.slowest <= GOAL else '**no**'} |"


def addresses(store: sqlite3.Connection, database: str) -> dict[str, tuple[str, ...]]:
    """Return the addresses of each kind of page to be measured, by its name for people."""
    return {name: (page,) for name, page in _pages(store).items()} | _stock_pages(store, database)


def _pages(store: sqlite3.Connection) -> dict[str, str]:
    story = store.execute(LARGEST_STORY).fetchone()[0]
    members = [row[0] for row in store.execute("SELECT id FROM articles WHERE cluster = ? LIMIT 2", [story])]
    source = store.execute(LARGEST_SOURCE).fetchone()[0]
    corrected = store.execute(CORRECTED).fetchone()[0]
    common, rare = _words(store)
    return {
        "home": "/",
        "an article": f"/article/{corrected}",
        "an article of a story of 60": f"/article/{members[0]}",
        "two versions": f"/article/{corrected}/diff",
        "a story of 60": f"/story/{story}",
        "two articles side by side": f"/story/{story}/compare?a={members[0]}&b={members[1]}",
        "sources": "/sources",
        "the largest source": f"/source/{source}",
        "runs": "/runs",
        "a run of 25,000 articles": "/run/4",
        "who copies whom": "/copies",
        "search: a rare word": f"/search?q={rare}",
        "search: the most frequent word": f"/search?q={common}",
        "search: the most frequent word, by rank": f"/search?q={common}&sort=rank",
        "search: with filters": f"/search?q={common}&source={source}&language=de&since=2025-06-01&canonical=1",
        "search: as a feed": f"/search.atom?q={common}",
    }


def _stock_pages(store: sqlite3.Connection, database: str) -> dict[str, tuple[str, ...]]:
    """Return Datasette's own pages: each table and view from its first row and further on, rows, canned queries."""
    tables = [name for (name,) in store.execute(TABLES)]
    asked = urlencode(PARAMETERS | {"source": store.execute(LARGEST_SOURCE).fetchone()[0]})
    further = [f"/{database}/{table}?_next={key}" for table in tables if (key := _fiftieth(store, table))]
    return {
        "tables and queries": (f"/{database}",),
        "a table or view": tuple(f"/{database}/{table}" for table in tables),
        "the next rows of a table or view": tuple(further),
        "a row of a table": tuple(f"/{database}/{table}/{_first(store, table)}" for table in ROWS),
        "a canned query": tuple(f"/{database}/{name}?{asked}" for name in QUERIES),
    }


def _fiftieth(store: sqlite3.Connection, table: str) -> str | None:
    """Return what the first page of a table ends with, or how many rows of a view it has; None where that is all."""
    if PAGES.get(table, {}).keys() & {"sort", "sort_desc"}:
        return None
    key = _key(store, table)
    order = f"ORDER BY {', '.join(key)}" if key else ""
    last = store.execute(f"SELECT {', '.join(key) or 50} FROM {table} {order} LIMIT 1 OFFSET 49").fetchone()  # noqa: S608
    return ",".join(tilde_encode(str(value)) for value in last) if last else None


def _first(store: sqlite3.Connection, table: str) -> object:
    return store.execute(f"SELECT {_key(store, table)[0]} FROM {table} LIMIT 1").fetchone()[0]  # noqa: S608


def _key(store: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in store.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", [table])]


def _words(store: sqlite3.Connection) -> tuple[str, str]:
    """Return a word of the greater part of the articles, and one of few."""
    text = store.execute("SELECT text FROM versions ORDER BY id LIMIT 1").fetchone()[0]
    count = "SELECT COUNT(*) FROM article_search WHERE article_search MATCH ?"
    words = sorted(
        {word.strip(".").lower() for word in text.split()},
        key=lambda word: store.execute(count, [f'"{word}"']).fetchone()[0],
    )
    return words[-1], words[0]


def measure(path: Path, names: Iterable[str] = ()) -> Iterator[Timing]:
    """Yield what each page took; only those whose name begins with one of `names`, where there are any."""
    with closing(open_reader(path)) as store:
        pages = addresses(store, path.stem)
    chosen = {name: kind for name, kind in pages.items() if not names or name.startswith(tuple(names))}
    inspection = Inspection(path, port=free_port("127.0.0.1"))
    with running_datasette(inspection), httpx.Client(base_url=inspection.address, timeout=60) as client:
        client.get("/-/versions.json")
        for name, kind in chosen.items():
            yield _slowest(name, [_timing(client, path, address) for address in kind])


def _timing(client: httpx.Client, path: Path, address: str) -> Timing:
    _forget(path)
    cold = _seconds(client, address)
    return Timing(address, cold, tuple(_seconds(client, address) for _ in range(REQUESTS)))


def _slowest(name: str, timings: list[Timing]) -> Timing:
    """Return the slowest of a kind of pages under their name."""
    slowest = max(timings, key=lambda timing: timing.slowest)
    alone = len(timings) == 1
    return replace(slowest, name=name if alone else f"{name}, {len(timings)} pages: the slowest, `{slowest.name}`")


def _seconds(client: httpx.Client, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    seconds = time.perf_counter() - started
    if answer.status_code != httpx.codes.OK:
        sys.stderr.write(f"{address}: {answer.status_code}\n")
    return seconds


def _forget(path: Path) -> None:
    """Put the file out of the operating system's cache, where it lets itself be asked."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def table(timings: Iterable[Timing]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"| page | cold ms | warm ms, median of {REQUESTS} | slowest ms | within {1000 * GOAL:.0f} ms |"
    yield "|---|---|---|---|---|"
    for timing in timings:
        yield timing.row


def measure_pages(sets: Sets, articles: int = ARTICLES) -> Iterator[str]:
    """Yield the lines of the section on pages. The store takes 1.7 GB and some minutes to build."""
    path = sets.scratch / "inspect.db"
    build(path, articles)
    size = path.stat().st_size / 1e9
    yield f"The pages of `wiresift inspect` on {articles:,} invented articles of 60 sources, {size:.1f} GB:"
    yield ""
    yield from table(measure(path))
    path.unlink()


def main() -> None:
    """Measure on a store that was built before, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.inspect", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a store of `python -m bench.inspect_store FILE`")
    parser.add_argument("names", nargs="*", help="only pages whose name begins so")
    options = parser.parse_args()
    open_store(options.store).close()  # brings it up to date
    for line in table(measure(options.store, options.names)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
