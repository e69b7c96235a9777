"""The cost of the run beyond extraction and signing, its memory, and what a second worker gives.

In: whole runs, measured from outside. Out: the cost of extraction itself (`bench.extraction`).
"""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from bench.sets import Sets
from bench.wiresift import ingest

LARGEST_SET = "extract/more-articles"  # of HTML; in a smaller one starting up is most of what is not extraction
TIMES_LARGER = 10

# Runs of text of some seven words and more, beside what is no text. Shorter ones, furniture mostly, recur in a large
# dump as they do here.
PROSE = re.compile(r"<(script|style)\b.*?</\1>|(?<=>)(?P<prose>[^<>]{40,})(?=<)", re.DOTALL | re.IGNORECASE)


def measure_run(sets: Sets, rounds: int = 3) -> Iterator[str]:
    """Yield the lines of the section on whole runs over HTML."""
    database = sets.scratch / "cost.db"
    empty = sets.scratch / "one.jsonl"
    empty.write_text(json.dumps({"url": "https://lake.example/salt", "text": "The salt lake has moved again."}))
    one, two, nothing = [], [], []
    for _ in range(rounds):
        one.append(ingest(sets.file(LARGEST_SET), database, workers=1))
        two.append(ingest(sets.file(LARGEST_SET), database, workers=2))
        nothing.append(ingest(empty, database, workers=2))
    share = statistics.median(cost.parent_cpu / cost.total_cpu for cost in two)
    starting = statistics.median(cost.total_cpu - cost.parent_cpu for cost in nothing)
    faster = statistics.median(a.wall / b.wall for a, b in zip(one, two, strict=True))
    yield f"* All but extraction and signing takes **{share:.1%}** of the processor time of a run on {LARGEST_SET}:"
    yield "  what the run's own process takes. What its workers take is extraction and signing, with the way to them"
    yield f"  and back, and {starting:.1f} s for loading the extractors, whatever the size of the dump."
    yield f"* Two workers against one on {LARGEST_SET}: **{faster:.2f}** times the throughput, starting up included."
    yield f"  Medians of {rounds} rounds."


def measure_memory(sets: Sets) -> Iterator[str]:
    """Yield the lines on the parent's memory: on the largest set, and on a dump ten times as large."""
    database = sets.scratch / "memory.db"
    small = ingest(sets.file(LARGEST_SET), database)
    large = ingest(_larger(sets), database)
    yield f"* Peak memory of the run's own process on {LARGEST_SET}: **{small.parent_memory:.0f} MB**;"
    yield f"  on a dump {TIMES_LARGER} times as large, of other texts, **{large.parent_memory:.0f} MB**."


def _larger(sets: Sets) -> Path:
    """Write the set ten times, each time under other addresses and in other words, and return the file."""
    path = sets.scratch / "larger.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for turn in range(TIMES_LARGER):
            for row in sets.rows(LARGEST_SET):
                row["html"] = _in_other_words(row["html"], turn)
                row["url"] = f"{row['url']}?turn={turn}"
                file.write(json.dumps(row) + "\n")
    return path


def _in_other_words(page: str, turn: int) -> str:
    """Return the page with the words of its prose in another order each turn: as large, and a copy of no other."""
    order = random.Random(turn)  # noqa: S311 - the same pages in every measurement

    def shuffled(run: re.Match[str]) -> str:
        words = run["prose"].split(" ") if run["prose"] else [run[0]]
        order.shuffle(words)
        return " ".join(words)

    return PROSE.sub(shuffled, page)
