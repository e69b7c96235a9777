"""Furniture: what only a source's other articles tell of a line, and what of a text goes with it.

In: which lines of a text are looked at, when a line is furniture (it stands in many different articles of the source)
or may be a headline (it is the title of another one), which of them leave a text, and where they stand among what
extraction removed. Pure. Out: counting (`flows.furnishing`) and where counts are kept (`db.furniture`).

A refrain belongs to the articles and recurs as well: a column's standing first line, a serial's title, a table's words.
Three things tell it apart. *Share*: a column is a small part of a source. *Place*: furniture gathers at the end; a line
at the head is only furniture when it stands at the head of everything. *Company*: a text whose own lines are mostly
recurring is a template (a weather report), and they are what it says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import takewhile

from xxhash import xxh3_64_intdigest

from extractors.records import Reason, RemovedBlock, count_words

# A line is furniture from so many of the source's stories on, whatever the share: three copies of an agency's credit in
# a source of thirty stories say nothing yet. And these must be at least this share of the source's stories. On two
# invented corpora with labelled lines (bench/furniture.py), 16 sources of 15 to 400 articles each, precision and recall
# are .975/.937 and .962/.913 at .03, .992/.934 and .986/.916 at .06, 1.000/.936 and .996/.914 at .09, 1.000/.923 and
# .999/.901 at .12, 1.000/.917 and .999/.884 at .15; 4 to 10 stories give the same within .01. In labelled news copies
# of 60 sources the promos of 59 stand in 9 % of the stories or more, the commonest agency credit in 5.3 %.
LEAST_STORIES = 6
LEAST_SHARE = 0.09
# At the head of a text: a column or a serial has less than this, "Listen to this article" stands in nearly all. From .3
# to .7 precision and recall are the same; at .1 six in seven columns lose their first line.
LEAST_SHARE_AT_HEAD = 0.3
# The share is of as many stories as the source had when it last grew by a quarter. Else a line with just that share
# would go and come back in every run, and with it a share of the source's texts; so it does both at most once while the
# source grows by a quarter, and a few texts at most are made again for each new one.
STEP = 1.25

# What is looked at of a text: its first and last lines, and short ones between them. A body paragraph of a news text
# has 20 to 60 words; what asks or tells something between paragraphs has fewer. That is 8 to 11 lines a text.
FIRST_LINES, LAST_LINES = 3, 8
LONGEST_LINE = 60  # words
LONGEST_INNER_LINE = 20  # words
MOST_LINES = 1_000  # of a text; a longer one is a list, of which the ends are looked at

LEAST_INNER_WORDS = 5  # a shorter line between paragraphs is a heading or a table's: "Why it matters", "Nine months"
MOST_OF_INNER = 1 / 3  # share of the words between head and end from which recurring lines are a template

# A headline of fewer words may be anything: "Letters to the editor".
LEAST_HEADLINE_WORDS = 5

FURNITURE = "stands in many different articles of the source"
HEADLINE = "the headline of another article of the source"

_KEY_BITS = 48  # 15 million lines of a million articles have a chance of 1 in 3 of any clash


class Standing(IntEnum):
    """From where a line is taken out."""

    KEPT = 0
    TAKEN = 1  # from the end and from between paragraphs
    TAKEN_EVERYWHERE = 2  # also from the head


def line_key(source: str, line: str) -> int:
    """Return the number of a line of a source; the empty line's stands for the source itself."""
    return int(xxh3_64_intdigest(f"{source}\n{line}".encode("utf-8", "surrogatepass"))) >> (64 - _KEY_BITS)


def title_key(source: str, title: str) -> int:
    """Return the number of a title of a source: another than that of a line with the same words."""
    return line_key(source, f"\n{title}")


def may_be_headline(line: str, title: str | None) -> bool:
    """Return whether a line of an article with this title is a headline if another article has it for a title."""
    return line != title and count_words(line) >= LEAST_HEADLINE_WORDS


