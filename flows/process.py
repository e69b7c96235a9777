"""Processing: captures in, outcomes out. Pure, and the only code that runs in workers.

In: joining extraction and signing. Out: the database, the network and the clock; what kills a worker (`flows.pool`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from db.packing import DamagedError, Unpacker
from dedup.signature import sign
from extractors.dates import published_at
from extractors.extract import extract
from extractors.records import Extracted, Failure, Stage
from flows.work import Failed, Made, Outcome, Work


def process(batch: Sequence[Work], before_each: Callable[[], object] = lambda: None) -> list[Outcome]:
    """Return one outcome for each work, in the same order. Never raises for a document's sake.

    `before_each` is called before every document and before signing: a worker winds up its budget there.
    """
    extracted = []
    unpacker = Unpacker()
    for work in batch:
        before_each()
        extracted.append((work, _extracted(work, unpacker)))
    before_each()
    signatures = iter(sign([article.text for _, article in extracted if isinstance(article, Extracted)]))
    return [
        Failed(work.capture_id, replace(article, locator=work.capture.locator))
        if isinstance(article, Failure)
        else Made(work.capture_id, article, _published_at(article), next(signatures))
        for work, article in extracted
    ]


def _extracted(work: Work, unpacker: Unpacker) -> Extracted | Failure:
    try:
        article = extract(work.unpacked(unpacker), work.profile)
    except DamagedError as error:
        return Failure(work.payload, Stage.ARCHIVE, f"{error}; restore a copy of the archive")
    if work.packed is not None and article.payload != work.packed.digest:
        what = f"the bytes named {work.packed.digest} are not those bytes; restore a copy of the archive"
        return Failure(work.payload, Stage.ARCHIVE, what)
    return article


def _published_at(article: Extracted) -> str | None:
    return published_at(article.published) if article.published else None
