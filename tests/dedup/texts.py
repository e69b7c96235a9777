"""Invented news texts, and the edits that papers make to them."""

from __future__ import annotations

import random
from collections.abc import Sequence

SYLLABLES = (
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "za",
    "dor",
    "fel",
    "gan",
    "hix",
    "jor",
    "kal",
    "qua",
)


class Desk:
    """Writes stories of invented words; the same seed writes the same stories."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.vocabulary = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 3))) for _ in range(3000)]

    def sentence(self, words: int = 14) -> str:
        chosen = self.random.choices(self.vocabulary, k=words)
        if self.random.random() < 0.4:
            chosen[self.random.randrange(words)] = str(self.random.randint(2, 9999))
        return " ".join(chosen).capitalize() + "."

    def story(self, sentences: int = 12) -> str:
        return "\n".join(self.sentence() for _ in range(sentences))

    def light(self, text: str, changes: int = 4) -> str:
        """Replace a few words, as an editor does."""
        lines = [line.split() for line in text.split("\n")]
        for _ in range(changes):
            line = self.random.choice(lines)
            line[self.random.randrange(len(line))] = self.random.choice(self.vocabulary)
        return "\n".join(" ".join(line) for line in lines)

    def with_dateline(self, text: str) -> str:
        return f"{self.random.choice(self.vocabulary).upper()} (Agency) - {text}\nWith files from our staff."

    def forecast(self) -> str:
        """Write a story from a template, in which only places and numbers differ."""
        place, high, low, wind, gust, rain, uv = (
            self.random.choice(self.vocabulary).capitalize(), *self.random.sample(range(100), 6),
        )  # fmt: skip
        return (
            f"{place} can look forward to a bright day, with the thermometer climbing to {high} and falling to {low}"
            f" after dark, the forecasters of our desk say. A breeze of {wind} will blow from the hills, with gusts of"
            f" {gust} where nothing stands in its way. Umbrellas are needed with a chance of {rain} in a hundred. The"
            f" sun stands at {uv} on the scale of the weather office, so a hat does no harm. Whoever drives should look"
            " at the state of the roads before leaving, and leave early."
        )


def excerpt(text: str, lines: int) -> str:
    """Keep the beginning."""
    return "\n".join(text.split("\n")[:lines])


def round_up(stories: Sequence[str], lines: int = 6) -> str:
    """Put the beginnings of several stories under one another."""
    return "The day in short.\n" + "\n".join(excerpt(story, lines) for story in stories)
