"""One browser, one store of the sample dumps and one server for all the tests here.

They last as long as the tests of this folder: while Playwright runs, nothing else in the process can run an event loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from db.connection import open_store, transaction
from flows.inspecting import Inspection, free_port, running_datasette
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.browser.visitor import NO_BROWSER, find_browser, new_page
from tests.inspect.watched import Told, add_watches, note_deliveries

ROOT = Path(__file__).parents[2]
SHARED_SEEDS = ROOT.parent / "shared" / "seeds"

SEED = """
SELECT versions.article, versions.title, removed_texts.text
FROM removed_blocks
JOIN removed_texts ON removed_texts.id = removed_blocks.text
JOIN versions ON versions.id = removed_blocks.version
JOIN captures ON captures.version = versions.id
JOIN dumps ON dumps.id = captures.dump
WHERE versions.title IS NOT NULL AND (dumps.path LIKE :seeds || '%' OR NOT :wanted)
ORDER BY LENGTH(removed_texts.text) DESC LIMIT 1
"""
FIRST = "SELECT id FROM articles ORDER BY id LIMIT 1"
STORY = "SELECT cluster FROM articles GROUP BY cluster ORDER BY COUNT(*) DESC, cluster LIMIT 1"
MEMBERS = "SELECT id FROM articles WHERE cluster = ? ORDER BY id LIMIT 2"
CORRECTED = "SELECT article FROM versions GROUP BY article HAVING COUNT(*) > 1 ORDER BY article LIMIT 1"


@dataclass(frozen=True, slots=True)
class News:
    """The store that is looked at, and what of it the tests look for."""

    database: Path
    seed: str  # an article with removed blocks, of the seed documents where these are there
    title: str
    removed: str
    story: int
    members: tuple[str, str]
    corrected: str


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def page(browser: Browser) -> Page:
    """Return a page for all visitors that need no memory of their own."""
    return new_page(browser)


@pytest.fixture(scope="package")
def news(tmp_path_factory: pytest.TempPathFactory) -> News:
    if find_browser() is None:
        pytest.skip(NO_BROWSER)
    database = tmp_path_factory.mktemp("browser") / "news.db"
    paths = (ROOT / "seeds" / "dumps", *([SHARED_SEEDS] if SHARED_SEEDS.is_dir() else []))
    ingest(IngestOptions(paths, database, ROOT / "seeds", workers=1), Silent())
    with closing(open_store(database)) as store:
        with transaction(store):
            add_watches(store, store.execute(FIRST).fetchone()[0], "caspianwire", Told())
        note_deliveries(store, Told())
        wanted = {"seeds": str(SHARED_SEEDS), "wanted": SHARED_SEEDS.is_dir()}
        seed, title, removed = store.execute(SEED, wanted).fetchone()
        story = store.execute(STORY).fetchone()[0]
        first, second = [row[0] for row in store.execute(MEMBERS, [story])]
        corrected = store.execute(CORRECTED).fetchone()[0]
    return News(database, seed, title, removed, story, (first, second), corrected)


@pytest.fixture(scope="package")
def address(news: News) -> Iterator[str]:
    inspection = Inspection(news.database, port=free_port("127.0.0.1"))
    with running_datasette(inspection):
        yield inspection.address
