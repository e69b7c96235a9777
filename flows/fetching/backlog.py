"""The backlog of a round: captures that are stored and wait to be extracted, the first received first.

Fetching never waits for extraction: what comes is archived and stored, and the packed bytes of the newest are kept in
memory up to a limit. What comes beyond it stays in the store alone, as what a killed run leaves, and is read from there
when its turn comes.

In: what is handed to the pool next. Out: archiving and storing (`flows.fetching.reception`).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from xxhash import xxh3_64_intdigest

from db import archive, intake
from db.archive import ArchiveError
from db.intake import Pending
from extractors.records import Failure, Stage
from flows.intake import Desk, Received
from flows.pool import Batch
from flows.work import Work

# Bytes of bodies that wait in memory, four batches of the usual 4 MB. A batch is measured as it is held, packed to a
# sixth, so that it has 64 pages and not 12, which costs 0.4 ms of processor time less a page. Reading a body of 365 kB
# from the archive again costs 0.1 ms of 18 ms of extraction.
KEPT_BYTES = 16_000_000
LISTED = 1000  # captures in the store alone that are listed at a time

# Usual batches that are handed on as one: a quarter of what waits, so that batches get smaller towards the end and the
# workers end together (guided self-scheduling: Polychronopoulos and Kuck 1987), and four at most. Each batch writes
# most pages of the tables whose keys are hashes: of 4,000 articles, storing one takes 1.07 ms in batches of 64, 0.96 ms
# in batches of 128, 0.86 ms in batches of 256. A quarter makes 30 batches of 4,000 pages, an eighth 41, and 0.07 ms.
SHARE = 4
MOST = 4

# How long what does not fill a batch waits for more. A batch costs two commits and a journey to a worker, some 10 ms.
PATIENCE = 1.0


@dataclass(slots=True)
class Backlog:
    """What waits, in the order in which it was stored: first what is in memory, then what is in the store alone."""

    desk: Desk
    kept_bytes: int = KEPT_BYTES
    _works: deque[Work] = field(default_factory=deque)
    _held: int = 0  # bytes that `_works` take in memory
    _since: float = 0.0  # when the first of them came
    _last: int = 0  # the last capture that was in memory or has been listed
    _left: int = 0  # captures that are in the store alone
    _listed: deque[Pending] = field(default_factory=deque)  # the first of these
    _sums: dict[int, int] = field(default_factory=dict)  # of the packed bytes of these, by capture

    def add(self, works: Iterable[Work]) -> None:
        """Let stored captures wait; they are newer than all others."""
        for work in works:
            if self._left or (self.desk.archive is not None and self.full):
                self._leave(work)
                continue
            if not self._works:
                self._since = time.monotonic()
            self._works.append(work)
            self._held += _bytes_held(work)
            self._last = work.capture_id

    def _leave(self, work: Work) -> None:
        """Let a capture wait in the store alone."""
        self._left += 1
        if work.packed is not None and work.packed.checked:
            self._sums[work.capture_id] = xxh3_64_intdigest(work.packed.data)

    @property
    def full(self) -> bool:
        """Whether as many bytes are in memory as may be."""
        return self._held >= self.kept_bytes

    @property
    def patience(self) -> float | None:
        """The seconds after which a batch that is not full is handed on; None when nothing waits."""
        return max(0.0, self._since + PATIENCE - time.monotonic()) if self._works else None

    def next_batch(self, *, at_once: bool) -> Batch[Received] | None:
        """Return the next batch; None when nothing waits, or not enough and not for long enough, and not `at_once`."""
        if self._works:
            ready = at_once or self._left or self._fills_a_batch or self.patience == 0
            return self._from_memory() if ready else None
        return self._from_store() if self._left else None

    @property
    def _fills_a_batch(self) -> bool:
        return self.desk.full(len(self._works), self._held)

    @property
    def _together(self) -> int:
        """How many usual batches are handed on as one."""
        waiting = len(self._works) + self._left
        return min(max(waiting // (SHARE * self.desk.batches.batch_documents), 1), MOST)

    def _from_memory(self) -> Batch[Received]:
        works: list[Work] = []
        held = 0
        together = self._together
        while self._works and not self.desk.full(len(works) // together, held // together):
            works.append(self._works.popleft())
            held += _bytes_held(works[-1])
        self._held -= held
        return Batch(Received(None, read=len(works), new=len(works)), works)

    def _from_store(self) -> Batch[Received]:
        received = Received(None)
        works: list[Work] = []
        held = 0
        together = self._together
        while self._left and not self.desk.full(received.read // together, held // together):
            pending = self._next_listed()
            received.read += 1
            received.new += 1
            try:
                works.append(self._read(pending))
                held += _bytes_held(works[-1])
            except ArchiveError as error:
                failure = Failure(pending.digest, Stage.ARCHIVE, str(error), pending.capture.locator)
                received.lost.append((pending.id, failure))
        return Batch(received, works)

    def _next_listed(self) -> Pending:
        if not self._listed:
            pendings = intake.pending_captures(self.desk.connection, self._last)
            self._listed.extend(islice(pendings, LISTED))
            self._last = self._listed[-1].id
        self._left -= 1
        return self._listed.popleft()

    def _read(self, pending: Pending) -> Work:
        assert self.desk.archive is not None  # noqa: S101 - without one, everything is in memory
        packed = archive.get_packed(self.desk.archive, pending.digest)
        unchanged = self._sums.pop(pending.id, None) == xxh3_64_intdigest(packed.data)
        return self.desk.work(pending.id, pending.capture, replace(packed, checked=unchanged))


def _bytes_held(work: Work) -> int:
    return len(work.capture.body) if work.packed is None else len(work.packed.data)
