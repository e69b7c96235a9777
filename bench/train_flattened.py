"""Train the model that weighs the units of flattened text, and say how good it is on publishers it has not seen.

    python -m bench.train_flattened             cross-validate by publisher, train on everything, write the model
    python -m bench.train_flattened --dry-run   cross-validate only

Reads `../shared/bench/flat`: the news pages (flat-pages) teach the trees, and both sets teach the lexicon, each
publisher's words weighed without that publisher's own pages. The wider web's pages (flat-more) are left out of the
trees: 300 of them at .3 of the weight, marked as such by a feature, changed nothing on news pages (mean F1 .9115 with
them, .9119 without, cross-validated), as the two sets count other lines as body. Needs scikit-learn (the `dev` extra)
and some ten minutes of CPU.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import math
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier

from extractors.flattened import extract_with
from extractors.flattened_features import features_of
from extractors.flattened_model import LEXICON_SCALE, MODEL_FILE, Model, Trees
from extractors.flattened_rules import marks_of
from extractors.flattened_units import Unit, rejoin, settle_joins, units_of
from extractors.flattened_words import WORD, Floats
from extractors.records import Hints

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT.parent / "shared" / "bench" / "flat"
sys.path.append(str(SETS.parent))
score = importlib.import_module("score")  # the evaluation's own counting, which stands beside the sets
MODEL = ROOT / "extractors" / MODEL_FILE
FOLDS = 5
DEPTH = 7
SETTINGS = {
    "max_iter": 200, "learning_rate": 0.1, "max_leaf_nodes": 31, "max_depth": DEPTH, "min_samples_leaf": 40,
    "l2_regularization": 5.0, "max_bins": 63, "max_features": 0.3, "early_stopping": False,
}  # fmt: skip
SEEDS = 2  # the mean of three trainings gave .001 of mean F1 over one; each costs 2 ms a document
# Bodies alone among the lessons: of each so many parts beside the whole, all at this weight. At .3 they cost .002 of
# mean F1 on pages.
PARTS, BODIES_WEIGHT = 3, 0.3
BODIES = "bodies alone"
# A word enters the lexicon if it stands in the pages of so many publishers, and leans to one side by so much.
PUBLISHERS_OF_A_WORD, SMALLEST_WEIGHT = 6, 0.5
# The weight of a unit is its share of its page's body, at most this: no page decides for its length.
SHORTEST_BODY, LARGEST_SHARE = 50, 0.3
# Forms whose lines are a page's blocks: one page's words are counted in these.
LINE_FORMS = ("bs_nl", "html2text", "inscriptis", "w3m")


Integers = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Scores = dict[str, list[float]]


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


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows of features with what is right of each and how much it weighs."""

    publisher: str
    rows: Floats
    labels: list[int]
    weights: Doubles


