"""Pages for the benchmark of fetching: as heavy and as tangled as real ones, each with words of its own.

A page is a real news page of the evaluation sets with other words: every word of its headings, paragraphs, list items,
links and tables is drawn anew from an invented language, so that no page is a copy of another one, and what says the
article a second time (JSON-LD) is left out. How often a word comes follows Zipf's law, and every third is one of the
small words of English, so that runs of words recur about as seldom as in real text. In: the words and the pages. Out:
who serves them.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lxml import html
from lxml.html import HtmlElement

from tests.outlets.stories import Story

SET = "extract/news-pages"
WORDED = ("h1", "h2", "h3", "h4", "p", "li", "a", "td", "figcaption", "blockquote")
LINKED_DATA = "application/ld+json"
TITLE_WORDS = 9

SMALL_WORDS = "the of and to in a for on that with as by at from it was".split()  # noqa: SIM905 - read as a sentence
SYLLABLES = "ba cor den fi gal hu ken lor mi nau pel qui rin sa tor vil wen xa zo".split()  # noqa: SIM905 - likewise
WORDS = 12_000  # of the invented language
WORD = re.compile(r"[^\W\d_]{2,}")


def _language() -> list[str]:
    dice = random.Random(7)  # noqa: S311 - invented text
    return ["".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(WORDS)]


LANGUAGE = _language()
_CHANCES = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))


class Words:
    """An endless supply of words, always the same for a seed."""

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - invented text
        self._drawn: Iterator[str] = iter(())

    def next(self) -> str:
        """Return the next word."""
        if self._dice.random() < 1 / 3:
            return self._dice.choice(SMALL_WORDS)
        word = next(self._drawn, None)
        if word is None:
            self._drawn = iter(self._dice.choices(LANGUAGE, cum_weights=_CHANCES, k=500))
            word = next(self._drawn)
        return word

    def instead_of(self, text: str) -> str:
        """Return the text with other words; capitals, figures and punctuation stay."""
        return WORD.sub(lambda match: self._like(match[0]), text)

    def _like(self, word: str) -> str:
        return self.next().capitalize() if word[0].isupper() else self.next()


def stories(outlet: str, newest: datetime, count: int) -> tuple[Story, ...]:
    """Return `count` stories of an outlet, one an hour, the last at `newest`. Their texts are on their pages alone."""
    return tuple(_story(outlet, number, newest - timedelta(hours=count - 1 - number)) for number in range(count))


def _story(outlet: str, number: int, published: datetime) -> Story:
    words = Words(f"{outlet} {number}")
    title = " ".join(words.next() for _ in range(TITLE_WORDS)).capitalize()
    return Story(outlet, number, published, title, (title,), path=f"/{published:%Y/%m/%d}/story-{number}")


def page_of(story: Story, templates: Sequence[str]) -> bytes:
    """Return the page of a story: one of the templates, in turn, with other words."""
    outlet = int(story.outlet.rpartition("-")[2])
    page = html.document_fromstring(templates[(outlet * 20 + story.number) % len(templates)])
    for script in list(page.iter("script")):
        if script.get("type") == LINKED_DATA:
            script.text = None
    words = Words(story.title)
    for element in list(page.iter(*WORDED)):
        _reword(element, words)
    for title in list(page.iter("title", "h1")):
        title[:] = []
        title.text = story.title
    written: bytes = html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written


def _reword(element: HtmlElement, words: Words) -> None:
    """Give the texts directly inside an element, and those of its plain parts, other words."""
    element.text = words.instead_of(element.text or "")
    for part in element:
        if part.tag not in WORDED and isinstance(part.tag, str) and part.tag not in ("script", "style"):
            part.text = words.instead_of(part.text or "")
        part.tail = words.instead_of(part.tail or "")
