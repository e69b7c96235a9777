"""Train the model that weighs the units of flattened text, and say how good it is on publishers it has not seen.

    python -m bench.train_flattened             cross-validate by publisher, train on everything, write the model
    python -m bench.train_flattened --dry-run   cross-validate only

Reads `../shared/bench/flat`: the news pages (flat-pages) teach the trees, and both sets teach the words, each
publisher's words weighed without that publisher's own pages. The wider web's pages (flat-more) are left out of the
trees: 300 of them at .3 of the weight, marked as such by a feature, changed nothing on news pages (mean F1 .9115 with
them, .9119 without, cross-validated), nor did the answers of trees taught by them alone, as features (.9137 for .9131):
the two sets count other lines as body. Needs LightGBM and scikit-learn (the `dev` extra) and twenty minutes of CPU.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from bench.flattened_mixtures import Mixture, mixtures
from bench.flattened_pages import SETS, Page, page_f1, read, score
from bench.flattened_words import LINE_FORMS, Doubles, Sentences, WordCounts
from extractors.flattened import extract_with
from extractors.flattened_context import context_of
from extractors.flattened_features import features_of, rows_of
from extractors.flattened_model import LEXICON_SCALE, MODEL_FILE, Model, Trees
from extractors.flattened_rules import marks_of
from extractors.flattened_units import Unit, units_of
from extractors.flattened_words import Floats, Words
from extractors.records import Hints

MODEL = Path(__file__).resolve().parents[1] / "extractors" / MODEL_FILE
FOLDS = 5
FIRST = {
    "objective": "binary", "learning_rate": 0.1, "num_iterations": 200, "num_leaves": 31, "max_depth": 7,
    "min_data_in_leaf": 40, "lambda_l2": 5.0, "max_bin": 63, "feature_fraction_bynode": 0.3,
    "deterministic": True, "force_col_wise": True, "verbosity": -1,
}  # fmt: skip
# The second look has few features and is kept small: mean F1 .9174 with 15 leaves, .9167 with 7.
SECOND = FIRST | {"num_iterations": 100, "num_leaves": 15, "max_depth": 5, "min_data_in_leaf": 100}
# Each look is the mean of the log-odds of models that chose other features by chance. Of three whole models one by one
# mean F1 was .9308, .9277 and .9300, of their mean .9320.
SEEDS = (1, 2, 3)
# Bodies alone among the lessons: of each so many parts beside the whole, all at this weight. At .3 they cost .002 of
# mean F1 on pages.
PARTS, BODIES_WEIGHT = 3, 0.3
BODIES = "bodies alone"
# Of each page once more the body with so many units around it, at this weight: .004 of mean F1 for the form container,
# nothing for the mean of the forms.
BEFORE_BODY, AFTER_BODY, FEW_MORE, SURROUNDINGS_WEIGHT = (0, 1, 2, 3, 5, 8), (0, 0, 1, 2, 4, 8, 15), 3, 0.25
# The weight of a unit is its share of its page's body, at most this: no page decides for its length.
SHORTEST_BODY, LARGEST_SHARE = 50, 0.3
# Of the short lines that are no body text one in so many is learned from, at as much of the weight: they are two thirds
# of all lines and hard to mistake. Thinned by a like rule, mean F1 stayed at .9131, in half the time.
SHORT, ONE_IN = 12, 5

# Of each page so many mixtures, each at this weight: mean F1 .9240 without, .9243 with one at .3, .9253 with three, the
# mean of two trials.
ROUNDS, MIXTURES_WEIGHT = 3, 0.2

Part = tuple[list[Unit], npt.NDArray[np.int8], float]  # units, which of them are body text, and the weight of it all
Folds = frozenset[int]
Scores = dict[str, list[float]]
Lexicons = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows of features with what is right of each and how much it weighs."""

    fold: int
    rows: Floats
    length: Floats
    words: Words
    labels: npt.NDArray[np.int8]
    weights: Doubles  # 0 for what is not learned from


