"""The model that weighs each unit of flattened text: gradient-boosted trees over `flattened_features`, and then over
`flattened_context`, which sees what the first ones made of the surroundings.

In: loading the file beside this module, probabilities, and which units to keep. Out: training, which the file's own
script does (bench/train_flattened.py), and reasons. NumPy alone is needed; the file holds arrays and no objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from extractors.flattened_context import context_of
from extractors.flattened_features import features_of, flow_of, rows_of
from extractors.flattened_phrases import Phrases
from extractors.flattened_units import Unit
from extractors.flattened_words import Floats, Words

MODEL_FILE = "flattened_model.npz"
# Pairs of a unit and a tree that are passed at once: in 128 kB an array they stay in the cache, and the allocator keeps
# what it frees (with twice as many it goes back to the system, and comes again page by page: 1.35 times the time).
_CELLS = 16_384
_FAST: Final = "wrap"  # indices are never out of range: .88 of the time of looking whether one is
# Log-odds (a probability of .018 or .982) at which no further model is asked: 86 of 100 units are there after the
# first. Where two models were asked of all units mean F1 was .9289, and .9293 so.
_CERTAIN = 4.0
# A probability of the first look that is nearer to 0 or 1 than this is believed without a second look: 80 of 100 are.
# Mean F1 is .9307 so, and .9306 where all units are looked at twice, for 4 % more processor time.
_DOUBT = 1 / 150
# Units that are looked at as one document; the longest page of the sets has 2,042 lines.
_LONGEST = 20_000


@dataclass(frozen=True)
class Trees:
    """Boosted trees, each laid out as a complete binary tree of one depth: node n has the children 2n+1 and 2n+2.

    `feature` and `threshold` have a row a tree and a column an inner node; `leaf` a column a leaf. A value that is not
    greater than the threshold goes left. Where a tree ends early its leaf is repeated below. The trees are those of
    several `models`, of as many each, one after the other: what they say is the mean of their log-odds.
    """

    feature: npt.NDArray[np.int16]
    threshold: Floats
    leaf: Floats
    baseline: float
    models: int = 1

    def probability(self, rows: Floats) -> Floats:
        """Return the probability of each row (units, features), one number a row.

        Rows that the models asked so far are certain of, in the mean, are not shown to the others.
        """
        total, asked = np.zeros(len(rows)), np.zeros(len(rows))
        columns, doubtful = rows.T, np.arange(len(rows))
        each = len(self.leaf) // self.models
        for first in range(0, len(self.leaf), each):
            total[doubtful] += self._sum(columns, first, first + each) + self.baseline
            asked[doubtful] += 1
            still = np.abs(total[doubtful]) < _CERTAIN * asked[doubtful]
            columns, doubtful = columns[:, still], doubtful[still]
        return np.asarray(1 / (1 + np.exp(-total / asked)), np.float32)

    def _sum(self, columns: Floats, first: int, last: int) -> npt.NDArray[np.float64]:
        """The sums of the leaves of the trees from `first` to before `last`, in blocks."""
        block = max(1, _CELLS // max(columns.shape[1], 1))
        total = np.zeros(columns.shape[1])
        for start in range(first, last, block):
            total += self._raw(columns, slice(start, min(start + block, last)))
        return total

    @cached_property
    def _levels(self) -> list[tuple[npt.NDArray[np.intp], Floats]]:
        """The features and thresholds of each level, so that those which are asked about in turn lie together."""
        depth = self.leaf.shape[1].bit_length() - 1
        levels = [slice((1 << level) - 1, (2 << level) - 1) for level in range(depth)]
        return [(self.feature[:, nodes].astype(np.intp), self.threshold[:, nodes].copy()) for nodes in levels]

    def _raw(self, columns: Floats, trees: slice) -> npt.NDArray[np.float64]:
        """The sums of the leaves of some trees, passed level by level."""
        values, row = columns.ravel(), np.arange(columns.shape[1])
        leaf = self.leaf[trees]
        at = np.repeat(np.arange(len(leaf))[:, None], len(row), axis=1)  # of each tree and row: its node in the level
        for feature, threshold in self._levels:
            place = (feature[trees] * len(row)).take(at, mode=_FAST)
            place += row
            goes_right = values.take(place, mode=_FAST) > threshold[trees].take(at, mode=_FAST)
            at += at
            at += goes_right
        return np.asarray(leaf.take(at, mode=_FAST).sum(axis=0, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Model:
    """The trees of the first and the second look, the phrases, and the lexicon: a word's log-odds of body text."""

    trees: Trees
    second: Trees
    phrases: Phrases
    lexicon: Mapping[str, float]


