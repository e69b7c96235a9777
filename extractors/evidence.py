"""What speaks for and against each block of a page being its article, as numbers.

In: where a block stands, its form, its links, its words, what stands around it, and what an extractor and the
page itself (JSON-LD) took for the text. Out: weighing it, which `judge` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors import places, words
from extractors.blocks import Block, key
from extractors.metadata import Metadata
from extractors.page_columns import Columns, local_flags
from extractors.prose import Flags, Marks, Numbers

Places = NDArray[np.intp]

_LONGEST_FURNITURE: Final = 500  # characters of a block whose words are looked at; longer prompts are rare
_REACH: Final = 3  # blocks around a kept one that are weighed too
_BEFORE: Final = 40  # blocks before the text among which its standfirst is looked for
_FAR: Final = 40  # blocks; farther is all the same
_SHORT_HEADING: Final = 60
_ENDS: Final = tuple('.!?…。！？»”"“؟।')
_WORD: Final = re.compile(r"\w+")
_SENTENCE: Final = re.compile(r"[.!?。]\s")
_MARKS: Final = re.compile(r"[|©»→]")
_TAGS: Final = ("p", "div", "li", "h1", "h2", "h3", "h4", "td", "blockquote", "section", "article")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers of the blocks that are weighed, and the readings that reasons are given from (one a block of
    the page)."""

    positions: list[int]  # of the blocks that are weighed; the others are no part of the article
    features: Numbers  # one row for each of them, in the order of FEATURES
    local: Flags
    title: Numbers  # how much of the title a block is: 1 is the title itself
    heading: Marks  # reads like the heading of a foreign list
    prompt: Numbers  # prompting phrases for its length
    credit: Marks
    biography: Marks
    people: Sequence[str]  # the keys of the authors' names
    summary: Marks  # stands in the page's summary of itself


FEATURES: Final = (
    "first kept", "kept", "prose", "said", "length", "linked", "links", "words", "ends", "colon", "upper", "digits",
    "lower start", "mark start", "sentences", "marks", *(f"flag {bit}" for bit in range(places.BITS)),
    *(f"tag {tag}" for tag in _TAGS), "depth", "kind share", "kind kept", "parent share", "grandparent share",
    "parent length", "from first", "to last", "part", "before", "kept blocks", "kept length", "first share", "title",
    "summary", "author", "heading", "prompt", "credit", "biography", "repeated", "since heading", "section heading",
    "section linked", "section kept", "next prose", "previous prose", "kept near", "kept around", "linked near",
    "linked around",
    *(f"{name} {step:+}" for step in (-2, -1, 1, 2) for name in ("length", "linked", "kept", "heading", "kind")),
)  # fmt: skip


def gather(blocks: Sequence[Block], found: Columns, said: Metadata) -> Evidence:
    """Return the evidence on each of `blocks`."""
    if not blocks:
        return _nothing()
    chosen = found.kept & found.prose
    if not chosen.any():
        chosen = found.kept if found.kept.any() else np.ones(len(blocks), dtype=np.bool_)
    places_of = np.flatnonzero(chosen)
    weighed = _weighed(found, int(places_of[0]))
    positions = np.flatnonzero(weighed)
    texts = _Words(blocks, positions, said)
    local = local_flags(found)
    rows = {
        **_form(blocks, positions, texts.lower),
        **_place(blocks, found, local, positions, int(places_of[0]), int(places_of[-1])),
        **texts.features(),
        **_sections(found, texts.heading, positions),
        **_around(found, positions),
    }
    matrix = np.stack([np.asarray(rows[name], dtype=np.float32) for name in FEATURES], axis=1)
    return Evidence(
        positions=[int(each) for each in positions],
        features=matrix,
        local=local,
        title=texts.title,
        heading=texts.heading,
        prompt=texts.prompt,
        credit=texts.credit,
        biography=texts.biography,
        people=texts.people,
        summary=texts.summary | _early_summary(blocks, int(places_of[0]), said),
    )


def _nothing() -> Evidence:
    marks, numbers = np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.float32)
    rows = np.zeros((0, len(FEATURES)), dtype=np.float32)
    return Evidence([], rows, np.zeros(0, dtype=np.int64), numbers, marks, numbers, marks, marks, (), marks)


def _weighed(found: Columns, first: int) -> Marks:
    """The blocks worth a look: kept ones and their neighbours, what shares an element with them, and prose."""
    near = np.convolve(found.kept, np.ones(2 * _REACH + 1), "full")[_REACH : _REACH + len(found.kept)] > 0
    shared = np.isin(found.parent, np.unique(found.parent[found.kept]))
    late = np.arange(len(found.kept)) > first - _BEFORE
    return np.asarray(found.kept | near | shared | (found.prose & late))


