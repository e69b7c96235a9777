"""Features of each unit in its context, for the model: a row a unit, a column a feature.

In: what stands around a unit: neighbours, windows, the densest region, how much prose comes before and after, whether
its words are the main text's. Out: the unit by itself, which `flattened_measures` has, and any decision.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from extractors.flattened_measures import Measures, measure
from extractors.flattened_phrases import Phrases
from extractors.flattened_signs import signs_of
from extractors.flattened_units import Unit
from extractors.flattened_windows import inside, sums_of, window_means
from extractors.flattened_words import Floats, Integers, Words, distinct

# What neighbours show, and how far to either side they are looked at.
_NEIGHBOURS = {
    "words": 3, "end": 2, "begin": 2, "function": 2, "capital_words": 2, "digit_share": 2, "lexicon": 3, "prose": 3,
    "date": 2, "flow_words": 1, "topic": 1,
}  # fmt: skip
_WINDOWS = (2, 5, 12)  # units to either side
_SIDES = (5, 15)  # units before, units after
# Units before and after whose words are heard together; -1 to a side begins beyond the unit itself.
_HEARD = ((2, 2), (5, -1), (-1, 5), (12, -1), (-1, 12), (40, 40))
# What a text is alike in from one paragraph to the next.
_STYLE = ("said", "said_flow", "lexicon", "function", "word_length", "comma_share", "digit_share")
_FULL = 25  # words from which a unit says no more
_FAR = 99.0  # a distance that means: none
_LOGARITHMIC = ("characters", "words", "prose", "flow_words")


def features_of(
    units: list[Unit], lexicon: Mapping[str, float], phrases: Phrases
) -> tuple[Floats, dict[str, Floats], Words]:
    """Return the features, an array of (units, features), by name, in that order, what they were taken from, and words.

    There must be at least one unit. Counts of words and characters stand in the array as their logarithm.
    """
    measures, words = measure(units, lexicon)
    columns = dict(measures)
    columns |= _prose(measures)
    columns |= _flow(measures)
    columns |= _place(columns)
    columns |= _distance(columns["running"])
    columns |= _regions(columns)
    columns |= _topic(words, columns)
    columns |= _document(columns)
    columns |= _windows(columns)
    columns |= _said(phrases.score(words, len(units)), columns)
    columns |= _style(columns)
    columns |= _neighbours(columns)
    columns |= signs_of([unit.text for unit in units], words, columns["marker"])
    logarithmic = {name: np.log1p(columns[name]) for name in _LOGARITHMIC}
    return rows_of(columns | logarithmic), columns, words


def rows_of(columns: Mapping[str, Floats]) -> Floats:
    """Return the columns as an array of (units, features) in which each feature's numbers lie together."""
    rows = np.empty((len(columns), len(next(iter(columns.values())))), np.float32)
    for place, values in enumerate(columns.values()):
        rows[place] = values
    return rows.T


def _prose(measures: Measures) -> Measures:
    """How many of its words are running text (`prose`), and whether it is a line of running text (`running`)."""
    words, ends = measures["words"], measures["end"] >= 4
    share = 0.25 * ends + 0.25 * (words >= 12) + 0.5 * np.clip(measures["function"] * 4, 0, 1) - 0.1
    running = ((words >= 10) & (measures["function"] > 0.1) & (measures["end"] >= 2)) | (words >= 25)
    spaceless = measures["spaceless"] * 2 > measures["characters"]  # no function words to be seen
    share = np.where(spaceless, np.where(ends, 1.0, 0.3), np.clip(share, 0, 1))
    running = np.where(spaceless, words >= 12, running)
    return {"prose": (words * share).astype(np.float32), "running": running.astype(np.float32)}


def flow_of(measures: Mapping[str, Floats]) -> Integers:
    """Return the number of the sentence flow of each unit: a line that goes on where the one before broke off is one
    with it, as where every link is a line of its own."""
    begin, end, words = measures["begin"], measures["end"], measures["words"]
    goes_on = np.zeros(len(begin), bool)
    goes_on[1:] = ((begin[1:] <= 1) & (end[:-1] <= 1)) | ((end[:-1] == 1) & (words[:-1] > 3))
    return np.cumsum(~goes_on) - 1


