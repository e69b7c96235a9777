"""What became of each block of a page, and the text and the removed blocks that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from extractors.blocks import Block
from extractors.records import Reason, RemovedBlock


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a block is left out, with the evidence for a person."""

    reason: Reason
    detail: str


Verdicts = list[Verdict | None]  # one for each block of a page; None keeps it


def text(blocks: Sequence[Block], verdicts: Verdicts) -> str:
    """Return the kept blocks, one a line."""
    return "\n".join(block.text for block, verdict in zip(blocks, verdicts, strict=True) if verdict is None)


def removed(blocks: Sequence[Block], verdicts: Verdicts) -> tuple[RemovedBlock, ...]:
    """Return the runs of blocks that were left out for one reason, with the number of kept paragraphs before each."""
    found = []
    position = 0
    for reason, run in groupby(zip(blocks, verdicts, strict=True), lambda pair: pair[1] and pair[1].reason):
        members = list(run)
        if reason is None:
            position += len(members)
            continue
        details = {verdict.detail: None for _, verdict in members if verdict}
        found.append(RemovedBlock(reason, "; ".join(details), position, "\n".join(block.text for block, _ in members)))
    return tuple(found)
