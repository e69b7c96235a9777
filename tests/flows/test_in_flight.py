"""What waits for a worker: pages as they are packed, which is what a run's memory holds most of."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from db import intake, runs
from db.connection import open_archive, open_store
from db.packing import Unpacker
from extractors.records import Capture, Reason, RemovedBlock
from flows.intake import Desk, Received
from flows.pool import Batch
from flows.readers import Limits
from flows.settings import RunSettings
from flows.shelf import Shelf

ITEM = '<li class="teaser"><a href="/lake/{0}">The lake has moved {0} metres</a></li>'


def page(number: int) -> Capture:
    body = "".join(ITEM.format(number * item) for item in range(1, 1500)).encode()
    url = f"https://lake.example/{number}"
    return Capture(body, "text/html", url, None, "lake", f"line={number}", None)


@contextmanager
def receiving(folder: Path, pages: Iterable[Capture]) -> Iterator[Iterator[Batch[Received]]]:
    with closing(open_store(folder / "a.db")) as store, closing(open_archive(folder / "a.archive.db")) as archive:
        run = runs.begin_run(store, "ingest", "2026-01-14T09:30:00Z")
        dump = intake.store_dump(store, run, "fingerprint", "pages", "pages.jsonl")
        yield Desk(store, archive, run, {}, RunSettings(), Limits()).receive(dump, pages)


def test_new_pages_wait_packed_and_are_unpacked_as_they_were(tmp_path: Path) -> None:
    pages = [page(number) for number in range(1, 9)]
    with receiving(tmp_path, pages) as batches:
        [batch] = batches
    with closing(Shelf()) as shelf:
        works = shelf.put(shelf.place(), batch.works)
        assert works.bounds[-1] < sum(len(capture.body) for capture in pages) / 4
        assert [work.unpacked(Unpacker()) for work in shelf.take(works)] == pages


def test_no_body_waits_beside_its_batch(tmp_path: Path) -> None:
    with receiving(tmp_path, map(page, range(1, 100))) as batches:
        tracemalloc.start()
        batch = next(batches)
        waiting, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert waiting < sum(len(work.unpacked(Unpacker()).body) for work in batch.works) / 4


@pytest.mark.parametrize("reason", Reason)
def test_what_was_removed_travels_whole(reason: Reason) -> None:
    block = RemovedBlock(reason, "under the heading 'Latest news'", 2, "The lake moved\nA ferry sank")
    again = pickle.loads(pickle.dumps(block))  # noqa: S301 - of its own making
    assert again == block
    assert again.reason is reason
