"""What the words of one document gave: the text, what was left out of it, and metadata that stood among the words.

In: the value that the HTML path and the flattened path both return. Out: metadata from elsewhere (JSON-LD, meta
tags, the container's hints), which `extract` weighs against these.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.records import PartialDate, RemovedBlock


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text with the runs of blocks that were left out, and what the text said of itself."""

    text: str
    removed: tuple[RemovedBlock, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    standfirst: str | None = None
