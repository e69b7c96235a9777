"""The text of a version with what was removed in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.reading.evidence import Removed


def placed(text: str, removed: Sequence[Removed]) -> Iterator[str | Removed]:
    """Yield the paragraphs of `text` and the removed runs of blocks, each in its place.

    The runs come in the order of their positions, as they are read. One that is said to stand behind the end, stands
    at the end.
    """
    waiting = list(reversed(removed))
    for position, paragraph in enumerate(text.split("\n") if text else ()):
        while waiting and waiting[-1].position <= position:
            yield waiting.pop()
        yield paragraph
    yield from reversed(waiting)