def _flow(measures: Measures) -> Measures:
    flow = flow_of(measures)
    last = np.zeros(flow[-1] + 1, np.float32)
    last[flow] = measures["end"]
    goes_on = np.concatenate([[False], flow[1:] == flow[:-1]])
    return {
        "flow_words": np.bincount(flow, measures["words"])[flow].astype(np.float32),
        "flow_units": np.bincount(flow)[flow].astype(np.float32),
        "flow_end": last[flow],
        "goes_on": goes_on.astype(np.float32),
        "is_gone_on": np.append(goes_on[1:], False).astype(np.float32),
    }


def _place(columns: Measures) -> Measures:
    units = len(columns["prose"])
    place = np.arange(units, dtype=np.float32)
    until = np.cumsum(columns["prose"])
    total = max(float(until[-1]), 1.0)
    before, after = until - columns["prose"], total - until
    running = np.cumsum(columns["running"])
    return {
        "place": place / units,
        "from_start": np.minimum(place, 200),
        "from_end": np.minimum(units - 1 - place, 200),
        "prose_before": np.log1p(before),
        "prose_after": np.log1p(np.maximum(after, 0)),
        "share_before": before / total,
        "share_after": after / total,
        "running_before": running,
        "running_after": running[-1] - running,
    }


def _distance(running: Floats) -> Measures:
    """How many units lie to the running text before and after, the unit itself not counted."""
    places = np.flatnonzero(running)
    at = np.arange(len(running))
    padded = np.concatenate([[-_FAR], places, [len(running) + _FAR]])
    before = at - padded[np.searchsorted(places, at, "left")]
    after = padded[np.searchsorted(places, at, "right") + 1] - at
    return {"to_running_before": np.minimum(before, _FAR), "to_running_after": np.minimum(after, _FAR)}


def _regions(columns: Measures) -> Measures:
    """The densest region, at two prices of a unit that is no running text: whether in it, and how far from its ends."""
    prose, running = columns["prose"], columns["running"]
    at = np.arange(len(prose))
    regions: Measures = {}
    for price in (4, 12):
        score = prose - price * (1 - running) - 0.3 * np.where(running > 0, 0, columns["words"])
        first, last = densest(score)
        regions[f"region{price}"] = ((at >= first) & (at <= last)).astype(np.float32)
        regions[f"after_first{price}"] = np.clip(at - first, -60, 60).astype(np.float32)
        regions[f"after_last{price}"] = np.clip(at - last, -60, 60).astype(np.float32)
        share = prose[first : last + 1].sum() / max(float(prose.sum()), 1.0)
        regions[f"region_share{price}"] = np.full(len(prose), share, np.float32)
    return regions


def densest(score: npt.NDArray[np.floating]) -> tuple[int, int]:
    """The first and the last place of the run with the greatest sum (Kadane's algorithm)."""
    until = np.concatenate([[0.0], np.cumsum(score, dtype=np.float64)])
    lowest = np.minimum.accumulate(until)
    last = int(np.argmax(until[1:] - lowest[:-1]))
    return int(np.argmin(until[: last + 1])), last


def _topic(words: Words, columns: Measures) -> Measures:
    """How many of a unit's telling words stand in other running lines of the densest region."""
    units, size = len(columns["prose"]), len(words.topical)
    telling = words.topical[words.word] > 0
    pairs = distinct(words.unit[telling] * max(size, 1) + words.word[telling])
    unit, word = pairs // max(size, 1), pairs % max(size, 1)
    main = (columns["region12"] > 0) & (columns["running"] > 0)
    inside = main[unit]
    count = np.bincount(word[inside], minlength=size)
    others = count[word] - inside
    number = np.maximum(np.bincount(unit, minlength=units), 1)
    shared = np.bincount(unit, others > 0, minlength=units)
    return {
        "topic": (shared / number).astype(np.float32),
        "topic_strength": (np.bincount(unit, np.minimum(others, 6), minlength=units) / number).astype(np.float32),
        "topic_words": shared.astype(np.float32),
    }


