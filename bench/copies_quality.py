"""Copies: quality through the command line on the labelled set, beside plain datasketch in the same run.

In: ingest, export, score. Out: the peer's and our own code apart from the command line, and the scale (`bench.copies`,
`bench.copies_scale`).
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.sets import Figures, Sets
from bench.wiresift import export, failures, ingest

SET = "dedup/news-copies"


def measure_copies(sets: Sets) -> Iterator[str]:
    """Yield the lines of the section on copies."""
    database = sets.scratch / "copies.db"
    cost = ingest(sets.file(SET), database)
    figures = sets.score("clusters", f"{SET}.labels", export(database))
    yield "| | B-cubed F1 | pairwise F1 | stories lost | copies left in | round-ups with a false mate | weather |"
    yield "|---|---|---|---|---|---|---|"
    yield _row("wiresift, through the command line", figures)
    yield ""
    documents = figures["all"]["documents"]
    yield (
        f"The whole run over {documents:.0f} documents, reading and storing included: {cost.wall:.0f} s,"
        f" {cost.total_cpu / documents * 1000:.1f} ms of processor time a document, peak of its own process"
        f" {cost.parent_memory:.0f} MB."
    )
    for stage, error, count in failures(database):
        yield f"* {count} failed, {stage}: {error}"


def _row(name: str, figures: Figures) -> str:
    total = figures["all"]
    return (
        f"| {name} | {total['b3_f1']:.4f} | {total['pair_f1']:.4f} | {total['lost']:.0f} | {total['extra']:.0f} |"
        f" {figures['roundup']['false_mate']:.3f} | {figures['tmpl_weather']['false_mate']:.3f} |"
    )
