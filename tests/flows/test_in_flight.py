"""What waits for a worker: pages as they are packed, which is what a run's memory holds most of."""

from __future__ import annotations

import pickle
from contextlib import closing
from pathlib import Path

from db import intake, runs
from db.connection import open_archive, open_store
from extractors.records import Capture
from flows.intake import Desk
from flows.readers import Limits
from flows.settings import RunSettings

ITEM = '<li class="teaser"><a href="/lake/{0}">The lake has moved {0} metres</a></li>'


def page(number: int) -> Capture:
    body = "".join(ITEM.format(number * item) for item in range(1, 1500)).encode()
    url = f"https://lake.example/{number}"
    return Capture(body, "text/html", url, None, "lake", f"line={number}", None)


def test_new_pages_wait_packed_and_are_unpacked_as_they_were(tmp_path: Path) -> None:
    pages = [page(number) for number in range(1, 9)]
    with closing(open_store(tmp_path / "a.db")) as store, closing(open_archive(tmp_path / "a.archive.db")) as archive:
        run = runs.begin_run(store, "ingest", "2026-01-14T09:30:00Z")
        dump = intake.store_dump(store, run, "fingerprint", "pages", "pages.jsonl")
        [batch] = Desk(store, archive, run, {}, RunSettings(), Limits()).receive(dump, pages)
    assert len(pickle.dumps(batch.works)) < sum(len(capture.body) for capture in pages) / 4
    assert [work.unpacked() for work in batch.works] == pages
