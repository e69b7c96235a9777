"""Sums and means over the units around each unit of a document, for the features of flattened text.

In: arrays with one number a unit. Out: what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from extractors.flattened_words import Floats

Sums = npt.NDArray[np.float64]
_REACH = 40  # units to either side; no window is wider


def window_means(name: str, values: Floats, weight: Floats, windows: Sequence[tuple[int, int]]) -> dict[str, Floats]:
    """Return the weighted means around each unit, by `name` filled with the window's units before and after."""
    total, mass = sums_of(values * weight), sums_of(weight)
    return {
        name.format(*window): (inside(total, *window) / np.maximum(inside(mass, *window), 1)).astype(np.float32)
        for window in windows
    }


def sums_of(values: Floats) -> Sums:
    """Return what `inside` takes: of each row the sums of the values before each place; beyond its ends they stay."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1 + 2 * _REACH))
    np.cumsum(values, axis=-1, dtype=np.float64, out=sums[..., _REACH + 1 : -_REACH])
    sums[..., -_REACH:] = sums[..., -_REACH - 1 : -_REACH]
    return sums


def inside(sums: Sums, before: int, after: int) -> Sums:
    """Return the sums over so many units before and after each; with -1 to a side, only from beyond the unit itself."""
    first, last = _REACH - before, _REACH + 1 + after
    units = sums.shape[-1] - 1 - 2 * _REACH
    return np.asarray(sums[..., last : last + units] - sums[..., first : first + units])


def shifted(values: Floats, step: int) -> Floats:
    """Return for each unit the value of the one so many units after it, or before it; 0 beyond the ends."""
    moved = np.zeros(len(values), np.float32)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved
