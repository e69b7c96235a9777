"""Invented stories, and the web pages that carry them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

SYLLABLES = ["bar", "den", "gül", "ka", "lor", "me", "nau", "pel", "rin", "sa", "tor", "vil", "zen", "ış", "oth", "ul"]
PEOPLE = [
    "archivist",
    "beekeeper",
    "captain",
    "engineer",
    "farmer",
    "mayor",
    "pilot",
    "surveyor",
    "teacher",
    "volunteer",
]
DID = [
    "approved",
    "bought",
    "described",
    "inspected",
    "measured",
    "photographed",
    "postponed",
    "questioned",
    "rejected",
    "repaired",
    "sold",
]
THINGS = [
    "boundary",
    "bridge",
    "budget",
    "culvert",
    "ferry",
    "orchard",
    "quay",
    "quarry",
    "roof",
    "signal",
    "timetable",
    "tunnel",
    "turbine",
    "vote",
]
LIKE = [
    "ancient",
    "coastal",
    "crowded",
    "disputed",
    "expensive",
    "leaking",
    "narrow",
    "northern",
    "quiet",
    "regional",
    "rusty",
    "temporary",
]


@dataclass(frozen=True, slots=True)
class Story:
    """One article of an outlet. A correction replaces the last paragraph from its time on."""

    outlet: str
    number: int
    published: datetime
    title: str
    paragraphs: tuple[str, ...]
    corrected: datetime | None = None
    correction: str = ""
    path: str = ""

    def text(self, at: datetime) -> tuple[str, ...]:
        """Return the paragraphs as they stand on the page at a time."""
        if self.corrected is None or at < self.corrected:
            return self.paragraphs
        return (*self.paragraphs[:-1], self.correction)

    def modified(self, at: datetime) -> datetime:
        """Return when it was changed last, seen from a time."""
        return self.corrected if self.corrected is not None and at >= self.corrected else self.published


def stories(
    outlet: str,
    start: datetime,
    count: int,
    every: timedelta = timedelta(hours=8),
    corrected_after: timedelta | None = None,
) -> tuple[Story, ...]:
    """Return `count` stories, one at `start` and then one `every` so often; all corrected so long after, if at all."""
    return tuple(_story(outlet, number, start + number * every, corrected_after) for number in range(count))


def sentence(dice: random.Random) -> str:
    """Return an invented sentence. Its names are made up anew, so that two stories share no run of words by chance."""
    return (
        f"{_name(dice)}, the {dice.choice(LIKE)} {dice.choice(PEOPLE)} from {_name(dice)}, {dice.choice(DID)} the"
        f" {dice.choice(LIKE)} {dice.choice(THINGS)} at {_name(dice)} for {dice.randint(12, 9999)} {_name(dice)} marks."
    )


def _name(dice: random.Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(3)).capitalize()


def _story(outlet: str, number: int, published: datetime, corrected_after: timedelta | None) -> Story:
    dice = random.Random(f"{outlet} {number}")
    paragraphs = tuple(" ".join(sentence(dice) for _ in range(5)) for _ in range(6))
    title = f"{sentence(dice)[:-1]} (report {outlet} {number})"
    corrected = None if corrected_after is None else published + corrected_after
    correction = "An earlier version of this report was wrong: " + " ".join(sentence(dice) for _ in range(4))
    return Story(outlet, number, published, title, paragraphs, corrected, correction, f"/news/{number:03d}-report")


def classic_page(story: Story, at: datetime, latest: Sequence[Story]) -> str:
    """Return the page as the first template has it: an article element, a list of latest news, linked data."""
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.text(at))
    aside = "".join(f'<li><a href="{other.path}">{escape(other.title)}</a></li>' for other in latest)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(story.title)} | {story.outlet}</title>
<meta property="og:title" content="{escape(story.title)}">
<meta property="article:published_time" content="{story.published.isoformat()}">
<meta property="article:modified_time" content="{story.modified(at).isoformat()}">
</head><body>
<header><nav><a href="/">Home</a> <a href="/politics">Politics</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>{escape(story.title)}</h1>
{body}
</article>
<aside class="latest"><h2>Latest news</h2><ul>{aside}</ul></aside></main>
<footer><p>All rights reserved. <a href="/imprint">Imprint</a></p></footer>
</body></html>
"""


def rebuilt_page(story: Story, at: datetime, latest: Sequence[Story]) -> str:
    """Return the page as the second template has it: nested boxes, promotions between the paragraphs."""
    promotion = '<div class="promo"><a href="/subscribe">Subscribe to our newsletter and never miss a story</a></div>'
    body = promotion.join(f'<div class="block"><p>{escape(paragraph)}</p></div>' for paragraph in story.text(at))
    more = "".join(f'<div class="card"><a href="{other.path}">{escape(other.title)}</a></div>' for other in latest)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(story.title)}</title></head><body>
<div class="top"><div class="menu"><a href="/">Start</a><a href="/all">All</a></div></div>
<div class="page"><div class="head"><h1>{escape(story.title)}</h1>
<time datetime="{story.published.isoformat()}">{story.published:%d %B %Y}</time></div>
<div class="story">{body}</div>
<div class="more"><h3>More stories</h3>{more}</div></div>
<div class="bottom">Terms of use. Privacy. Cookies.</div></body></html>
"""