def _form(blocks: Sequence[Block], positions: Places, lower: list[str]) -> dict[str, object]:
    texts = [blocks[position].text for position in positions]
    heads = [text[:60] for text in texts]
    return {
        "links": [min(10, blocks[position].links) for position in positions],
        "words": np.log1p([text.count(" ") + 1 for text in texts]),
        "ends": [text.endswith(_ENDS) for text in texts],
        "colon": [text.endswith(":") for text in texts],
        "upper": [sum(map(str.isupper, head)) / len(head) for head in heads],
        "digits": [sum(map(str.isdecimal, head)) / len(head) for head in heads],
        "lower start": [text[0].islower() for text in texts],
        "mark start": [not text[0].isalnum() for text in texts],
        "sentences": [min(6, len(_SENTENCE.findall(text[:2000]))) for text in texts],
        "marks": [_MARKS.search(text) is not None for text in lower],
    }


def _place(
    blocks: Sequence[Block], found: Columns, local: Flags, positions: Places, first: int, last: int
) -> dict[str, object]:
    weight = np.where(found.kept, found.weight, 0)
    total = max(1.0, float(weight.sum()))
    depth = float(np.average(found.depth, weights=weight)) if weight.any() else 0.0
    totals = np.bincount(found.kind, found.weight)
    first_kept = np.bincount(found.kind, np.where(found.first_kept, found.weight, 0))
    kind_kept = np.where(totals > 0, first_kept / np.maximum(totals, 1), -1)[found.kind]
    parent_share = found.share(found.parent, found.kept)
    tags = [blocks[position].place.block.tag for position in positions]
    count = len(positions)
    return {
        "first kept": found.first_kept[positions],
        "kept": found.kept[positions],
        "prose": found.prose[positions],
        "said": found.said[positions],
        "length": np.log1p(found.length[positions]),
        "linked": found.linked[positions],
        **{f"flag {bit}": (local[positions] >> bit) & 1 for bit in range(places.BITS)},
        **{f"tag {tag}": [each == tag for each in tags] for tag in _TAGS},
        "depth": found.depth[positions] - depth,
        "kind share": found.share(found.kind, found.kept)[positions],
        "kind kept": kind_kept[positions],
        "parent share": parent_share[positions],
        "grandparent share": (parent_share + found.share(found.grandparent, found.kept))[positions],
        "parent length": np.log1p(np.bincount(found.parent, found.length)[found.parent][positions]),
        "from first": np.clip(positions - first, -20, _FAR),
        "to last": np.clip(last - positions, -20, _FAR),
        "part": np.clip((positions - first) / max(1, last - first), -0.5, 1.5),
        "before": (np.cumsum(weight) / total)[positions],
        "kept blocks": np.full(count, np.log1p(found.kept.sum())),
        "kept length": np.full(count, np.log1p(total)),
        "first share": np.full(count, first_kept.sum() / max(1.0, float(totals.sum()))),
    }


class _Words:
    """What the words of the blocks that are weighed say."""

    def __init__(self, blocks: Sequence[Block], positions: Places, said: Metadata) -> None:
        self._positions = positions
        chosen = [blocks[position] for position in positions]
        self.lower = [words.lower(block.text[:_LONGEST_FURNITURE]) for block in chosen]
        short = [text if len(text) < _LONGEST_FURNITURE else "" for text in self.lower]
        size = len(blocks)
        self.title = self._spread(size, self._titles(chosen, said.title.value or ""), np.float32)
        self.heading = self._spread(size, [words.FOREIGN_HEADING.search(text) is not None for text in short], np.bool_)
        prompts = [len(words.PROMPT.findall(text)) / (1 + len(text) / 60) for text in short]
        self.prompt = self._spread(size, prompts, np.float32)
        self.credit = self._spread(size, [words.CREDIT.search(text) is not None for text in short], np.bool_)
        self.biography = self._spread(size, [words.BIOGRAPHY.search(text) is not None for text in short], np.bool_)
        self.summary = self._spread(size, self._summaries(chosen, said.summary.value or ""), np.bool_)
        self.people = [name for each in said.authors.value if len(name := key(each)) > 4]
        self._author = [
            any(name in block.key for name in self.people) / (1 + len(block.text) / 50)
            if len(block.text) < _LONGEST_FURNITURE
            else 0.0
            for block in chosen
        ]
        counts = Counter(block.key for block in blocks)
        self._repeated = [min(5, counts[block.key]) for block in chosen]

    def features(self) -> dict[str, object]:
        """Return the columns of the features that words decide."""
        at = self._positions
        return {
            "title": self.title[at],
            "summary": self.summary[at],
            "author": self._author,
            "heading": self.heading[at],
            "prompt": self.prompt[at],
            "credit": self.credit[at],
            "biography": self.biography[at],
            "repeated": self._repeated,
        }

    def _spread(self, size: int, values: Sequence[float], kind: type) -> np.ndarray:
        column: np.ndarray = np.zeros(size, dtype=kind)
        column[self._positions] = values
        return column

    def _titles(self, chosen: Sequence[Block], title: str) -> list[float]:
        own, whole = set(_WORD.findall(title.lower())), key(title)
        return [self._likeness(block, text, own, whole) for block, text in zip(chosen, self.lower, strict=True)]

    def _likeness(self, block: Block, text: str, own: set[str], whole: str) -> float:
        if not own or len(text) >= 400:
            return 0.0
        if block.key == whole:
            return 1.0
        other = set(_WORD.findall(text[:300]))
        return len(other & own) / max(len(other), len(own))

    def _summaries(self, chosen: Sequence[Block], summary: str) -> list[bool]:
        whole = key(summary)
        return [_sums_up(block, whole) for block in chosen]


