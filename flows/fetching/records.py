"""What a request gives: an answer or a refusal, never an exception.

In: the values that travel between the client and whoever asks. Out: how they come about (`flows.fetching.client`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalKind(StrEnum):
    """Why a request gave no document. Closed: the store and the reports list these."""

    UNREACHABLE = "unreachable"  # no address, no connection, or the connection broke
    TIMEOUT = "timeout"  # the answer did not come, or not to its end, within its time
    STATUS = "status"  # the server answered with an error: `Refusal.status` says which
    LATER = "later"  # not asked: the host wants a longer pause than a request may wait
    ROBOTS = "robots"  # robots.txt forbids it
    FORBIDDEN_NETWORK = "forbidden-network"  # the address is of a private, loopback, link-local or reserved network
    SCHEME = "scheme"  # neither http nor https, or no address at all
    REDIRECTS = "redirects"  # too many, or to nowhere
    TOO_LARGE = "too-large"  # over the limit of size, before or after decompression
    WRONG_TYPE = "wrong-type"  # a picture, a film, a PDF
    BROKEN = "broken"  # the answer is no HTTP, is cut off, or its compression is damaged


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask with whether something has changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A document (status 200 to 203), or the news that it has not changed since the validators (304, no body)."""

    address: str  # as it was asked for
    final_address: str  # after all redirects
    moved_to: str | None  # where permanent redirects alone led, from the first one on; None without any
    status: int
    media_type: str  # without parameters, in lower case; "" where the server says none
    charset: str | None
    body: bytes  # decompressed
    etag: str | None
    last_modified: str | None
    fetched_at: str  # UTC, ISO 8601 with Z
    headers: tuple[tuple[str, str], ...] = ()  # as received, of the last response

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing has changed."""
        return self.status == 304

    @property
    def validators(self) -> Validators:
        """What to ask with the next time."""
        return Validators(self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no document."""

    address: str  # as it was asked for
    kind: RefusalKind
    what: str  # what is wrong and what to do, in a sentence
    retry_after: float | None = None  # seconds that the server, or its robots.txt, wants to be left alone
    status: int | None = None  # of kind STATUS
    final_address: str | None = None  # where redirects led, when they led anywhere

    @property
    def gone(self) -> bool:
        """Whether the server said that it is gone for good."""
        return self.status == 410
