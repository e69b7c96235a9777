"""Intake: what a reader yields, archived and stored as captures, in batches for the pool.

In: grouping, the archive first and the captures second, and finding the bytes again of captures that a killed run left
without an outcome. Out: what is made of the captures.
"""

from __future__ import annotations

import dataclasses
import functools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from db import archive, intake
from db.archive import ArchiveError
from db.connection import transaction
from db.intake import Pending
from db.packing import Packed, Packer
from extractors.records import Capture, Failure, SourceProfile, Stage
from flows.pool import Batch
from flows.readers import Limits, reread
from flows.settings import RunSettings
from flows.work import Work

Item = TypeVar("Item")


@dataclass(slots=True)
class Received:
    """What a batch was made of, beside its works."""

    dump: int | None
    read: int = 0  # records of the dump, known ones and broken ones included
    new: int = 0
    failures: list[Failure] = field(default_factory=list)
    lost: list[tuple[int, Failure]] = field(default_factory=list)  # captures whose bytes could not be had again


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A capture as it waits for its batch to be full: without its body, where that was packed for the archive."""

    capture: Capture
    digest: str
    size: int  # bytes of the body
    packed: Packed | None  # None: no archive is kept, or it has the body


@dataclass(frozen=True, slots=True)
class Desk:
    """Where captures are taken in: the two files, the run, and what is known of the sources."""

    connection: sqlite3.Connection
    archive: sqlite3.Connection | None
    run: int
    profiles: Mapping[str, SourceProfile]
    batches: RunSettings
    limits: Limits
    packer: Packer = field(default_factory=Packer)

    def receive(self, dump: int, items: Iterable[Capture | Failure]) -> Iterator[Batch[Received]]:
        """Yield the dump's new captures in batches, each archived and stored before it is yielded."""
        groups = self._grouped(map(self._arrived, items), _size_of_item)
        yield from map(functools.partial(self._received, dump), groups)  # which keeps no group beside its batch

    def pending(self) -> Iterator[Batch[Received]]:
        """Yield the captures without an outcome in batches, with their bytes from the archive or from their dump.

        Batches break where they did when the captures were first received, so that a killed run and one that was not
        store the same rows.
        """
        return self.again(intake.pending_captures(self.connection))

    def again(self, captures: Iterable[Pending]) -> Iterator[Batch[Received]]:
        """Yield stored captures in batches, with their bytes from the archive or from their dump."""
        for dump, pendings in groupby(captures, key=lambda pending: pending.dump):
            for group in self._grouped(pendings, lambda pending: pending.size):
                yield self._again(dump, group)

    def _received(self, dump: int, group: list[_Arrived | Failure]) -> Batch[Received]:
        arrived = [item for item in group if isinstance(item, _Arrived)]
        failures = [item for item in group if isinstance(item, Failure)]
        works = self._store(dump, arrived)
        return Batch(Received(dump, len(group), len(works), failures), works)

    def _arrived(self, item: Capture | Failure) -> _Arrived | Failure:
        """Pack the body of a new capture: what waits is a sixth of it."""
        if isinstance(item, Failure):
            return item
        digest, size = item.payload, len(item.body)
        if self.archive is None or archive.has(self.archive, digest):
            return _Arrived(item, digest, size, None)
        packed = self.packer.pack(digest, item.body, checked=True)
        return _Arrived(dataclasses.replace(item, body=b""), digest, size, packed)

    def _store(self, dump: int, arrived: list[_Arrived]) -> list[Work]:
        if self.archive is not None:
            archive.put_packed(self.archive, [item.packed for item in arrived if item.packed])
        ids = self._store_captures(dump, arrived)
        return [
            self.work(identity, item.capture, item.packed)
            for identity, item in zip(ids, arrived, strict=True)
            if identity is not None
        ]

    def _store_captures(self, dump: int, arrived: list[_Arrived]) -> list[int | None]:
        captures = [item.capture for item in arrived]
        payloads = [(item.digest, item.size) for item in arrived]
        with transaction(self.connection):
            return intake.add_captures(self.connection, self.run, dump, captures, payloads)

    def work(self, identity: int, capture: Capture, packed: Packed | None = None) -> Work:
        """Return what is to be done for a stored capture, whose body comes with it or packed."""
        return Work(identity, capture, self.profiles.get(capture.source), packed)

    def _again(self, dump: int, pendings: list[Pending]) -> Batch[Received]:
        bodies = self._bodies(pendings)
        received = Received(dump)
        works = []
        for pending in pendings:
            body = bodies[pending.id]
            if isinstance(body, Failure):
                received.lost.append((pending.id, body))
            else:
                works.append(self.work(pending.id, dataclasses.replace(pending.capture, body=body)))
        return Batch(received, works)

    def _bodies(self, pendings: list[Pending]) -> dict[int, bytes | Failure]:
        bodies: dict[int, bytes | Failure] = {}
        for pending in pendings:
            try:
                bodies[pending.id] = archive.get(self._archive(), pending.digest)
            except ArchiveError as error:
                bodies[pending.id] = Failure(pending.digest, Stage.ARCHIVE, str(error), pending.capture.locator)
        return bodies | self._from_dump([item for item in pendings if isinstance(bodies[item.id], Failure)])

    def _archive(self) -> sqlite3.Connection:
        if self.archive is None:
            raise ArchiveError("the run keeps no archive")
        return self.archive

    def _from_dump(self, pendings: list[Pending]) -> dict[int, bytes | Failure]:
        """Read the dump again for bytes that the archive does not hold: the store may be kept without one."""
        if not pendings:
            return {}
        wanted = {pending.capture.locator: pending.digest for pending in pendings}
        found = dict(reread(Path(pendings[0].dump_path), wanted, self.limits))
        return {pending.id: found[pending.capture.locator] for pending in pendings}

    def _grouped(self, items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
        """Yield lists of items, each full by number or by bytes."""
        group: list[Item] = []
        total = 0
        for item in items:
            group.append(item)
            total += size(item)
            if self.full(len(group), total):
                done, group, total = [group], [], 0
                del item
                yield done.pop()  # and keep nothing of it while it is worked on
        if group:
            yield group

    def full(self, documents: int, size: int) -> bool:
        """Return whether so many documents, of so many bytes together, are a full batch."""
        return documents >= self.batches.batch_documents or size >= self.batches.batch_bytes


def _size_of_item(item: _Arrived | Failure) -> int:
    return item.size if isinstance(item, _Arrived) else 0
