"""Invented news of realistic sizes for the benchmark of pages: stories, their copies, and what was cut from each page.

In: texts, dates, sources, removed blocks, the same for the same seed. Out: storing them (`bench.inspect_store`). Words
are invented, and as frequent as words are (Zipf's law with Mandelbrot's shift), so that a search for a common one finds
most of the articles.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from extractors.records import Extracted, Origin, Origins, PartialDate, Precision, Reason, RemovedBlock

SOURCES = 60
DAYS = 365
WORDS = 40_000
FREQUENCIES = np.cumsum(1 / (np.arange(WORDS) + 3.7)) / np.sum(1 / (np.arange(WORDS) + 3.7))
SENTENCES = 30_000  # to draw from; a text of 20 of them has about 2,300 characters
SYLLABLES = ("ba", "do", "ke", "li", "mor", "na", "pel", "ri", "sto", "ten", "ul", "vor", "wes", "yan", "zu", "tra")
MEMBERS = (1, 2, 3, 4, 6, 10, 24, 60)  # articles of a story ...
SHARES = (0.82, 0.08, 0.04, 0.02, 0.02, 0.012, 0.006, 0.002)  # ... and how many stories have so many
FIRST_DAY = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)

# Runs of blocks that a page has beside its text, 5.5 on average, as measured on real pages; most are the source's own.
CUTS = (
    (Reason.NAVIGATION, "page header", 0, 1.0),
    (Reason.METADATA, "title, repeated", 0, 0.8),
    (Reason.CAPTION, "caption of a picture", 2, 0.7),
    (Reason.LINK_LIST, "under the heading 'Most read'", 6, 0.9),
    (Reason.PROMPT, "newsletter", 4, 0.6),
    (Reason.CREDIT, "agency", 8, 0.5),
    (Reason.NAVIGATION, "page footer", 8, 1.0),
)
OF_THE_PAGE = (Reason.METADATA, Reason.CAPTION)  # what differs from page to page
ORIGINS = Origins(title=Origin.JSON_LD, authors=Origin.META, published=Origin.JSON_LD, language=Origin.DETECTED)


@dataclass(frozen=True, slots=True)
class Page:
    """An article as a source brought it."""

    source: int
    story: int
    published: datetime.datetime
    article: Extracted

    @property
    def captured_at(self) -> str:
        """When it was captured: a quarter of an hour later."""
        return (self.published + datetime.timedelta(minutes=15)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Newsroom:
    """What writes the news: pages in the order in which they come out, story after story."""

    pages: int
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(6))
    sentences: list[str] = field(init=False)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Draw the words and the sentences."""
        self.words = _words(self.random)
        self.sentences = [self._sentence() for _ in range(SENTENCES)]

    def news(self) -> Iterator[Page]:
        """Yield the pages, the stories in the order of their first day."""
        made = story = 0
        while made < self.pages:
            story += 1
            size = min(int(self.random.choice(MEMBERS, p=SHARES)), self.pages - made)
            yield from self._story(story, size, made / self.pages)
            made += size

    def _story(self, story: int, size: int, progress: float) -> Iterator[Page]:
        told = self.random.integers(SENTENCES, size=int(self.random.integers(12, 30))).tolist()
        sources = self._sources(size)
        moment = FIRST_DAY + datetime.timedelta(days=progress * DAYS, minutes=int(self.random.integers(0, 1440)))
        for source in sources:
            kept = [sentence for sentence in told if len(sources) == 1 or self.random.random() > 0.1]
            yield Page(source, story, moment, self._article(source, story, moment, kept or told))
            moment += datetime.timedelta(minutes=int(self.random.exponential(90)) + 1)

    def _sources(self, size: int) -> list[int]:
        """Draw different sources, some of which bring far more than others."""
        weights = 1 / np.arange(3, SOURCES + 3)
        drawn = self.random.choice(SOURCES, min(size, SOURCES), replace=False, p=weights / weights.sum())
        return [int(source) for source in drawn]

    def _article(self, source: int, story: int, moment: datetime.datetime, told: list[int]) -> Extracted:
        title = " ".join(self._drawn_words(8)).capitalize()
        lines = [" ".join(self.sentences[number] for number in told[at : at + 3]) for at in range(0, len(told), 3)]
        return Extracted(
            payload="",
            address=f"https://{source_name(source)}.example/{moment:%Y/%m/%d}/story-{story}",
            text="\n".join(lines),
            title=title,
            authors=(f"{self.words[story % 500].capitalize()} {self.words[500 + source].capitalize()}",),
            published=PartialDate(f"{moment:%Y-%m-%dT%H:%M}Z", f"{moment:%d %b %Y, %H:%M}", Precision.MINUTE),
            language=("en", "de", "tr", "ru", "az")[source % 5],
            standfirst=self.sentences[told[0]],
            origins=ORIGINS,
            removed=tuple(self._cuts(source, title, len(lines))),
        )

    def _cuts(self, source: int, title: str, paragraphs: int) -> Iterator[RemovedBlock]:
        chances = self.random.random(len(CUTS))
        for (reason, detail, position, share), chance in zip(CUTS, chances, strict=True):
            if chance < share:
                text = title if reason in OF_THE_PAGE else self._furniture(source, reason, detail)
                yield RemovedBlock(reason, detail, min(position, paragraphs), text)

    def _furniture(self, source: int, reason: Reason, detail: str) -> str:
        """Return what stands on every page of a source; of lists of headlines there are fifty, one a week."""
        edition = int(self.random.integers(50)) if reason is Reason.LINK_LIST else 0
        first = (source * 977 + len(detail) * 31 + edition * 7) % (SENTENCES - 6)
        return "\n".join(self.sentences[first : first + 6])

    def _sentence(self) -> str:
        return " ".join(self._drawn_words(int(self.random.integers(8, 24)))).capitalize() + "."

    def _drawn_words(self, count: int) -> list[str]:
        return [self.words[rank] for rank in np.searchsorted(FREQUENCIES, self.random.random(count)).tolist()]


def source_name(source: int) -> str:
    """Return the name of a source by its number."""
    return f"outlet{source + 1:02}"


def _words(random: np.random.Generator) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < WORDS:
        syllables = random.integers(len(SYLLABLES), size=int(random.integers(1, 5))).tolist()
        found["".join(SYLLABLES[syllable] for syllable in syllables)] = None
    return list(found)
