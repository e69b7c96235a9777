"""The flattened pages of the evaluation sets, cut into units, with what is right of each unit.

In: reading, publishers, labels, the evaluation's own counting. Out: what is learned of the pages.
"""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from extractors.flattened_joins import settle_joins
from extractors.flattened_rules import marks_of
from extractors.flattened_units import Unit, rejoin, units_of

SETS = Path(__file__).resolve().parents[2] / "shared" / "bench" / "flat"
sys.path.append(str(SETS.parent))
score = importlib.import_module("score")  # the evaluation's own counting, which stands beside the sets


@dataclass(frozen=True, slots=True)
class Page:
    """A flattened page with what is right of it."""

    name: str
    form: str
    publisher: str
    text: str
    body: str
    units: list[Unit]
    labels: list[int]  # of each unit: 1 for body text


def read(folder: Path, name: str, forms: Container[str] | None = None) -> Iterator[Page]:
    """Yield the pages of a set, of all forms or of some, each split into units with their labels."""
    gold = {row["id"]: row for row in json_lines(folder / f"{name}.gold.jsonl.gz")}
    for row in json_lines(folder / f"{name}.jsonl.gz"):
        right = gold[row["id"]]
        if forms and right["form"] not in forms:
            continue
        units = units_of(row["text"])
        units = settle_joins(units, marks_of(units, None)[0].keys())
        labels = label(units, right["body"], right["keep"], right["form"])
        yield Page(row["id"], right["form"], publisher_of(row["id"]), row["text"], right["body"], units, labels)


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def publisher_of(name: str) -> str:
    """Return the publisher in an id such as "fundus/de/NAME_2024_05_01|w3m"; a web page is its own."""
    page = name.split("|")[0]
    return page.rsplit("_", 3)[0] if page.startswith("fundus/") else page


def label(units: list[Unit], body: str, keep: list[int], form: str) -> list[int]:
    """Return for each unit whether it is body text.

    Two ways, and the one that gives the better text is taken: the labels of the set for whole lines, and the share of
    the unit's words that stand in the body in runs of four (in `bs_nl`, where links break up the lines, always).
    """
    tokens = [score.TOKEN.findall(unit.text) for unit in units]
    found = covered(tokens, score.TOKEN.findall(body))
    given = list(found)
    lines = [place for place, unit in enumerate(units) if unit.new_line]
    if lines and len(lines) == len(keep) and form != "bs_nl":
        for place, end, kept in zip(lines, [*lines[1:], len(units)], keep, strict=True):
            given[place] = kept if end - place == 1 else given[place]
    return max((found, given), key=lambda labels: page_f1(body, text_of(units, labels)))


def covered(tokens: list[list[str]], body: list[str]) -> list[int]:
    """Return 1 for each unit most of whose words stand in runs of four words that the body has too."""
    runs = {tuple(body[place : place + 4]) for place in range(len(body) - 3)}
    words = [word for unit in tokens for word in unit]
    shared = np.zeros(len(words) + 1)
    for place in range(len(words) - 3):
        if tuple(words[place : place + 4]) in runs:
            shared[place : place + 4] = 1
    ends = np.cumsum([len(unit) for unit in tokens])
    return [int(2 * shared[end - len(unit) : end].sum() > len(unit)) for unit, end in zip(tokens, ends, strict=True)]


def text_of(units: list[Unit], labels: list[int]) -> str:
    """Return the text of the units with the label 1."""
    runs = groupby(zip(units, labels, strict=True), key=lambda item: item[1])
    return "\n".join(rejoin([unit for unit, _ in run]) for kept, run in runs if kept)


def page_f1(body: str, text: str) -> float:
    """Return the F1 of a page's text, in shingles of four words, as the evaluation counts it."""
    right, wrong, lost = score.overlap(body, text)
    return float(2 * right / (2 * right + wrong + lost)) if right + wrong + lost else 1.0