def main() -> None:
    """Read the sets, cross-validate, and write the model unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, default=SETS, help="the folder with flat-pages and flat-more")
    parser.add_argument("--dry-run", action="store_true", help="cross-validate only")
    options = parser.parse_args()
    news = list(read(options.sets, "flat-pages"))
    web = list(read(options.sets, "flat-more"))
    words = WordCounts(news + web)
    rows = {publisher: words.weights(without=publisher) for publisher in sorted({page.publisher for page in news})}
    lessons = [lesson for page in news for lesson in lessons_of(page, rows[page.publisher])]
    means = report(cross_validate(news, lessons, rows))
    if not options.dry_run:
        trees = train(lessons, set(rows))
        write(Model(trees, words.weights()), options.sets, means)


def read(folder: Path, name: str) -> Iterator[Page]:
    """Yield the pages of a set, each split into units with their labels."""
    gold = {row["id"]: row for row in json_lines(folder / f"{name}.gold.jsonl.gz")}
    for row in json_lines(folder / f"{name}.jsonl.gz"):
        right = gold[row["id"]]
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


def lessons_of(page: Page, lexicon: dict[str, float]) -> Iterator[Lesson]:
    """Yield what a page teaches: its units as the model will see them, and its body alone, of which all is kept.

    The bodies, whole and in parts, teach that a text may have no furniture. Each is an article and nothing else, and
    taught without them the model cuts its last or shortest lines.
    """
    marked, _ = marks_of(page.units, None)
    rest = [place for place in range(len(page.units)) if place not in marked]
    yield from lesson_of([page.units[place] for place in rest], [page.labels[place] for place in rest], page, lexicon)
    if page.form == "container":
        units = units_of(page.body)
        for part in (units, *parts_of(units, random.Random(page.name))):  # noqa: S311  # a sample, no secret
            yield from lesson_of(part, [1] * len(part), page, lexicon, BODIES_WEIGHT)


def lesson_of(
    units: list[Unit], labels: list[int], page: Page, lexicon: dict[str, float], weight: float = 1.0
) -> Iterator[Lesson]:
    """Yield the lesson of the units, if there are any."""
    if units:
        words = np.array([len(score.TOKEN.findall(unit.text)) for unit in units])
        yield Lesson(page.publisher, features_of(units, lexicon)[0], labels, weight * weights_of(words, labels))


def parts_of(units: list[Unit], chance: random.Random) -> Iterator[list[Unit]]:
    """Yield runs of two to twelve paragraphs: short articles, half of them from the beginning."""
    for _ in range(PARTS if len(units) > 3 else 0):
        length = chance.randint(2, min(12, len(units) - 1))
        first = chance.choice((0, chance.randint(0, len(units) - length)))
        yield units[first : first + length]


class WordCounts:
    """In how many publishers' body text and in how many others' words each word stands, dampened by logarithm."""

    def __init__(self, pages: Iterable[Page]) -> None:
        counts: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
        for page in pages:
            if page.form in LINE_FORMS:
                for unit, kept in zip(page.units, page.labels, strict=True):
                    found = {word for word in WORD.findall(unit.text.lower()) if len(word) > 1}
                    counts[page.publisher][0 if kept else 1].update(found)
        publishers = Counter(word for sides in counts.values() for word in set(sides[0]) | set(sides[1]))
        self.words = sorted(word for word, number in publishers.items() if number >= PUBLISHERS_OF_A_WORD)
        place = {word: number for number, word in enumerate(self.words)}
        self.by_publisher = {publisher: self._sparse(sides, place) for publisher, sides in counts.items()}
        self.total = np.zeros((2, len(self.words)))
        for side, number, count in self.by_publisher.values():
            np.add.at(self.total, (side, number), count)

    @staticmethod
    def _sparse(sides: tuple[Counter[str], Counter[str]], place: dict[str, int]) -> tuple[Integers, Integers, Doubles]:
        cells = [
            (side, place[word], math.log1p(count))
            for side in (0, 1)
            for word, count in sorted(sides[side].items())
            if word in place
        ]
        columns = np.array(cells).reshape(-1, 3).T
        return columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2]

    def weights(self, without: str | None = None) -> dict[str, float]:
        """Return the lexicon as the model file holds it, learned from all publishers but one."""
        total = self.total.copy()
        if without in self.by_publisher:
            side, number, count = self.by_publisher[without]
            np.subtract.at(total, (side, number), count)
        weights = np.round(np.log((total[0] + 1) / (total[1] + 1)) * LEXICON_SCALE).clip(-127, 127)
        leaning = np.flatnonzero(np.abs(weights) >= SMALLEST_WEIGHT * LEXICON_SCALE)
        return {self.words[number]: float(np.float32(weights[number]) / LEXICON_SCALE) for number in leaning}


def train(lessons: list[Lesson], publishers: set[str]) -> Trees:
    """Return the trees that the lessons of the publishers teach: the mean of as many trainings as there are seeds."""
    picked = [lesson for lesson in lessons if lesson.publisher in publishers]
    rows = np.concatenate([lesson.rows for lesson in picked])
    labels = np.concatenate([lesson.labels for lesson in picked])
    weights = np.concatenate([lesson.weights for lesson in picked])
    parts = [
        trees_of(HistGradientBoostingClassifier(random_state=seed, **SETTINGS).fit(rows, labels, sample_weight=weights))
        for seed in range(SEEDS)
    ]
    return Trees(
        np.concatenate([part.feature for part in parts]),
        np.concatenate([part.threshold for part in parts]),
        np.asarray(np.concatenate([part.leaf for part in parts]) / SEEDS, np.float32),
        statistics.mean(part.baseline for part in parts),
    )


def weights_of(words: npt.NDArray[np.int64], labels: list[int]) -> Doubles:
    """Return the weight of each unit: its share of the words of the page's body."""
    body = max(float(words[np.array(labels) > 0].sum()), SHORTEST_BODY)
    return np.asarray(np.minimum(np.maximum(words, 1) / body, LARGEST_SHARE) * 1000)


