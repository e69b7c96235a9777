"""An invented news corpus with furniture and with refrains that are none, each line labelled.

In: sources of several sizes, each with lines that stand in its texts at a place and with a share of their own, and
with traps: columns, serials, poems, agency credits, stock sentences, results, headings, weather reports, a story
printed again and again. Out: storing and measuring (`bench.furniture`). All words are invented here; the same seed
gives the same corpus.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]
SIZES = (15, 25, 40, 60, 100, 160, 250, 400)  # articles a source


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article; `kind` says what it is, None is the article's own words."""

    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An invented article."""

    source: str
    address: str
    title: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Return its text as extraction would give it."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something that recurs in a source's articles: where, and in what share of them."""

    kind: str
    place: str  # head, inner, tail
    share: float
    lines: tuple[str, ...]


# What is furniture; every other kind is a trap.
FURNITURE = frozenset({"promo", "head", "prompt", "bio", "section prompt", "headline"})
TEASED = 0.4  # share of an outlet's articles that end with headlines of others


@dataclass(slots=True)
class _Outlet:
    name: str
    size: int
    dice: random.Random
    recurring: list[Recurring] = field(default_factory=list)


def corpus(seed: int = 1, sources: int = 24) -> list[Article]:
    """Return the articles of so many sources."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    outlets = [_outlet(number, random.Random(dice.random())) for number in range(sources)]  # noqa: S311
    return [article for outlet in outlets for article in _articles(outlet)]


def _outlet(number: int, dice: random.Random) -> _Outlet:
    outlet = _Outlet(f"outlet{number}.example", SIZES[number % len(SIZES)], dice)
    name = _word(dice).capitalize()
    some = [
        Recurring("promo", "tail", dice.choice([1.0, 0.9, 0.6]), tuple(_sentence(dice, 8, 22) for _ in range(3))),
        Recurring("promo", "tail", dice.choice([0.4, 0.2, 0.12]), (f"Follow {name} on all channels.",)),
        Recurring("head", "head", dice.choice([1.0, 0.8]), (f"Listen to {name}",)),
        Recurring("prompt", "inner", dice.choice([0.9, 0.5, 0.15]), (_sentence(dice, 9, 17),)),
        Recurring("section prompt", "inner", 0.1, (_sentence(dice, 7, 14),)),
        Recurring("bio", "tail", dice.choice([0.15, 0.1]), (f"{name} {_word(dice)} writes about {_word(dice)}.",)),
        Recurring("column", "head", dice.choice([0.03, 0.08, 0.15]), (f"{name} answers letters about gardens.",)),
        Recurring("serial", "head", 0.04, (f"The {_word(dice)} road, a serial in many parts",)),
        Recurring("serial", "tail", 0.04, ("To be continued",)),
        Recurring("credit", "tail", dice.choice([0.02, 0.04]), ("Reuters reporting",)),
        Recurring("stock sentence", "inner", 0.03, ("No injuries were reported at the scene.",)),
        Recurring("stock sentence", "tail", 0.02, ("The case continues next month.",)),
        Recurring("results", "inner", 0.1, ("Half time: 0-0",)),
        Recurring("results", "tail", 0.03, ("Full time: 2-1",)),
        Recurring("heading", "inner", dice.choice([0.9, 0.4]), ("Why it matters",)),
    ]
    absent = dice.sample(range(len(some)), dice.randint(2, 5))
    outlet.recurring = [recurring for place, recurring in enumerate(some) if place not in absent]
    return outlet


def _articles(outlet: _Outlet) -> Iterator[Article]:
    dice = outlet.dice
    weather = tuple(_sentence(dice, 9, 16) for _ in range(5))
    poem = _sentence(dice, 4, 7)
    again = _body(dice)
    titles = [_sentence(dice, 5, 9).rstrip(".") for _ in range(outlet.size)]
    for number, title in enumerate(titles):
        kind = dice.random()
        if kind < 0.08:
            own = _weather(dice, weather)
        elif kind < 0.12:
            own = _poem(dice, poem)
        elif kind < 0.16:
            own = [*again, Line(_sentence(dice, 12, 16))]  # printed again with another end: copies of one story
        else:
            own = _body(dice)
        lines = _furnished(outlet, own)
        if dice.random() < TEASED:
            others = dice.sample([other for other in titles if other != title], 3)
            lines += [Line(other, "headline") for other in others]
        column = [line.text for line in lines if line.kind == "column"]  # all of a column may have one title
        yield Article(outlet.name, f"https://{outlet.name}/{number}", (column or [title])[0], tuple(lines))


def _furnished(outlet: _Outlet, own: list[Line]) -> list[Line]:
    parts: dict[str, list[Line]] = {"head": [], "inner": list(own), "tail": []}
    for recurring in outlet.recurring:
        if outlet.dice.random() < recurring.share:
            part = parts[recurring.place]
            place = outlet.dice.randint(1, len(own) - 1) if recurring.place == "inner" else len(part)
            part[place:place] = [Line(text, recurring.kind) for text in recurring.lines]
    return [*parts["head"], *parts["inner"], *parts["tail"]]


def _body(dice: random.Random) -> list[Line]:
    return [
        Line(" ".join(_sentence(dice, 8, 16) for _ in range(dice.randint(1, 3)))) for _ in range(dice.randint(3, 9))
    ]


def _weather(dice: random.Random, template: tuple[str, ...]) -> list[Line]:
    day = [Line(f"{_word(dice).capitalize()} has {dice.randint(-9, 35)} degrees, {_sentence(dice, 8, 14)}")]
    return [*day, *(Line(line, "weather") for line in dice.sample(template, 3)), Line(_sentence(dice, 12, 20))]


def _poem(dice: random.Random, refrain: str) -> list[Line]:
    verses = [[Line(_sentence(dice, 6, 9)) for _ in range(3)] for _ in range(3)]
    return [line for verse in verses for line in (*verse, Line(refrain, "refrain"))]


def _sentence(dice: random.Random, least: int, most: int) -> str:
    return " ".join(_word(dice) for _ in range(dice.randint(least, most))).capitalize() + "."


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(1, 3)))
