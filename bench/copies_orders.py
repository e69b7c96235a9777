"""The same documents in any order and in any batches: the same partition. `python -m bench SETS orders`.

In: the whole labelled set through the store, signed once, in random orders. Out: the same on invented texts with killed
runs and verdicts, which the tests have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from bench.copies import read
from bench.copies_store import Document, clusters, ingest, new_store
from bench.sets import Sets

ORDERS = 20
BATCHES = (500, 7, 1)  # documents; the orders take them in turn


def measure_orders(sets: Sets) -> Iterator[str]:
    """Yield how many different partitions the orders gave: one is right."""
    documents = read(sets)
    found: dict[frozenset[frozenset[str]], list[int]] = {}
    for order in range(ORDERS):
        batch = BATCHES[order % len(BATCHES)]
        shuffled = Random(order).sample(documents, len(documents))  # noqa: S311 - an order, no secret
        found.setdefault(_partition(sets, shuffled, batch), []).append(batch)
    yield (
        f"{len(documents):,} documents in {ORDERS} random orders, in batches of {', '.join(map(str, BATCHES))} in turn:"
        f" {len(found)} different partition{'s' if len(found) > 1 else ''}."
    )
    for partition, batches in found.items():
        yield f"* {len(partition):,} clusters, in {len(batches)} orders"


def _partition(sets: Sets, documents: Sequence[Document], batch: int) -> frozenset[frozenset[str]]:
    path = sets.scratch / "order.db"
    for old in sets.scratch.glob("order.db*"):
        old.unlink()
    connection = new_store(path)
    connection.execute("PRAGMA synchronous = OFF")
    ingest(connection, documents, batch)
    members: dict[int, set[str]] = {}
    for document, cluster in clusters(connection).items():
        members.setdefault(cluster, set()).add(document)
    connection.close()
    return frozenset(map(frozenset, members.values()))
