"""Units: the pieces of flattened text that are kept or removed as a whole.

In: lines, and the pieces of lines that a flattener glued together: at joins without a space ("newsThe"), and, in lines
that are glued or very long, at the ends of sentences. Out: whether a unit is kept. Splitting is tentative: `rejoin`
puts neighbours that were kept together again as they stood, so that a name such as "BlueSky" inside a sentence is not
harmed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractors.flattened_words import WORD

# Letters with case of the Latin, Greek, Cyrillic and Armenian blocks and their extensions.
_CASED = [chr(point) for point in (*range(0x41, 0x590), *range(0x1E00, 0x2000))]
LOWER = "".join(character for character in _CASED if character.islower() and character.isalpha())
UPPER = "".join(character for character in _CASED if character.isupper())

# Letters without case whose sentences end in a full stop: Hebrew to Malayalam (Arabic among them), Georgian, Hangul.
_CASELESS = "\u05d0-\u0d7f\u10d0-\u10ff\uac00-\ud7a3"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufeff]")
_CLOSING = "\"'”’»›)\\]"
_OPENING = "\"'“„«‹¿¡(\\["
# A join stands before a capital, an opening quotation mark or a digit. The pattern begins with that character and looks
# back from it, as a search for one set of characters is the fastest there is (a third of the time of looking ahead).
_JOIN = re.compile(
    rf"[{UPPER}“„«\d](?:"
    # The end of a sentence that the next begins at ("abuse.Marina"), never inside "F.A.Z." or "a.m.".
    rf"(?<=[{LOWER}][.!?…][{UPPER}])(?=[{LOWER}{UPPER} ’'])|(?<=[{LOWER}][.!?…][“„«])(?=[{UPPER}])"
    rf"|(?<=\d\d\d[.!?…][{UPPER}„])|(?<=[.!?…][{_CLOSING}][{UPPER}„])"
    # A word that runs into the next ("newsThe"), a closing bracket or a year that runs into a word ("2026View").
    rf"|(?<=[{LOWER}][{UPPER}])(?:(?=[{LOWER}’'])|(?=[ ][{LOWER}]))|(?<=[{LOWER}]\)[{UPPER}])"
    rf"|(?<=\d\d[{UPPER}])(?=[{LOWER}]{{2}})"
    # A word that runs into a quotation, a time or a year ("Whorms12:43").
    rf"|(?<=[{LOWER}][“„«])(?=[{UPPER}])|(?<=[{LOWER}]\d)(?=\d?[:.]\d\d)|(?<=[{LOWER}]2)(?=0\d\d)|(?<=[{LOWER}][?!]\d)"
    r")"
)
_SENTENCE = re.compile(
    rf"(?<=[.!?…][{_CLOSING}])[ ](?=[{UPPER}{_OPENING}\d])|(?<=[{LOWER}\d)]{{2}}[.!?…])[ ](?=[{UPPER}{_OPENING}])"
    r"|(?<=[。！？])(?![。！？」』”）])|(?<=[。！？][」』”）])|(?<=[؟۔।])[ ]"
    rf"|(?<=[{_CASELESS}][.!?])[ ]?(?=[{_CASELESS}{_OPENING}])"
)
_ADDRESS = re.compile(r"://|www\.|\.[a-z]{2,6}/")
# A part of a name with capitals inside: "Blue" and "Sky".
_PART = re.compile(rf"[{UPPER}]{{0,3}}[{LOWER}]+")

# A line with a join at least every so many characters, and at least three of them, is glued throughout.
_GLUED_SPAN, _GLUED_JOINS = 400, 3
# In a line longer than this look at the sentences: in 95 % of 130 news bodies no paragraph has 1,000 characters.
_LONG_LINE = 1500
# Names that are written so. Only those that stand in many languages' news; a name that recurs needs no entry.
_NAMES = frozenset(
    name
    for names in (
        "YouTube TikTok LinkedIn WhatsApp PlayStation MacBook OpenAI SpaceX FedEx PayPal GitHub MasterCard BioNTech",
        "DeepMind DeepSeek AstraZeneca GlaxoSmithKline BlackRock",
    )
    for name in names.split()
)
_PREFIXES = frozenset(("Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Fitz", "i", "e"))
# Of a glued word only so much is looked at on either side.
_LONGEST_WORD = 40


# The largest development text has 2,054 pieces; what follows takes 40 microseconds and 800 bytes for each.
MOST_PIECES = 200_000


class NoArticleTextError(ValueError):
    """The text cannot be an article: what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class _Cut:
    glue: str
    weak: bool = False
    doubtful: bool = False


