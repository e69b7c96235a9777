"""Extraction: quality on the evaluation sets, beside trafilatura's default in the same run, and processor time.

In: pages and flattened text, through the command line. Out: copies, and what the rest costs (`bench.cost`).
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import numpy as np
import trafilatura

from bench.sets import Figures, Sets
from bench.wiresift import export, failures, ingest
from extractors.extract import extract
from extractors.records import Capture

PAGE_SETS = {"extract/news-pages": ("--standfirst",), "extract/web-articles": ()}
FLAT_SETS = {"flat/flat-pages": ("--standfirst",)}


def measure_pages(sets: Sets) -> Iterator[str]:
    """Yield the lines of the section on HTML pages."""
    yield "| set | extractor | mean F1 | F1 | empty | F1 under one half |"
    yield "|---|---|---|---|---|---|"
    for name, options in PAGE_SETS.items():
        plain = sets.predict(f"{name}-plain", (_plain(row) for row in sets.rows(name)))
        yield _body_row(name, "trafilatura", sets.score("bodies", f"{name}.gold", plain)["all"])
        database = sets.scratch / f"{name.split('/')[1]}.db"
        ingest(sets.file(name), database)
        ours = export(database)
        yield _body_row(name, "wiresift", sets.score("bodies", f"{name}.gold", ours, *options)["all"])
        yield from (f"| | failed | {stage}: {error} | {count} | | |" for stage, error, count in failures(database))
        if name == "extract/news-pages":
            metadata = {
                "trafilatura": sets.score("metadata", f"{name}.gold", plain),
                "wiresift": sets.score("metadata", f"{name}.gold", ours),
            }
    yield ""
    yield from _metadata_rows(metadata)


def measure_flattened(sets: Sets) -> Iterator[str]:
    """Yield the lines of the section on flattened text."""
    yield "| set | form | keep all | wiresift |"
    yield "|---|---|---|---|"
    for name, options in FLAT_SETS.items():
        everything = sets.predict(f"{name}-all", ({"id": row["id"], "text": row["text"]} for row in sets.rows(name)))
        kept = sets.score("bodies", f"{name}.gold", everything)
        database = sets.scratch / f"{name.split('/')[1]}.db"
        ingest(sets.file(name), database)
        ours = sets.score("bodies", f"{name}.gold", export(database), *options)
        for form in sorted(ours):
            yield f"| {name} | {form} | {kept[form]['mean_f1']:.4f} | {ours[form]['mean_f1']:.4f} |"
        yield f"| {name} | mean of the forms | {_mean(kept):.4f} | {_mean(ours):.4f} |"


def measure_processor_time(sets: Sets, rounds: int = 3) -> Iterator[str]:
    """Yield the ratio of our processor time to trafilatura's on the same pages, page by page in turn."""
    rows = list(sets.rows("extract/news-pages"))
    captures = [_capture(row) for row in rows]
    ratios = []
    for _ in range(rounds):
        ours = plain = 0.0
        for capture, row in zip(captures, rows, strict=True):
            plain += _seconds(lambda row=row: _plain(row))  # type: ignore[misc]
            ours += _seconds(lambda capture=capture: extract(capture))  # type: ignore[misc]
        ratios.append(ours / plain)
    yield (
        "Processor time of extraction with metadata and reasons against"
        f" `trafilatura.bare_extraction(with_metadata=True)` on {len(rows)} pages of extract/news-pages, page by page"
        f" in turn, median of {rounds} rounds: **{statistics.median(ratios):.2f}**"
    )


def measure_validated_pages(_: Sets) -> Iterator[str]:
    """Yield the scores that were validated by publisher, which the model of the page's blocks carries with it."""
    with resources.files("extractors").joinpath("weigh.npz").open("rb") as file:
        report = json.loads(str(np.load(file, allow_pickle=False)["report"]))
    yield from _validated("bench.train_pages", report["mean F1 validated by publisher"])


def measure_validated_lines(_: Sets) -> Iterator[str]:
    """Yield the scores that were validated by publisher, which the model of the flattened lines carries with it."""
    report = json.loads(resources.files("extractors").joinpath("flattened_model.json").read_text(encoding="utf-8"))
    yield from _validated("bench.train_flattened", report["cross-validated by publisher, mean F1"])


def _validated(script: str, scores: dict[str, float]) -> Iterator[str]:
    yield (
        "The shipped model has seen these sets, which flatters the figures above. Validated by publisher, each page"
        f" weighed by a model that knows no page of its publisher (measured by `python -m {script}` when it trained the"
        " model; rules that came later are not in these):"
    )
    yield ""
    yield "| set or form | mean F1 |"
    yield "|---|---|"
    yield from (f"| {name} | {score:.4f} |" for name, score in scores.items())


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _capture(row: dict[str, Any]) -> Capture:
    return Capture(
        row["html"].encode(),
        "text/html",
        row["url"],
        row.get("captured_at"),
        "bench",
        row["id"],
        row["id"],
        charset="utf-8",
    )


def _plain(row: dict[str, Any]) -> dict[str, object]:
    document = trafilatura.bare_extraction(row["html"], url=row["url"], include_comments=False, with_metadata=True)
    values: dict[str, Any] = document.as_dict() if document else {}  # type: ignore[union-attr]
    authors = [author.strip() for author in (values.get("author") or "").split(";") if author.strip()]
    return {
        "id": row["id"],
        "text": values.get("text"),
        "title": values.get("title"),
        "authors": authors,
        "published": values.get("date"),
    }


def _body_row(name: str, extractor: str, figures: dict[str, float]) -> str:
    return (
        f"| {name} | {extractor} | {figures['mean_f1']:.4f} | {figures['f1']:.4f} | {figures['empty']:.0f} |"
        f" {figures['below_half']:.0f} |"
    )


def _metadata_rows(metadata: dict[str, Figures]) -> Iterator[str]:
    yield "| extract/news-pages | title exact | author set exact | day right |"
    yield "|---|---|---|---|"
    for extractor, figures in metadata.items():
        yield (
            f"| {extractor} | {figures['title']['exact']:.3f} | {figures['authors']['exact']:.3f} |"
            f" {figures['published']['day']:.3f} |"
        )


def _mean(figures: Figures) -> float:
    return statistics.mean(form["mean_f1"] for form in figures.values())
