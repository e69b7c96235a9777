"""The cost of the run beyond extraction and signing, its memory, and what a second worker gives.

In: whole runs, measured from outside. Out: the cost of extraction itself (`bench.extraction`).
"""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Iterator
from pathlib import Path

from bench.sets import Sets
from bench.wiresift import ingest

LARGEST_SET = "extract/more-articles"  # of HTML; in a smaller one starting up is most of what is not extraction
TIMES_LARGER = 10


def measure_run(sets: Sets, rounds: int = 3) -> Iterator[str]:
    """Yield the lines of the section on whole runs over HTML."""
    database = sets.scratch / "cost.db"
    one, two = [], []
    for _ in range(rounds):
        one.append(ingest(sets.file(LARGEST_SET), database, workers=1))
        two.append(ingest(sets.file(LARGEST_SET), database, workers=2))
    share = statistics.median(cost.parent_cpu / cost.total_cpu for cost in two)
    faster = statistics.median(a.wall / b.wall for a, b in zip(one, two, strict=True))
    yield f"* All but extraction and signing takes **{share:.1%}** of the processor time of a run on {LARGEST_SET}."
    yield f"* Two workers against one on {LARGEST_SET}: **{faster:.2f}** times the throughput, starting up included."
    yield f"  Medians of {rounds} rounds."


def measure_memory(sets: Sets) -> Iterator[str]:
    """Yield the lines on the parent's memory: on the largest set, and on a dump ten times as large."""
    database = sets.scratch / "memory.db"
    small = ingest(sets.file(LARGEST_SET), database)
    large = ingest(_larger(sets), database)
    yield f"* Peak memory of the run's own process on {LARGEST_SET}: **{small.parent_memory:.0f} MB**;"
    yield f"  on a dump {TIMES_LARGER} times as large, **{large.parent_memory:.0f} MB**."


def _larger(sets: Sets) -> Path:
    """Write the set ten times, each document under another address and with another last line, and return the file."""
    path = sets.scratch / "larger.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for turn in range(TIMES_LARGER):
            for row in sets.rows(LARGEST_SET):
                row["html"] = row["html"].replace("</p>", f" {turn}</p>")
                row["url"] = f"{row['url']}?turn={turn}"
                file.write(json.dumps(row) + "\n")
    return path
