"""Which blocks of a page an extractor kept, told by its output alone.

An extractor moves, cleans and joins what it keeps, so its lines are compared with the page's blocks by their
letters and digits: first long texts that stand once, which fix the order; then what lies between them; then
lines made of several blocks, or blocks of which a part was cut. Time is linear in the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from extractors.blocks import Block, key

_ANCHOR = 20  # letters; shorter texts ("Read more") stand in several places of one page
_PART = 25  # letters that must agree at the start or the end of a block of which a part was cut
_REACH = 300  # blocks searched for the parts of a line that was joined from several: long tables have 200 cells


def kept(blocks: list[Block], lines: list[str]) -> set[int]:
    """Return the positions of the blocks that stand in `lines`, the output of an extractor."""
    keys = [each for line in lines if (each := key(line))]
    where = _positions(blocks)
    matched = _anchors(keys, where)
    found = set(matched.values())
    for number, line in enumerate(keys):
        if number in matched:
            continue
        after, before = _between(number, matched, len(keys), len(blocks))
        same = _first(where.get(line, []), after, before, found)
        if same is not None:
            matched[number] = same
            found.add(same)
        else:
            found.update(_parts(line, blocks, after, before, found))
    return found


def _positions(blocks: list[Block]) -> dict[str, list[int]]:
    where: dict[str, list[int]] = {}
    for position, block in enumerate(blocks):
        where.setdefault(block.key, []).append(position)
    return where


def _anchors(keys: list[str], where: dict[str, list[int]]) -> dict[int, int]:
    once = Counter(keys)
    return {
        number: where[line][0]
        for number, line in enumerate(keys)
        if len(line) >= _ANCHOR and once[line] == 1 and len(where.get(line, ())) == 1
    }


def _between(number: int, matched: dict[int, int], lines: int, blocks: int) -> tuple[int, int]:
    """The positions of the blocks of the nearest matched lines around line `number`."""
    before = next((matched[n] for n in range(number - 1, max(-1, number - _REACH), -1) if n in matched), -1)
    after = next((matched[n] for n in range(number + 1, min(lines, number + _REACH)) if n in matched), blocks)
    return (before, after) if before < after else (before, blocks)


def _first(positions: list[int], after: int, before: int, found: set[int]) -> int | None:
    """The first of `positions` between the two that is not taken; failing that, the first one that is not taken."""
    ahead = positions[bisect_right(positions, after) :][:_REACH]
    inside = (position for position in ahead if position < before and position not in found)
    return next(inside, next((position for position in positions[:_REACH] if position not in found), None))


def _parts(line: str, blocks: list[Block], after: int, before: int, found: set[int]) -> list[int]:
    """Blocks between the two positions that stand in `line`, in their order, or of which a part does."""
    taken, cursor = [], 0
    for position in range(after + 1, min(before, after + _REACH)):
        text = blocks[position].key
        if position in found or not text:
            continue
        at = line.find(text, cursor)
        if at >= 0 and (len(text) >= 3 or at == cursor):
            taken.append(position)
            cursor = at + len(text)
        elif _overlaps(text, line):
            taken.append(position)
        if cursor >= len(line):
            break
    return taken


def _overlaps(text: str, line: str) -> bool:
    if len(text) < _PART or len(line) < _PART:
        return False
    return text[:_PART] in line or text[-_PART:] in line or line in text