def main() -> None:
    """Read the sets, cross-validate, and write the model unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, default=SETS, help="the folder with flat-pages and flat-more")
    parser.add_argument("--dry-run", action="store_true", help="cross-validate only")
    options = parser.parse_args()
    news = list(read(options.sets, "flat-pages"))
    web = list(read(options.sets, "flat-more", LINE_FORMS))
    school = School(news, web)
    means = report(school.cross_validate())
    if not options.dry_run:
        write(school.model(), options.sets, means)


class School:
    """The lessons of all pages, and the models that they teach, with or without the publishers of some folds."""

    def __init__(self, news: list[Page], web: list[Page]) -> None:
        self.news = news
        self.folds = folds_of({page.publisher for page in news})
        self.counts, self.sentences = WordCounts([*news, *web]), Sentences(news, web)
        self.lexicons = {publisher: self.counts.weights(without=[publisher]) for publisher in self.folds}
        self.phrases = [self.sentences.phrases(self._publishers(fold)) for fold in range(FOLDS)]
        self.lessons = [lesson for page in news for lesson in self._lessons(page)]
        self.lessons += [lesson for mixture in mixtures(news, self.folds, ROUNDS) for lesson in self._mixed(mixture)]
        self.first_looks: dict[Folds, Trees] = {}

    def _publishers(self, fold: int) -> list[str]:
        return [publisher for publisher, number in self.folds.items() if number == fold]

    def _lessons(self, page: Page) -> Iterator[Lesson]:
        return self._taught(self.folds[page.publisher], self.lexicons[page.publisher], parts_of_page(page))

    def _mixed(self, mixture: Mixture) -> Iterator[Lesson]:
        parts = (part for form in mixture.forms for part in unmarked(*form, MIXTURES_WEIGHT))
        return self._taught(mixture.fold, self.counts.weights(without=mixture.publishers), parts)

    def _taught(self, fold: int, lexicon: dict[str, float], parts: Iterable[Part]) -> Iterator[Lesson]:
        for units, labels, weight in parts:
            rows, columns, words = features_of(units, lexicon, self.phrases[fold])
            length = np.array([len(score.TOKEN.findall(unit.text)) for unit in units])
            weights = weight * weights_of(length, labels) * thinned(length, labels)
            yield Lesson(fold, rows, columns["words"], words, labels, weights)

    def first(self, without: Folds) -> Trees:
        """Return the trees of the first look, taught without the folds."""
        if without not in self.first_looks:
            taught = [lesson for lesson in self.lessons if lesson.fold not in without]
            self.first_looks[without] = train([lesson.rows for lesson in taught], taught, FIRST)
        return self.first_looks[without]

    def second(self, without: Folds) -> Trees:
        """Return the trees of the second look, taught without the folds: each lesson shows what a first look says that
        knows neither them nor the lesson's own fold, as it will be with pages never seen."""
        taught = [lesson for lesson in self.lessons if lesson.fold not in without]
        rows = [
            rows_of(
                context_of(self.first(without | {lesson.fold}).probability(lesson.rows), lesson.length, lesson.words)
            )
            for lesson in taught
        ]
        return train(rows, taught, SECOND)

    def model(self) -> Model:
        """Return the model that everything teaches."""
        nothing: Folds = frozenset()
        return Model(self.first(nothing), self.second(nothing), self.sentences.phrases(), self.counts.weights())

    def cross_validate(self) -> Scores:
        """Return the scores of each page by form, each extracted with a model that does not know its publisher.

        Beside the forms stands what happens to the bodies alone: the share of their words that is left.
        """
        scores: Scores = defaultdict(list)
        for fold in range(FOLDS):
            first, second = self.first(frozenset({fold})), self.second(frozenset({fold}))
            for page in (page for page in self.news if self.folds[page.publisher] == fold):
                use = Model(first, second, self.phrases[fold], self.lexicons[page.publisher])
                scores[page.form].append(page_f1(page.body, extracted(use, page.text)))
                if page.form == "container":
                    left = len(score.TOKEN.findall(extracted(use, page.body)))
                    scores[BODIES].append(left / max(len(score.TOKEN.findall(page.body)), 1))
        return scores


def folds_of(publishers: Iterable[str]) -> dict[str, int]:
    """Return the fold of each publisher."""
    names = sorted(publishers)
    random.Random(0).shuffle(names)  # noqa: S311  # folds, no secret
    return {name: number % FOLDS for number, name in enumerate(names)}


def parts_of_page(page: Page) -> Iterator[Part]:
    """Yield what a page teaches: its units as the model will see them, the surroundings of its body, and its body
    alone, of which all is kept.

    The surroundings teach that a text may begin and end with the article, as where someone has cut it out of its page.
    The bodies, whole and in parts, teach that a text may have no furniture. Each is an article and nothing else, and
    taught without them the model cuts its last or shortest lines.
    """
    chance = random.Random(page.name)  # noqa: S311  # a sample, no secret
    yield from unmarked(page.units, page.labels, 1.0)
    if near := surroundings(page.labels, chance):
        yield from unmarked(page.units[near], page.labels[near], SURROUNDINGS_WEIGHT)
    if page.form == "container":
        units = units_of(page.body)
        for part in (units, *parts_of(units, chance)):
            yield part, np.ones(len(part), np.int8), BODIES_WEIGHT


def unmarked(units: list[Unit], labels: list[int], weight: float) -> Iterator[Part]:
    """Yield the units that no rule has marked, with their labels; nothing if none is left."""
    marked, _ = marks_of(units, None)
    rest = [place for place in range(len(units)) if place not in marked]
    if rest:
        yield [units[place] for place in rest], np.array([labels[place] for place in rest], np.int8), weight


def surroundings(labels: list[int], chance: random.Random) -> slice | None:
    """Return where the body stands with a few units before and after it; None without a body, or if that is all."""
    body = np.flatnonzero(labels)
    if not len(body):
        return None
    first, last = max(0, body[0] - chance.choice(BEFORE_BODY)), body[-1] + 1 + chance.choice(AFTER_BODY)
    return slice(first, last) if min(last, len(labels)) - first < len(labels) - FEW_MORE else None


