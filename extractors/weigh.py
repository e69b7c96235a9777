"""The model that weighs the evidence: gradient-boosted trees, evaluated with numpy alone.

In: the shipped trees (`weigh.npz`, trained by bench/train_pages.py, which records the sets and the scores in
it). Out: training. The method is Friedman's (2001), as histogram gradient boosting of scikit-learn does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors.evidence import FEATURES
from extractors.prose import Numbers

MODEL: Final = Path(__file__).with_name("weigh.npz")


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees in one row of nodes. A leaf leads to itself, so that every block takes the same number of steps."""

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float32]  # log-odds, of leaves
    depth: int
    start: float  # log-odds before the first tree

    def weigh(self, features: Numbers) -> Numbers:
        """Return for each row the probability that the block is the article's."""
        rows = np.arange(len(features))[:, None]
        at = np.broadcast_to(self.roots, (len(features), len(self.roots)))
        for _ in range(self.depth):
            low = features[rows, self.feature[at]] <= self.threshold[at]
            at = np.where(low, self.left[at], self.right[at])
        odds = self.start + self.value[at].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


@cache
def trees() -> Trees:
    """Return the shipped trees. Raises ValueError where they were trained on other features than this code
    gathers."""
    with np.load(MODEL) as file:
        if tuple(file["features"]) != FEATURES:
            raise ValueError(f"{MODEL.name} was trained on other features; run bench/train_pages.py")
        return Trees(
            roots=file["roots"].astype(np.intp),
            feature=file["feature"].astype(np.intp),
            threshold=file["threshold"],
            left=file["left"].astype(np.intp),
            right=file["right"].astype(np.intp),
            value=file["value"],
            depth=int(file["depth"]),
            start=float(file["start"]),
        )
