"""Train the trees that weigh the blocks of HTML pages, and write them to extractors/weigh.npz.

Reads the development sets of ../shared/bench/extract. Prints cross-validated mean F1 (folds by publisher, so that none
is trained and tested on), then trains on all pages and writes the model with its sets and scores. A block is the
article's if it stands in the page's gold text. Each page weighs the same, by set: news pages most.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from extractors import align, judge, metadata, page, weigh
from extractors.blocks import blocks as page_blocks
from extractors.blocks import make_visible
from extractors.evidence import FEATURES, Evidence
from extractors.metadata import Head
from extractors.page_columns import Columns
from extractors.tree import parse

SETS = Path(__file__).parents[2] / "shared" / "bench"
# Weight of a page: the news pages are the goal, the others keep the trees general. Validated by publisher, mean F1 is
# .960 on news pages and .938 on web articles; .5 and .4 for the web sets moved .003 from the first to the second.
WEIGHTS = {"news-pages": 1.0, "web-articles": 0.4, "more-articles": 0.2}
FOLDS = 5
LONGEST = 600  # letters of a block beyond which it weighs no more
PAGE = 50.0  # the weight of a page, so that leaves hold at least one page's worth of blocks


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page's evidence, with which of its blocks are the article's."""

    id: str
    group: str
    texts: list[str]
    found: Columns
    evidence: Evidence
    gold: np.ndarray
    body: str


def labelled(name: str) -> Iterator[Labelled]:
    """Yield the pages of a set."""
    pages, gold = (_rows(SETS / "extract" / f"{name}{suffix}.jsonl.gz") for suffix in ("", ".gold"))
    answers = {answer["id"]: answer for answer in gold}
    for row in pages:
        tree = parse(row["html"].encode("utf-8", "replace"))
        said = metadata.read(Head(tree, row["url"]))
        make_visible(tree)
        blocks = page_blocks(tree)
        found, evidence = page.gathered(tree, blocks, said)
        lines = [line for block in answers[row["id"]]["blocks"] for line in block.split("\n")]
        marks = np.zeros(len(blocks), dtype=np.bool_)
        marks[list(align.kept(blocks, lines))] = True
        texts = [block.text for block in blocks]
        yield Labelled(row["id"], _group(row["id"]), texts, found, evidence, marks, answers[row["id"]]["body"])


def train(pages: list[tuple[Labelled, float]]) -> HistGradientBoostingClassifier:
    """Return trees trained on pages with their weights."""
    rows = [(each, weight, each.gold[each.evidence.positions]) for each, weight in pages if each.evidence.positions]
    rows = [(each, weight, marks) for each, weight, marks in rows if marks.any()]
    weights = []
    for each, weight, _ in rows:
        length = np.sqrt(np.minimum(each.found.length[each.evidence.positions], LONGEST))
        weights.append(length / length.sum() * weight * PAGE)
    model = HistGradientBoostingClassifier(
        max_iter=130,
        learning_rate=0.07,
        max_leaf_nodes=12,
        min_samples_leaf=30,
        l2_regularization=10.0,
        max_features=0.3,
        random_state=0,
    )
    features = np.concatenate([each.evidence.features for each, _, _ in rows])
    return model.fit(features, np.concatenate([marks for _, _, marks in rows]), sample_weight=np.concatenate(weights))


def flat(model: HistGradientBoostingClassifier) -> weigh.Trees:
    """Return the trees of a fitted model in one row of nodes."""
    columns: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    roots, depth = [], 0
    for (predictor,) in model._predictors:
        nodes, base = predictor.nodes, len(columns["feature"])
        roots.append(base)
        depth = max(depth, int(nodes["depth"].max()))
        leaf, own = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
        columns["feature"].extend(np.where(leaf, 0, nodes["feature_idx"]))
        columns["threshold"].extend(np.where(leaf, 0, nodes["num_threshold"]))
        columns["left"].extend(base + np.where(leaf, own, nodes["left"]))
        columns["right"].extend(base + np.where(leaf, own, nodes["right"]))
        columns["value"].extend(np.where(leaf, nodes["value"], 0))
    return weigh.Trees(
        roots=np.array(roots, dtype=np.intp),
        feature=np.array(columns["feature"], dtype=np.intp),
        threshold=np.array(columns["threshold"], dtype=np.float32),
        left=np.array(columns["left"], dtype=np.intp),
        right=np.array(columns["right"], dtype=np.intp),
        value=np.array(columns["value"], dtype=np.float32),
        depth=depth,
        start=float(np.ravel(model._baseline_prediction)[0]),
    )


def validate(pages: dict[str, list[Labelled]]) -> dict[str, float]:
    """Return the mean F1 of each set's text, every page judged by trees that saw no page of its group."""
    score = _score_module()
    groups = sorted({each.group for rows in pages.values() for each in rows})
    np.random.RandomState(0).shuffle(groups)
    results: dict[str, list[float]] = {name: [] for name in pages}
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        trees = flat(train([(e, WEIGHTS[n]) for n, rows in pages.items() for e in rows if e.group not in held]))
        for name, rows in pages.items():
            results[name].extend(_f1(score, each, trees) for each in rows if each.group in held)
    return {name: statistics.mean(values) for name, values in results.items()}


def write(trees: weigh.Trees, report: dict[str, Any]) -> None:
    """Write the model file: the trees, the names of their features, and what they were made of."""
    np.savez_compressed(
        weigh.MODEL,
        features=np.array(FEATURES),
        roots=trees.roots.astype(np.int32),
        feature=trees.feature.astype(np.int16),
        threshold=trees.threshold,
        left=trees.left.astype(np.int32),
        right=trees.right.astype(np.int32),
        value=trees.value,
        depth=trees.depth,
        start=trees.start,
        report=json.dumps(report, sort_keys=True),
    )


def main() -> None:
    """Validate and print; train and write, unless only asked to validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true", help="print the scores and write no model")
    arguments = parser.parse_args()
    pages = {name: list(labelled(name)) for name in WEIGHTS}
    scores = validate(pages)
    print(json.dumps(scores, indent=1))
    if arguments.validate:
        return
    trees = flat(train([(each, WEIGHTS[name]) for name, rows in pages.items() for each in rows]))
    digests = {name: hashlib.sha256((SETS / "extract" / f"{name}.jsonl.gz").read_bytes()).hexdigest() for name in pages}
    write(trees, {"sets": digests, "mean F1 validated by publisher": scores})


def _f1(score: Any, each: Labelled, trees: weigh.Trees) -> float:
    kept = judge.kept(each.found, each.evidence, judge.chances(len(each.texts), each.evidence, trees))
    text = "\n".join(each.texts[position] for position in np.flatnonzero(kept))
    both, extra, missed = score.overlap(each.body, text)
    return 2 * both / (2 * both + extra + missed) if both else 0.0


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _group(page_id: str) -> str:
    """The publisher of a page: "set/country/Publisher_2024_01_01" is of "set/country/Publisher"."""
    folder, _, name = page_id.rpartition("/")
    return f"{folder}/{name.split('_')[0]}" if "_" in name else page_id


def _score_module() -> Any:
    spec = importlib.util.spec_from_file_location("score", SETS / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(
            f"{SETS / 'score.py'} is not there; the sets stand beside the project, in ../shared/bench"
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
