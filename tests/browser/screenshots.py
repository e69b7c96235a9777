"""Pictures of the pages for the documentation, of the sample dumps: `python -m tests.browser.screenshots [FOLDER]`.

In: which pages, how wide, light or dark. Out: what is on them. The store is made anew, so that the pictures show what
`make run` gives.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from db.connection import open_reader
from flows.inspecting import Inspection, free_port, running_datasette
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.browser.visitor import NO_BROWSER, Window, find_browser, new_visitor

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = Window(1200, 860), Window(390, 780)

# What is shown is found in the store: an English article that was cut at most places, and two that are alike, but not
# too much.
CUT_INSIDE = """
SELECT versions.article FROM removed_blocks
JOIN versions ON versions.id = removed_blocks.version
JOIN captures ON captures.version = versions.id
WHERE position > 0 AND captures.url IS NOT NULL AND versions.language LIKE 'en%'
GROUP BY versions.id ORDER BY COUNT(DISTINCT position) DESC, COUNT(DISTINCT reason) DESC, versions.article LIMIT 1
"""
ALIKE = """
SELECT one.cluster, one.id, other.id FROM links
JOIN articles AS one ON one.newest = links.a
JOIN articles AS other ON other.newest = links.b AND other.cluster = one.cluster
JOIN versions ON versions.id = one.newest
WHERE links.relation = 'near-copy' AND one.source <> other.source AND versions.language LIKE 'en%'
ORDER BY ABS(links.jaccard - 0.6), one.id, other.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, and how it is taken."""

    name: str
    path: str
    window: Window = WIDE
    dark: bool = False
    middle: str | None = None  # what stands in the middle of the picture; the page's beginning else


def pictures(store: sqlite3.Connection) -> list[Picture]:
    """Return what is to be taken of the store."""
    article = store.execute(CUT_INSIDE).fetchone()[0]
    story, one, other = store.execute(ALIKE).fetchone()
    return [
        Picture("home", "/"),
        Picture("home-phone", "/", NARROW, dark=True),
        Picture("article", f"/article/{article}", middle="#text p + .cut"),
        Picture("article-phone", f"/article/{article}", NARROW),
        Picture("story", f"/story/{story}", dark=True),
        Picture("side-by-side", f"/story/{story}/compare?a={one}&b={other}"),
        Picture("source", "/source/caspianwire", dark=True),
        Picture("search", "/search?q=cable"),
    ]


def take(folder: Path) -> None:
    """Write the pictures into `folder`. Raise `SystemExit` where there is no browser."""
    executable = find_browser()
    if executable is None:
        raise SystemExit(NO_BROWSER)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wiresift-pictures-") as scratch:
        database = Path(scratch) / "news.db"
        ingest(IngestOptions((ROOT / "seeds" / "dumps",), database, ROOT / "seeds", workers=1), Silent())
        with closing(open_reader(database)) as store:
            wanted = pictures(store)
        inspection = Inspection(database, port=free_port("127.0.0.1"))
        with running_datasette(inspection), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            for picture in wanted:
                visitor = new_visitor(browser, inspection.address, picture.window, dark=picture.dark)
                visitor.go(picture.path)
                if picture.middle:
                    visitor.page.locator(picture.middle).first.evaluate("one => one.scrollIntoView({block: 'center'})")
                visitor.page.screenshot(path=folder / f"{picture.name}.png", animations="disabled")
                visitor.page.context.close()
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