def _document(columns: Measures) -> Measures:
    """What the whole document is like; the same for each unit."""
    words = columns["words"]
    units, total = len(words), max(float(words.sum()), 1.0)
    values = {
        "document_units": np.log1p(units),
        "document_prose": np.log1p(columns["prose"].sum()),
        "document_prose_share": columns["prose"].sum() / total,
        "document_lexicon": (columns["lexicon"] * words).sum() / total,
        "document_glued": (columns["glue"] > 0).mean(),
    }
    return {name: np.full(units, value, np.float32) for name, value in values.items()}


def _windows(columns: Measures) -> Measures:
    words = columns["words"]
    capped = np.minimum(words, 20)
    summed = {
        "prose": columns["prose"],
        "running": columns["running"],
        "short": (words <= 6) & (columns["end"] < 4),
        "ended": columns["end"] >= 2,
        "dated": columns["date"] > 0,
        "words": words,
        "lexicon": columns["lexicon"] * capped,
        "capped": capped,
        "topic": columns["topic"] * capped,
    }
    sums = sums_of(np.stack(list(summed.values())))
    windows: Measures = {}
    for width in _WINDOWS:
        near = dict(zip(summed, inside(sums, width, width).astype(np.float32), strict=True))
        windows |= {f"{name}~{width}": near[name] for name in ("running", "short", "ended", "dated")}
        windows[f"prose~{width}"] = np.log1p(np.maximum(near["prose"], 0))
        windows[f"density~{width}"] = near["prose"] / np.maximum(near["words"], 1)
        for name in ("lexicon", "topic"):
            windows[f"{name}~{width}"] = near[name] / np.maximum(near["capped"], 1)
    for width in _SIDES:
        for name, of_name in zip(("prose", "running"), sums, strict=False):
            windows[f"{name}<{width}"] = np.log1p(np.maximum(inside(of_name, width, -1), 0))
            windows[f"{name}>{width}"] = np.log1p(np.maximum(inside(of_name, -1, width), 0))
    return windows


def _said(score: Floats, columns: Measures) -> Measures:
    """What the units' words say by themselves, here, next to it and around."""
    flow, weight = flow_of(columns), columns["words"] + 1
    heard = np.minimum(columns["words"], _FULL)
    padded = np.pad(score, 2)
    mean = np.bincount(flow, score * weight) / np.bincount(flow, weight)
    said = {"said": score, "said_flow": mean[flow].astype(np.float32)}
    said |= {f"said{step:+d}": padded[2 + step : len(score) + 2 + step] for step in (-1, 1, -2, 2)}
    return said | window_means("said-{}+{}", score, heard, _HEARD)


def _style(columns: Measures) -> Measures:
    """How far a unit is from the main text in what it says by its words, in length and in language."""
    main = (columns["region12"] > 0) & (columns["running"] > 0)
    if not main.any():
        main = np.ones(len(main), bool)
    style = {"long": np.log1p(columns["words"])} | {name: columns[name] for name in _STYLE}
    return {f"{name}_apart": values - values[main].mean() for name, values in style.items()}


def _neighbours(columns: Measures) -> Measures:
    neighbours: Measures = {}
    for name, reach in _NEIGHBOURS.items():
        values = np.log1p(columns[name]) if name in _LOGARITHMIC else columns[name]
        padded = np.concatenate([np.zeros(reach, np.float32), values, np.zeros(reach, np.float32)])
        for step in range(1, reach + 1):
            neighbours[f"{name}-{step}"] = padded[reach - step : len(padded) - reach - step]
            neighbours[f"{name}+{step}"] = padded[reach + step : len(padded) - reach + step]
    return neighbours