@cache
def model() -> Model:
    """Return the model that is shipped."""
    with (files("extractors") / MODEL_FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        words = bytes(arrays["words"]).decode("utf-8").split("\n")
        weights = (arrays["weights"].astype(np.float32) / LEXICON_SCALE).tolist()
        first, second = _trees(arrays, ""), _trees(arrays, "second_")
        phrases = Phrases(arrays["phrases"], float(arrays["phrase_step"]), float(arrays["phrase_bias"]))
    return Model(first, second, phrases, dict(zip(words, weights, strict=True)))


def _trees(arrays: Mapping[str, npt.NDArray[Any]], look: str) -> Trees:
    feature, threshold, leaf = (arrays[look + name] for name in ("feature", "threshold", "leaf"))
    return Trees(feature, threshold, leaf, float(arrays[look + "baseline"]), int(arrays[look + "models"]))


# Weights are stored as whole numbers of a twentieth: from -6.35 to 6.35 in eight bits.
LEXICON_SCALE = 20


def probabilities(units: list[Unit], use: Model) -> tuple[Floats, dict[str, Floats]]:
    """Return for each unit the probability that it is body text, and the measures it was found by.

    Half of it is the unit's own, half the mean of its sentence flow, weighed by words: a link inside a sentence is a
    line of its own in some flattenings (.003 of mean F1 there).
    """
    if len(units) > _LONGEST:
        return _in_parts(units, use)
    rows, columns, words = features_of(units, use.lexicon, use.phrases)
    own = _looked_at_twice(rows, columns["words"], words, use)
    flow, weight = flow_of(columns), columns["words"] + 1
    mean = np.bincount(flow, own * weight) / np.bincount(flow, weight)
    return ((own + mean[flow]) / 2).astype(np.float32), columns


def _looked_at_twice(rows: Floats, length: Floats, words: Words, use: Model) -> Floats:
    """The probability of each unit: the first look's where that is sure of it, else the second's."""
    probability = use.trees.probability(rows)
    unsure = np.flatnonzero(np.minimum(probability, 1 - probability) > _DOUBT)
    if len(unsure):
        context = rows_of(context_of(probability, length, words))
        probability[unsure] = use.second.probability(context[unsure])
    return probability


def _in_parts(units: list[Unit], use: Model) -> tuple[Floats, dict[str, Floats]]:
    """The same for a document longer than any article, part by part, so that memory stays bounded."""
    parts = [probabilities(units[start : start + _LONGEST], use) for start in range(0, len(units), _LONGEST)]
    probability = np.concatenate([part for part, _ in parts])
    return probability, {name: np.concatenate([columns[name] for _, columns in parts]) for name in ("words",)}


def kept_of(probability: Floats, weight: Floats) -> npt.NDArray[np.bool_]:
    """Return which units to keep: the likeliest, as many as make the expected F1 of the words greatest.

    The optimum keeps what is likelier than half the best F1 (Lipton, Elkan, Naryanaswamy 2014). Against a fixed
    probability it gave .001 of mean F1.
    """
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum((probability * weight)[order], dtype=np.float64)
    kept = np.cumsum(weight[order], dtype=np.float64)
    best = int(np.argmax(2 * right / np.maximum(kept + right[-1], 1e-9)))
    return np.asarray(probability >= probability[order[best]])


def weight_kept(keep: npt.NDArray[np.bool_], weight: Floats) -> float:
    """Return the share of the weight that is kept, from 0 to 1."""
    return float(weight[keep].sum() / max(float(weight.sum()), 1.0))