class Unit(NamedTuple):
    """A piece of the input, white space folded, and what stood between it and the piece before.

    A named tuple, as `Mark` is: a page has hundreds, which are made in half the time of frozen dataclasses.
    """

    text: str
    glue: str  # "\n": a line of its own or the first of its line; " ": a space; "": nothing
    weak: bool = False  # kept together with the one before, it is put to it as it stood: the line goes on
    doubtful: bool = False  # the join before it may be the inside of a name: "Blue" and "Sky"
    breaks: tuple[int, ...] = ()  # where in the text headings end that run into their paragraphs

    @property
    def new_line(self) -> bool:
        """Whether the piece begins a line of the input."""
        return self.glue == "\n"


def units_of(text: str) -> list[Unit]:
    """Return the pieces of `text` in order; together they hold all of it but white space and control characters.

    Raise `NoArticleTextError` for a text that has too many.
    """
    lines = [" ".join(line.split()) for line in _CONTROL.sub(" ", text).splitlines()]
    joins = [(line, [match.start() for match in _JOIN.finditer(line)]) for line in lines if line]
    _refuse_too_many(sum(1 + len(places) for _, places in joins))
    unsure = any(places and not _is_glued(line, places) for line, places in joins)
    words = Counter(WORD.findall(text)) if unsure else Counter()
    units = [unit for line, places in joins for unit in _split(line, places, words)]
    _refuse_too_many(len(units))  # sentences count as well
    return units


def _refuse_too_many(pieces: int) -> None:
    if pieces > MOST_PIECES:
        raise NoArticleTextError(
            f"{pieces} lines and joins are more than the {MOST_PIECES} that a text may have; leave it out"
        )


def rejoin(units: list[Unit]) -> str:
    """Return kept neighbours as one text: lines apart, pieces of a sentence as they stood, headings on lines of their
    own."""
    parts: list[str] = []
    for unit in units:
        if parts:
            parts.append(unit.glue if unit.weak else "\n")
        parts.append(_broken(unit) if unit.breaks else unit.text)
    return "".join(parts)


def _broken(unit: Unit) -> str:
    return "\n".join(unit.text[start:end] for start, end in pairwise((0, *unit.breaks, len(unit.text))))


def _split(line: str, joins: list[int], words: Counter[str]) -> list[Unit]:
    if not joins and len(line) <= _LONG_LINE:
        return [Unit(line, "\n")]
    glued = _is_glued(line, joins)
    cuts = {0: _Cut("\n")}
    if glued or len(line) > _LONG_LINE:
        cuts |= {match.end(): _Cut(match.group(), weak=True) for match in _SENTENCE.finditer(line)}
    cuts |= {join: cut for join in joins if (cut := _join_cut(line, join, words, glued))}
    starts = sorted(cuts)
    pieces = ((line[start:end].strip(), cuts[start]) for start, end in pairwise([*starts, len(line)]))
    return [Unit(piece, cut.glue, cut.weak, cut.doubtful) for piece, cut in pieces if piece]


def _is_glued(line: str, joins: list[int]) -> bool:
    """Whether the line is glued throughout; where it is not, a join may be a name that other lines have too."""
    return len(joins) >= _GLUED_JOINS and len(line) <= _GLUED_SPAN * len(joins)


def _join_cut(line: str, join: int, words: Counter[str], glued: bool) -> _Cut | None:
    left, right = line[max(0, join - _LONGEST_WORD) : join], line[join : join + _LONGEST_WORD]
    if _ADDRESS.search(left.rpartition(" ")[2] + right.partition(" ")[0]):
        return None
    if not (left[-1].isalpha() and right[0].isalpha()):
        return _Cut("")
    before, after = WORD.findall(left)[-1], WORD.findall(right)[0]
    name = _PART.findall(before)[-1:] + _PART.findall(after)[:1]
    if before in _PREFIXES or "".join(name) in _NAMES or (not glued and words[before + after] > 1):
        return None
    doubtful = not glued and not (words[before] and words[after])
    return _Cut("", weak=doubtful, doubtful=doubtful)
