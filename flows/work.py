"""What travels between the run and its workers. Light to import, so that the parent never loads the extractors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db.packing import Packed, Unpacker
from dedup.records import Signature
from extractors.records import Capture, Extracted, Failure, SourceProfile


@dataclass(frozen=True, slots=True)
class Work:
    """One stored capture to be made an article of."""

    capture_id: int
    capture: Capture
    profile: SourceProfile | None = None
    packed: Packed | None = None  # the body, where the capture comes without it

    @property
    def payload(self) -> str:
        """The digest of the body."""
        return self.capture.payload if self.packed is None else self.packed.digest

    def unpacked(self, unpacker: Unpacker) -> Capture:
        """Return the capture with its body. Raise `db.packing.DamagedError`."""
        packed = self.packed
        if packed is None:
            return self.capture
        known = packed.digest if packed.checked else None
        return replace(self.capture, body=unpacker.unpack(packed), known_payload=known)


@dataclass(frozen=True, slots=True)
class Made:
    """The article that a capture gave, and the signature of its text."""

    capture_id: int
    extracted: Extracted
    published_at: str | None  # UTC, for sorting; None when the day is not known
    signature: Signature


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a capture gave no article."""

    capture_id: int
    failure: Failure


Outcome = Made | Failed
