"""robots.txt (RFC 9309) through Protego: what may be fetched, and how slowly.

In: what an answer for /robots.txt means. Out: fetching it and for how long it holds (`flows.fetching.hosts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

AGENT = "Wiresift"
LONGEST = 500 * 1024  # bytes that are read of it: as many as RFC 9309, 2.5, asks for at least


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says to us."""

    text: str
    _rules: Any  # protego.Protego; None: nothing is forbidden

    def allows(self, address: str) -> bool:
        """Return whether the address may be fetched."""
        return self._rules is None or bool(self._rules.can_fetch(address, AGENT))

    @property
    def crawl_delay(self) -> float:
        """The seconds between two requests that it asks for; 0 where it does not."""
        return 0.0 if self._rules is None else float(self._rules.crawl_delay(AGENT) or 0)


def read_robots(text: str) -> Robots:
    """Return what the text says; an empty one allows all, and costs no parsing."""
    if not text.strip():
        return Robots("", None)
    from protego import Protego

    return Robots(text, Protego.parse(text))


def robots_text(body: bytes) -> str:
    """Return the text of an answer's body: UTF-8 by the standard, cut at the limit."""
    return body[:LONGEST].decode("utf-8-sig", errors="replace")
