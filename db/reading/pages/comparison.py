"""Two texts side by side: which words of each stand in the other too, in the same order.

In: runs of words that both have, as they are written. Out: whether the texts are related, which is decided by far more
(`dedup.settle`). Words are compared as there: letter case, typography and invisible characters do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dedup.folding import normalise

# Three words, a shingle, often stand in two texts by chance ("at the end"), and the marks would be noise.
SHORTEST_RUN = 4
LONGEST_TEXT = 200_000  # characters of each that are compared and shown: a hundred times a long article

# As in `dedup.words`, but over invisible characters, which are folded away there before words are found.
_WORD = re.compile("\\w(?:[\\w\u00ad\u0307\u200b-\u200f\u2060-\u2064\ufeff]*\\w)?(?:[.,]\\d+)*")

# A character of a script that is written without spaces counts as a word: the ranges of `dedup.words`.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph: shared with the other text or not."""

    text: str
    shared: bool


Paragraphs = tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both texts, and which share of the words of each stands in the other."""

    left: Paragraphs
    right: Paragraphs
    left_share: float
    right_share: float


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str


def compare_texts(left: str, right: str) -> Comparison:
    """Return both texts with their shared runs of words told apart."""
    texts = [text[:LONGEST_TEXT] for text in (left, right)]
    words = [list(_words(text)) for text in texts]
    runs = [set(_runs(some)) for some in words]
    shared = [_shared(words[0], runs[1]), _shared(words[1], runs[0])]
    paragraphs = [tuple(_paragraphs(*one)) for one in zip(texts, words, shared, strict=True)]
    shares = [sum(one) / len(one) if one else 0.0 for one in shared]
    return Comparison(paragraphs[0], paragraphs[1], shares[0], shares[1])


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        for start, end in _pieces(match[0]):
            folded = normalise(match[0][start:end])
            if folded:
                yield _Word(match.start() + start, match.start() + end, folded)


def _pieces(word: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a word begin and end: one part, but in scripts without spaces a character each."""
    if not _UNSPACED.search(word):
        return iter([(0, len(word))])
    return ((at, at + 1) for at in range(len(word)))


def _runs(words: list[_Word]) -> Iterator[tuple[str, ...]]:
    folded = [word.folded for word in words]
    return (tuple(folded[at : at + SHORTEST_RUN]) for at in range(len(folded) - SHORTEST_RUN + 1))


def _shared(words: list[_Word], others: set[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it stands in a run that the other text has too."""
    shared = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in others:
            shared[at : at + SHORTEST_RUN] = [True] * SHORTEST_RUN
    return shared


def _paragraphs(text: str, words: list[_Word], shared: list[bool]) -> Iterator[tuple[Stretch, ...]]:
    spans = list(_spans(words, shared))
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
        yield tuple(_stretches(text, start, end, inside))
        start = end + 1


def _spans(words: list[_Word], shared: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where shared words begin and end, neighbours joined."""
    begin: int | None = None
    end = 0
    for word, is_shared in zip(words, shared, strict=True):
        if is_shared:
            begin, end = word.start if begin is None else begin, word.end
        elif begin is not None:
            yield begin, end
            begin = None
    if begin is not None:
        yield begin, end


def _stretches(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Stretch]:
    at = start
    for a, b in spans:
        yield from (Stretch(text[at:a], False),) if a > at else ()
        yield Stretch(text[a:b], True)
        at = b
    yield from (Stretch(text[at:end], False),) if end > at else ()
