"""What the words of pages teach: the lexicon of single words, and the phrases of hashed words and pairs.

In: counting and fitting. Out: the trees that weigh what the words say beside everything else.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bench.flattened_pages import Page
from extractors.flattened_model import LEXICON_SCALE
from extractors.flattened_phrases import BITS, Phrases, places_of
from extractors.flattened_words import WORD, words_of

# A word enters the lexicon if it stands in the pages of so many publishers, and leans to one side by so much.
PUBLISHERS_OF_A_WORD, SMALLEST_WEIGHT = 6, 0.5
# Forms whose lines are a page's blocks: one page's words are counted in these.
LINE_FORMS = ("bs_nl", "html2text", "inscriptis", "w3m")
# The wider web's pages count other lines as body. Area under the curve on three folds: .915 at .15 as without them,
# .906 at 1; what they add is English.
WEB_FORMS, WEB_WEIGHT = ("bs_nl", "inscriptis"), 0.15
LONGEST = 1500  # characters of a unit that are learned from
# The inverse of the regularisation: the area under the curve fell from 1 to 3 to 10. Stopping early is part of it.
STRENGTH = {"C": 2.0, "max_iter": 40}

Integers = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


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

    def weights(self, without: Iterable[str] = ()) -> dict[str, float]:
        """Return the lexicon as the model file holds it, learned from all publishers but some."""
        total = self.total.copy()
        for publisher in self.by_publisher.keys() & set(without):
            side, number, count = self.by_publisher[publisher]
            np.subtract.at(total, (side, number), count)
        weights = np.round(np.log((total[0] + 1) / (total[1] + 1)) * LEXICON_SCALE).clip(-127, 127)
        leaning = np.flatnonzero(np.abs(weights) >= SMALLEST_WEIGHT * LEXICON_SCALE)
        return {self.words[number]: float(np.float32(weights[number]) / LEXICON_SCALE) for number in leaning}


class Sentences:
    """The distinct units of the pages as hashed words and pairs, with labels and weights."""

    def __init__(self, news: Iterable[Page], web: Iterable[Page]) -> None:
        marks: dict[tuple[str, str, int], float] = {}
        for weight, pages in ((1.0, news), (WEB_WEIGHT, (page for page in web if page.form in WEB_FORMS))):
            for page in pages:
                for unit, label in zip(page.units, page.labels, strict=True):
                    marks[page.publisher, unit.text[:LONGEST], label] = weight
        self.publishers = np.array([publisher for publisher, _, _ in marks])
        self.labels = np.array([label for _, _, label in marks])
        texts = [text for _, text, _ in marks]
        self.rows = _rows(texts)
        self.weights = self._weights(texts, np.array(list(marks.values())))

    def _weights(self, texts: list[str], weight: Doubles) -> Doubles:
        """Long units weigh more, by the root of their length; a publisher's side by the root of what it has."""
        length = np.sqrt([min(len(text.split()), 40) + 1 for text in texts])
        sides = list(zip(self.publishers.tolist(), self.labels.tolist(), strict=True))
        totals: dict[tuple[str, int], float] = defaultdict(float)
        for side, value in zip(sides, length, strict=True):
            totals[side] += value
        weights = weight * length / np.sqrt([totals[side] for side in sides])
        return np.asarray(weights / weights.mean())

    def phrases(self, without: Iterable[str] = ()) -> Phrases:
        """Return what all publishers teach but those that are left out."""
        learned = ~np.isin(self.publishers, list(without))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = LogisticRegression(**STRENGTH).fit(
                self.rows[learned], self.labels[learned], sample_weight=self.weights[learned]
            )
        return Phrases(*quantized(fitted.coef_[0]), float(fitted.intercept_[0]))


def quantized(weights: Doubles) -> tuple[npt.NDArray[np.int8], float]:
    """Return the weights in steps of a 127th of the greatest, and the step."""
    step = float(np.abs(weights).max() / 127)
    return np.round(weights / step).astype(np.int8), step


def _rows(texts: list[str]) -> csr_matrix:
    unit, place = places_of(words_of(texts, {}))
    number = np.bincount(unit, minlength=len(texts))
    values = 1 / np.sqrt(number[unit])
    return csr_matrix((values, (unit, place)), shape=(len(texts), 1 << BITS), dtype=np.float32)
