"""What of a page is its article, decided block by block."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.blocks import Block, key
from extractors.metadata import Metadata
from extractors.records import Reason
from extractors.verdicts import Verdict, Verdicts


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on a page's blocks, and the standfirst that stands among them."""

    verdicts: Verdicts
    standfirst: str | None


def judge(blocks: list[Block], kept: set[int], said: Metadata) -> Judgement:
    """Return the verdict on each of `blocks`, of which `kept` is the main text."""
    verdicts: Verdicts = [
        None if i in kept else Verdict(Reason.OTHER, "not part of the article") for i in range(len(blocks))
    ]
    title = key(said.title.value or "")
    for i in sorted(kept)[:5]:
        if blocks[i].key == title:
            verdicts[i] = Verdict(Reason.METADATA, "the title")
    return Judgement(verdicts, None)
