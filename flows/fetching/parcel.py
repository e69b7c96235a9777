"""What a visit to a source brings, in parcels.

In: the value that goes from the threads that fetch to the one that stores. Out: both of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from db.feeds import FeedRow
from db.packing import Packed
from db.pages import PageRow
from db.responses import ResponseRow
from extractors.records import Capture, Failure

# Few enough documents that a slow host's first pages do not wait for its last. Parcels of all sources that have come at
# the same time are stored together, so that a small one costs little. Bytes are of packed bodies: 7 pages of 365 kB.
FULL_ITEMS = 16
FULL_BYTES = 500_000

# What is kept of a response's headers: what says what the document is, and which one. Cookies are nobody's business.
KEPT_HEADERS = frozenset(
    {"content-type", "content-language", "date", "etag", "last-modified", "cache-control", "expires", "age", "link"}
    | {"server", "vary", "x-robots-tag"}
)


@dataclass(slots=True)
class Parcel:
    """Captures and failures of one source, and the state that holds once they are stored."""

    source: str  # its name
    captures: list[Capture] = field(default_factory=list)  # without their bodies
    packed: list[Packed] = field(default_factory=list)  # the bodies of the captures
    failures: list[Failure] = field(default_factory=list)
    feeds: list[FeedRow] = field(default_factory=list)  # parents before their children
    pages: list[PageRow] = field(default_factory=list)
    responses: list[ResponseRow] = field(default_factory=list)
    bodies: list[Packed] = field(default_factory=list)  # of feeds that are kept
    moves: list[tuple[str, str]] = field(default_factory=list)  # a feed's old address, its new one
    notices: list[str] = field(default_factory=list)  # for a person
    size: int = 0  # bytes of the captures' bodies, packed

    def add(self, capture: Capture, packed: Packed) -> None:
        """Put a capture in that has no body, and its body."""
        self.captures.append(capture)
        self.packed.append(packed)
        self.size += len(packed.data)

    @property
    def full(self) -> bool:
        """Whether it is time to send it."""
        return len(self.captures) >= FULL_ITEMS or self.size >= FULL_BYTES


def locator_of(received: str, address: str) -> str:
    """Return where a document stands in the dump of its source: when it was received, and from which address."""
    return f"{received} {address}"


def kept_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return those headers that are kept, in their order."""
    return tuple((name, value) for name, value in headers if name.lower() in KEPT_HEADERS)
