"""What travels between the run and its workers. Light to import, so that the parent never loads the extractors."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.records import Signature
from extractors.records import Capture, Extracted, Failure, SourceProfile


@dataclass(frozen=True, slots=True)
class Work:
    """One stored capture to be made an article of."""

    capture_id: int
    capture: Capture
    profile: SourceProfile | None = None


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
