"""The backlog of a round: captures that are stored and wait to be extracted, the first received first.

Fetching never waits for extraction: what comes is archived and stored, and the bytes of the newest are kept in memory
up to a limit. What comes beyond it stays in the store alone, as what a killed run leaves, and is read from there when
its turn comes.

In: what is handed to the pool next. Out: archiving and storing (`flows.fetching.reception`).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from db import intake
from db.intake import Pending
from flows.intake import Desk, Received
from flows.pool import Batch
from flows.work import Work

# Bytes of bodies that wait in memory: sixteen batches of the usual 4 MB, so that no worker idles while bodies are read
# again. Reading one again costs 0.5 ms of 18 ms of extraction (pages of 365 kB).
KEPT_BYTES = 64_000_000
LISTED = 1000  # captures in the store alone that are listed at a time

# How long what does not fill a batch waits for more. A batch costs two commits and a journey to a worker, some 10 ms.
PATIENCE = 1.0


@dataclass(slots=True)
class Backlog:
    """What waits, in the order in which it was stored: first what is in memory, then what is in the store alone."""

    desk: Desk
    kept_bytes: int = KEPT_BYTES
    _works: deque[Work] = field(default_factory=deque)
    _size: int = 0  # bytes of `_works`
    _since: float = 0.0  # when the first of `_works` came
    _last: int = 0  # the last capture that was in memory or has been listed
    _left: int = 0  # captures that are in the store alone
    _listed: deque[Pending] = field(default_factory=deque)  # the first of these

    def add(self, works: Iterable[Work]) -> None:
        """Let stored captures wait; they are newer than all others."""
        for work in works:
            if self._left or (self.desk.archive is not None and self.full):
                self._left += 1
                continue
            if not self._works:
                self._since = time.monotonic()
            self._works.append(work)
            self._size += len(work.capture.body)
            self._last = work.capture_id

    @property
    def full(self) -> bool:
        """Whether as many bytes are in memory as may be."""
        return self._size >= self.kept_bytes

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
        return self.desk.full(len(self._works), self._size)

    def _from_memory(self) -> Batch[Received]:
        works: list[Work] = []
        size = 0
        while self._works and not self.desk.full(len(works), size):
            works.append(self._works.popleft())
            size += len(works[-1].capture.body)
        self._size -= size
        return Batch(Received(None, read=len(works), new=len(works)), works)

    def _from_store(self) -> Batch[Received]:
        pendings: list[Pending] = []
        while self._left and not self.desk.full(len(pendings), sum(pending.size for pending in pendings)):
            if not self._listed:
                self._list_more()
            pendings.append(self._listed.popleft())
            self._left -= 1
        batch = self.desk.restored(None, pendings)
        batch.context.read = batch.context.new = len(pendings)
        return batch

    def _list_more(self) -> None:
        self._listed.extend(islice(intake.pending_captures(self.desk.connection, self._last), LISTED))
        self._last = self._listed[-1].id
