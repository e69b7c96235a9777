"""A store of invented news, through the code that stores real news: `python -m bench.inspect_store FILE [ARTICLES]`.

In: captures, articles, versions, removed blocks, failures, clusters, links and furniture, in eight runs. Out: the news
(`bench.inspect_news`); posting lists, bands and pairs, which no page reads.
"""

from __future__ import annotations

import dataclasses
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice, pairwise
from pathlib import Path

from bench.inspect_news import SOURCES, Newsroom, Page, source_name
from db import clusters, copies, intake, outcomes, runs, settled
from db.connection import open_store, transaction
from dedup.records import Link, Relation
from extractors.dates import published_at
from extractors.records import Capture, Extracted, Failure, Hints, Stage

ARTICLES = 200_000
RUNS = 8
BATCH = 1000
RECIPE = "benchmark"
# Of so many articles one has a second version, or a second capture of the same text, or one that gave nothing.
CORRECTED, SEEN_AGAIN, FAILED = 20, 5, 50
FURNITURE_LINES = 40  # of a source

Kept = tuple[str, int, Page]  # article, version, page


def build(path: Path, articles: int = ARTICLES) -> None:
    """Make a store of `articles` invented articles at `path`."""
    newsroom = Newsroom(articles)
    news = newsroom.news()
    with closing(open_store(path)) as store:
        store.execute("PRAGMA synchronous = OFF")  # a store that is lost is built again
        intake.store_sources(store, [intake.SourceRow(source_name(number)) for number in range(SOURCES)])
        with transaction(store):
            outcomes.store_recipe(store, RECIPE, {"extractor": "0"})
        for number in range(1, RUNS + 1):
            _run(store, number, islice(news, -(-articles // RUNS)))
        with transaction(store):
            _store_furniture(store, newsroom)
            for left in ("unsettled_members", "unsettled_versions", "unsettled_stories"):
                store.execute(f"DELETE FROM {left}")  # noqa: S608 - names of ours
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(store: sqlite3.Connection, number: int, pages: Iterator[Page]) -> None:
    run = runs.begin_run(store, "ingest", f"2025-12-{number:02}T04:00:00Z")
    dump = intake.store_dump(store, run, f"print-{number}", f"day-{number}.warc.gz", f"dumps/day-{number}.warc.gz")
    counts = runs.Counts()
    kept: list[Kept] = []
    while batch := list(islice(pages, BATCH)):
        kept += _store_batch(store, run, dump, batch, counts)
    with transaction(store):
        newest = settled.settle_newest(store)
        _store_stories(store, kept)
        settled.make_searchable(store, newest.shown)
        settled.number_settlement(store, run, f"2025-12-{number:02}T04:30:00Z", sorted(newest.touched))
    runs.finish_run(store, run, counts, f"2025-12-{number:02}T04:30:00Z")
    sys.stderr.write(f"run {number}: {counts.new_articles} articles\n")


def _store_batch(
    store: sqlite3.Connection, run: int, dump: int, pages: Sequence[Page], counts: runs.Counts
) -> list[Kept]:
    read = [(page, article) for at, page in enumerate(pages) for article in _readings(at, page)]
    captures = [_capture(page, article, f"offset={counts.read + at}") for at, (page, article) in enumerate(read)]
    numbers = intake.store_captures(store, run, dump, captures, [capture.payload for capture in captures])
    counts.read += len(read)
    counts.new_captures += len(read)
    kept = {}
    with transaction(store):
        for (page, article), capture in zip(read, numbers, strict=True):
            if capture is not None and article is None:
                failure = Failure(None, Stage.EXTRACT, "not an article: a list of headlines", f"offset={capture}")
                counts.failures += intake.store_failure(store, run, failure, dump=dump, capture=capture)
            elif capture is not None and article is not None:
                stored = _store_article(store, run, capture, article)
                counts.new_articles += stored.new_article
                counts.new_versions += stored.new_version
                kept[stored.article] = (stored.article, stored.version, page)
    return list(kept.values())


def _store_article(store: sqlite3.Connection, run: int, capture: int, article: Extracted) -> outcomes.Stored:
    when = published_at(article.published) if article.published else None
    source = intake.source_of_capture(store, capture)
    return outcomes.store_extracted(store, run, source, capture, article, when, RECIPE)


def _readings(at: int, page: Page) -> Iterator[Extracted | None]:
    """Yield what the captures of a page gave: the article, perhaps again, corrected, or nothing."""
    yield page.article
    if at % SEEN_AGAIN == 0:
        yield page.article
    if at % CORRECTED == 0:
        yield dataclasses.replace(page.article, text=page.article.text + "\nThis text was corrected.")
    if at % FAILED == 0:
        yield None


def _capture(page: Page, article: Extracted | None, locator: str) -> Capture:
    body = f"{locator} {article.text if article else ''}".encode()
    name = source_name(page.source)
    return Capture(body, "text/html", page.article.address, page.captured_at, name, locator, None, Hints())


def _store_stories(store: sqlite3.Connection, kept: Iterable[Kept]) -> None:
    """Join the articles of each story to a cluster, and each to the one before it by a link."""
    stories: dict[int, list[Kept]] = defaultdict(list)
    for item in kept:
        stories[item[2].story].append(item)
    first = clusters.next_cluster(store)
    numbered = dict(enumerate(stories.values(), first))
    clusters.store_clusters(store, {number: members[0][0] for number, members in numbered.items()})
    clusters.move_articles(
        store, {article: number for number, members in numbered.items() for article, _, _ in members}
    )
    copies.store_links(store, [_link(a, b) for members in numbered.values() for a, b in pairwise(members)])


def _link(one: Kept, other: Kept) -> Link:
    a, b = sorted((one[1], other[1]))
    passages = tuple(one[2].article.text.split("\n")[:2])
    return Link(a, b, Relation.NEAR_COPY, 0.8, 0.9, contained=a, numbers=1.0, passages=passages)


def _store_furniture(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    rows = [
        (source, line, 400 - line, newsroom.sentences[source * FURNITURE_LINES + line], 2)
        for (source,) in store.execute("SELECT id FROM sources").fetchall()
        for line in range(FURNITURE_LINES)
    ]
    store.executemany("INSERT INTO furniture (source, line, texts, example, taken) VALUES (?, ?, ?, ?, ?)", rows)


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES)
