"""Shared passages: what a person sees of why two texts are linked."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 240  # characters


def shared_passages(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return the passages of `text` at these places, each once and none longer than `LONGEST`."""
    return tuple(dict.fromkeys(text[start:end][:LONGEST] for start, end in spans))