def parts_of(units: list[Unit], chance: random.Random) -> Iterator[list[Unit]]:
    """Yield runs of two to twelve paragraphs: short articles, half of them from the beginning."""
    for _ in range(PARTS if len(units) > 3 else 0):
        length = chance.randint(2, min(12, len(units) - 1))
        first = chance.choice((0, chance.randint(0, len(units) - length)))
        yield units[first : first + length]


def train(rows: list[Floats], lessons: list[Lesson], settings: dict[str, Any]) -> Trees:
    """Return the trees that the lessons teach, whose features are `rows`."""
    weights = np.concatenate([lesson.weights for lesson in lessons])
    labels = np.concatenate([lesson.labels for lesson in lessons])
    learned = weights > 0
    binned = {"max_bin": settings["max_bin"], "verbosity": -1}
    data = lightgbm.Dataset(np.concatenate(rows)[learned], labels[learned], weight=weights[learned], params=binned)
    models = [lightgbm.train(settings | {"seed": seed}, data) for seed in SEEDS]
    trees = [tree["tree_structure"] for model in models for tree in model.dump_model()["tree_info"]]
    return trees_of(trees, settings["max_depth"], len(SEEDS))


def thinned(length: npt.NDArray[np.int64], labels: npt.NDArray[np.int8]) -> Doubles:
    """Return what each unit's weight is multiplied with: 0 for most of the short ones that are no body text."""
    easy = (length < SHORT) & (labels == 0)
    return np.where(easy, np.where(np.arange(len(length)) % ONE_IN == 0, ONE_IN, 0), 1).astype(np.float64)


def weights_of(words: npt.NDArray[np.int64], labels: npt.NDArray[np.int8]) -> Doubles:
    """Return the weight of each unit: its share of the words of the page's body."""
    body = max(float(words[labels > 0].sum()), SHORTEST_BODY)
    return np.asarray(np.minimum(np.maximum(words, 1) / body, LARGEST_SHARE) * 1000)


def trees_of(trees: list[dict[str, Any]], depth: int, models: int) -> Trees:
    """Return the trees of so many models, as LightGBM tells them, as complete binary trees of one depth."""
    feature = np.zeros((len(trees), 2**depth - 1), np.int16)
    threshold = np.full(feature.shape, np.inf, np.float32)
    leaf = np.zeros((len(trees), 2**depth), np.float32)
    for number, tree in enumerate(trees):
        lay_out(tree, feature[number], threshold[number], leaf[number])
    return Trees(feature, threshold, leaf, 0.0, models)


def lay_out(tree: dict[str, Any], feature: npt.NDArray[np.int16], threshold: Floats, leaf: Floats) -> None:
    """Write one tree into its rows; below a leaf that ends early every value goes left."""
    waiting = [(tree, 0)]
    while waiting:
        node, at = waiting.pop()
        if "leaf_value" in node:
            while at < len(feature):
                at = 2 * at + 1
            leaf[at - len(feature)] = node["leaf_value"]
            continue
        feature[at] = node["split_feature"]
        exact = node["threshold"]
        near = np.float32(exact)  # rounded down: a value above the exact threshold must stay above
        threshold[at] = near if near <= exact else np.nextafter(near, np.float32(-np.inf))
        waiting += [(node["left_child"], 2 * at + 1), (node["right_child"], 2 * at + 2)]


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
    arrays: dict[str, Any] = arrays_of(use.trees, "") | arrays_of(use.second, "second_")
    arrays |= {
        "phrases": use.phrases.weight,
        "phrase_step": np.float64(use.phrases.step),
        "phrase_bias": np.float64(use.phrases.bias),
        "words": np.frombuffer("\n".join(use.lexicon).encode(), np.uint8),
        "weights": weights,
    }
    np.savez_compressed(MODEL, **arrays)
    rows, columns, words = features_of(units_of("a"), {}, use.phrases)
    context = context_of(rows[:, 0], columns["words"], words)
    description = {
        "model": hashlib.sha256(MODEL.read_bytes()).hexdigest(),
        "sets": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.gz"))},
        "lightgbm": lightgbm.__version__,
        "settings": {"first look": FIRST, "second look": SECOND, "seeds": SEEDS},
        "words": len(use.lexicon),
        "cross-validated by publisher, mean F1": {name: round(mean, 4) for name, mean in means.items()},
        "features": list(columns),
        "features of the second look": list(context),
    }
    MODEL.with_suffix(".json").write_text(
        json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def arrays_of(trees: Trees, look: str) -> dict[str, Any]:
    """Return the arrays of the trees by their names in the model file."""
    return {
        look + "feature": trees.feature,
        look + "threshold": trees.threshold,
        look + "leaf": trees.leaf,
        look + "baseline": np.float64(trees.baseline),
        look + "models": np.int64(trees.models),
    }


if __name__ == "__main__":
    main()