def _sums_up(block: Block, whole: str) -> bool:
    return len(block.key) >= 20 and (block.key[:40] == whole[:40] or block.key in whole)


def _early_summary(blocks: Sequence[Block], first: int, said: Metadata) -> Marks:
    """Mark the blocks before the text that stand in the page's summary of itself, weighed or not: a standfirst may be a
    heading with pictures and buttons between it and the text."""
    whole, title = key(said.summary.value or ""), key(said.title.value or "")
    marks = np.zeros(len(blocks), dtype=np.bool_)
    for position in range(max(0, first - _BEFORE), first) if whole else ():
        block = blocks[position]
        marks[position] = block.key != title and _sums_up(block, whole)
    return marks


def _sections(found: Columns, foreign: Marks, positions: Places) -> dict[str, object]:
    """What a block's section is like: what stands from one heading to the next."""
    heads = (found.flags & places.HEADING != 0) | (foreign & (found.length < _SHORT_HEADING))
    section = np.cumsum(heads)
    length = np.maximum(1, np.bincount(section, found.length))
    linked = np.bincount(section, found.length * found.linked) / length
    kept = np.bincount(section, np.where(found.kept, found.weight, 0)) / length
    index = np.arange(len(heads))
    last = np.maximum.accumulate(np.where(heads, index, -1))
    since = np.where(last >= 0, np.minimum(index - last, _FAR), _FAR)
    return {
        "since heading": since[positions],
        "section heading": np.where(last >= 0, foreign[np.maximum(last, 0)], False)[positions],
        "section linked": linked[section][positions],
        "section kept": kept[section][positions],
    }


def _around(found: Columns, positions: Places) -> dict[str, object]:
    """What stands before and after a block."""
    rows: dict[str, object] = {}
    heads = found.flags & places.HEADING != 0
    columns = {"length": np.log1p(found.length), "linked": found.linked, "kept": found.kept, "heading": heads}
    for step in (-2, -1, 1, 2):
        for name, column in columns.items():
            rows[f"{name} {step:+}"] = _beside(column, step, -1)[positions]
        rows[f"kind {step:+}"] = (_beside(found.kind, step, -1) == found.kind)[positions]
    rows["next prose"] = _distance((found.kept & found.prose)[::-1])[::-1][positions]
    rows["previous prose"] = _distance(found.kept & found.prose)[positions]
    for name, reach in (("near", 3), ("around", 6)):
        rows[f"kept {name}"] = _window(found.kept, reach)[positions]
        rows[f"linked {name}"] = _window(found.linked > 0.6, reach)[positions]
    return rows


def _beside(column: np.ndarray, step: int, outside: float) -> np.ndarray:
    padded = np.concatenate((np.full(2, outside), column, np.full(2, outside)))
    return padded[2 + step : 2 + step + len(column)]


def _distance(marks: Marks) -> np.ndarray:
    """How many blocks back the last marked one stands."""
    index = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, index, -_FAR))
    before = np.concatenate(([-_FAR], last[:-1]))
    return np.minimum(index - before, _FAR)


def _window(marks: Marks, reach: int) -> np.ndarray:
    sums = np.concatenate(([0], np.cumsum(marks)))
    index = np.arange(len(marks))
    return sums[np.minimum(index + reach + 1, len(marks))] - sums[np.maximum(index - reach, 0)]