def standing(stories: int, of_source: int) -> Standing:
    """Return what becomes of a line that stands in so many of a source's stories."""
    steps = math.floor(math.log(max(1, of_source), STEP))
    of_source_at_step = STEP**steps
    if stories < max(LEAST_STORIES, LEAST_SHARE * of_source_at_step):
        return Standing.KEPT
    return Standing.TAKEN_EVERYWHERE if stories >= LEAST_SHARE_AT_HEAD * of_source_at_step else Standing.TAKEN


def lines_looked_at(text: str) -> set[str]:
    """Return the lines of `text` that may be furniture."""
    lines = text.split("\n")
    return {lines[place] for place in _places_looked_at(lines)}


def _places_looked_at(lines: Sequence[str]) -> Iterator[int]:
    for place, line in enumerate(lines):
        at_an_end = place < FIRST_LINES or place >= len(lines) - LAST_LINES
        longest = LONGEST_LINE if at_an_end else LONGEST_INNER_LINE
        if line and (at_an_end or len(lines) <= MOST_LINES) and count_words(line) <= longest:
            yield place


def find_furniture(text: str, standings_of: Callable[[set[str]], Mapping[str, Standing]]) -> list[int]:
    """Return the places of the lines that leave `text`, ascending; none when nothing else would be left of it.

    `standings_of` is asked once for all lines that are looked at, and need not name those that are kept.
    """
    lines = text.split("\n")
    looked_at = set(_places_looked_at(lines))
    known = standings_of({lines[place] for place in looked_at})
    found = [
        known.get(line, Standing.KEPT) if place in looked_at else Standing.KEPT for place, line in enumerate(lines)
    ]
    if not any(found):
        return []
    head = sum(1 for _ in takewhile(bool, found))
    end = len(lines) - sum(1 for _ in takewhile(bool, reversed(found)))
    if end <= head:
        return []
    at_head = [place for place in range(head) if found[place] is Standing.TAKEN_EVERYWHERE]
    return at_head + _inner(lines, found, head, end) + list(range(end, len(lines)))


def _inner(lines: Sequence[str], found: Sequence[Standing], head: int, end: int) -> list[int]:
    words = [count_words(line) for line in lines[head:end]]
    places = [place for place in range(head, end) if found[place] and words[place - head] >= LEAST_INNER_WORDS]
    template = sum(words[place - head] for place in places) > MOST_OF_INNER * sum(words)
    return [] if template else places


@dataclass(frozen=True, slots=True)
class Furnished:
    """A text without its furniture, and all that was removed of its page, in place."""

    text: str
    removed: tuple[RemovedBlock, ...]


def is_furniture(block: RemovedBlock) -> bool:
    """Return whether a removed block is a line that was taken out here, and not by extraction."""
    return block.reason is Reason.REPEATED


def take_out(text: str, places: Mapping[int, str], removed: Iterable[RemovedBlock]) -> Furnished:
    """Return `text` without the lines at `places`, each with its detail a removed block among those of extraction.

    `removed` are the blocks as `put_back` gives them: in order, their positions in the whole text.
    """
    lines = text.split("\n")
    kept = [line for place, line in enumerate(lines) if place not in places]
    left = [RemovedBlock(Reason.REPEATED, detail, place, lines[place]) for place, detail in sorted(places.items())]
    blocks = sorted([*removed, *left], key=lambda block: (block.position, is_furniture(block)))
    return Furnished("\n".join(kept), tuple(_positioned(blocks)))


def _positioned(blocks: Iterable[RemovedBlock]) -> Iterator[RemovedBlock]:
    taken = 0
    for block in blocks:
        yield replace(block, position=block.position - taken)
        taken += is_furniture(block)


def put_back(removed: Iterable[RemovedBlock]) -> list[RemovedBlock]:
    """Return what extraction removed, in order, with the positions that it has in the text before `take_out`."""
    blocks = []
    taken = 0
    for block in removed:
        if is_furniture(block):
            taken += 1
        else:
            blocks.append(replace(block, position=block.position + taken))
    return blocks
