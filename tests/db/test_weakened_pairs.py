"""A pair that loses lists as texts arrive is judged as if it came now: its row does not depend on the order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from db.connection import transaction
from dedup.candidates import LIST_LENGTH
from dedup.records import Signature
from dedup.scheme import SCHEME, SKETCH_BITS
from dedup.signature import sign
from tests.db.copies_store import Store
from tests.dedup.texts import Desk

COMMON, CROWDED = 11, 12  # posting lists: both texts are in both, and many others push them out of the second
PAIR = (4_000_000, 4_000_004)  # multiples of four: numbers of the least size, which need one list

STORY = Desk(5).story()  # what both texts say, so that comparing them would find them worth a row

# Half of the bits each: together as good as none, or all the same.
UNLIKE = (b"\xf0" * (SKETCH_BITS // 8), b"\x0f" * (SKETCH_BITS // 8))
ALIKE = (UNLIKE[0], UNLIKE[0])


def signature(text: int, postings: Sequence[int], sketch: bytes) -> Signature:
    [real] = sign([STORY])
    return Signature(SCHEME, text, (text + 1_000_000,), tuple(postings), sketch, real.content)


def crowd(lists: Sequence[int]) -> list[Signature]:
    """As many texts with smaller numbers as a list holds, unlike anything."""
    return [signature(4 * number, lists, UNLIKE[number % 2]) for number in range(1, LIST_LENGTH + 1)]


def stored(path: Path, batches: Sequence[Sequence[Signature]]) -> set[tuple[int, int, int]]:
    """Return the row that the pair has when all these have come, a batch in a transaction."""
    store = Store(path)
    for batch in batches:
        with transaction(store.connection):
            store.add_signed({str(item.text): f"{item.text} {STORY}" for item in batch}, batch)
    rows = store.connection.execute("SELECT a, b, spare FROM pairs WHERE a = ? AND b = ?", PAIR).fetchall()
    store.connection.close()
    return set(rows)


@pytest.mark.parametrize(
    ("sketches", "crowded", "left"),
    [
        (UNLIKE, [], {(*PAIR, 1)}),
        (UNLIKE, [CROWDED], set()),
        (ALIKE, [CROWDED], {(*PAIR, 0)}),
        (ALIKE, [COMMON, CROWDED], set()),
    ],
    ids=["a list to spare", "none to spare, sketches unlike", "none to spare, sketches alike", "no list"],
)
def test_what_is_left_of_a_pair_is_the_same_in_any_order(
    tmp_path: Path, sketches: tuple[bytes, bytes], crowded: list[int], left: set[tuple[int, int, int]]
) -> None:
    pair = [signature(text, (COMMON, CROWDED), sketch) for text, sketch in zip(PAIR, sketches, strict=True)]
    others = crowd(crowded)
    parts = [pair[:1], pair[1:], others[:3], others[3:]]
    orders = [[part for part in order if part] for order in itertools.permutations(parts)]
    orders.append([[*pair, *others]])
    found = [stored(tmp_path / f"{number}.db", order) for number, order in enumerate(orders)]
    assert found == [left] * len(orders)