def trees_of(classifier: HistGradientBoostingClassifier) -> Trees:
    """Return the classifier's trees as complete binary trees of one depth."""
    trees = [predictors[0].nodes for predictors in classifier._predictors]
    feature = np.zeros((len(trees), 2**DEPTH - 1), np.int16)
    threshold = np.full(feature.shape, np.inf, np.float32)
    leaf = np.zeros((len(trees), 2**DEPTH), np.float32)
    for tree, nodes in enumerate(trees):
        lay_out(nodes, feature[tree], threshold[tree], leaf[tree])
    return Trees(feature, threshold, leaf, float(np.ravel(classifier._baseline_prediction)[0]))


def lay_out(nodes: Any, feature: npt.NDArray[np.int16], threshold: Floats, leaf: Floats) -> None:
    """Write one tree into its rows; below a leaf that ends early every value goes left."""
    waiting = [(0, 0)]
    while waiting:
        node, at = waiting.pop()
        if nodes[node]["is_leaf"]:
            while at < len(feature):
                at = 2 * at + 1
            leaf[at - len(feature)] = nodes[node]["value"]
            continue
        feature[at] = nodes[node]["feature_idx"]
        exact = nodes[node]["num_threshold"]
        near = np.float32(exact)  # rounded down: a value above the exact threshold must stay above
        threshold[at] = near if near <= exact else np.nextafter(near, np.float32(-np.inf))
        waiting += [(int(nodes[node]["left"]), 2 * at + 1), (int(nodes[node]["right"]), 2 * at + 2)]


def cross_validate(pages: list[Page], lessons: list[Lesson], lexicons: dict[str, dict[str, float]]) -> Scores:
    """Return the scores of each page by form, each extracted with trees and a lexicon that do not know its publisher.

    Beside the forms stands what happens to the bodies alone: the share of their words that is left.
    """
    publishers = sorted({page.publisher for page in pages})
    random.Random(0).shuffle(publishers)  # noqa: S311  # folds, no secret
    fold = {publisher: number % FOLDS for number, publisher in enumerate(publishers)}
    scores: Scores = defaultdict(list)
    for held_out in range(FOLDS):
        trees = train(lessons, {name for name in publishers if fold[name] != held_out})
        for page in (page for page in pages if fold[page.publisher] == held_out):
            use = Model(trees, lexicons[page.publisher])
            scores[page.form].append(page_f1(page.body, extracted(use, page.text)))
            if page.form == "container":
                left = len(score.TOKEN.findall(extracted(use, page.body)))
                scores[BODIES].append(left / max(len(score.TOKEN.findall(page.body)), 1))
    return scores


def extracted(use: Model, text: str) -> str:
    """Return the text that the model leaves of a text."""
    return extract_with(use, text, hints=Hints(), profile=None, captured_at=None).text


def report(scores: Scores) -> dict[str, float]:
    """Print and return the mean F1 of each form and of all, and what was left of the bodies alone."""
    bodies = scores.pop(BODIES)
    means = {form: statistics.mean(values) for form, values in sorted(scores.items())}
    means["mean of the forms"] = statistics.mean(means.values())
    means["bodies alone: words left"] = statistics.mean(bodies)
    means["bodies alone: documents that keep 95 %"] = statistics.mean(share >= 0.95 for share in bodies)
    for name, mean in means.items():
        print(f"{name:40} {mean:.4f}")
    return means


def write(use: Model, folder: Path, means: dict[str, float]) -> None:
    """Write the model file, and beside it what it was made of."""
    weights = np.array([round(weight * LEXICON_SCALE) for weight in use.lexicon.values()], np.int8)
    np.savez_compressed(
        MODEL,
        feature=use.trees.feature,
        threshold=use.trees.threshold,
        leaf=use.trees.leaf,
        baseline=np.float64(use.trees.baseline),
        words=np.frombuffer("\n".join(use.lexicon).encode(), np.uint8),
        weights=weights,
    )
    names = list(features_of(units_of("a"), {})[1])
    description = {
        "model": hashlib.sha256(MODEL.read_bytes()).hexdigest(),
        "sets": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.gz"))},
        "scikit-learn": sklearn.__version__,
        "settings": SETTINGS,
        "words": len(use.lexicon),
        "cross-validated by publisher, mean F1": {name: round(mean, 4) for name, mean in means.items()},
        "features": names,
    }
    MODEL.with_suffix(".json").write_text(
        json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
