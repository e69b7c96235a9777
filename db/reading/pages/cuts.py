"""What was removed, by reason, as shares."""

from __future__ import annotations

from collections.abc import Iterable

from db.reading.state import RemovedShare


def removed_shares(kept: int, rows: Iterable[tuple[str, int, int]]) -> tuple[RemovedShare, ...]:
    """Return (reason, runs of blocks, characters) with shares of all characters: the `kept` ones and the removed."""
    counts = [(reason, blocks, characters) for reason, blocks, characters in rows]
    total = kept + sum(characters for _, _, characters in counts)
    return tuple(
        RemovedShare(reason, blocks, characters, characters / total if total else 0.0)
        for reason, blocks, characters in counts
    )
