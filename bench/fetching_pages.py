"""Generated outlets for the benchmark of fetching: pages as heavy as real ones, all of our own making.

A page has what news pages have around an article: styles and scripts inside, linked data, three menus, boxes of other
stories between the paragraphs and behind them, a newsletter prompt, a footer of links. An article has ten paragraphs of
four sentences, some 700 words. The words are invented; how often each comes follows Zipf's law, and every third is one
of the small words of English, so that runs of words recur about as seldom as in real text.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from tests.outlets.stories import Story

PARAGRAPHS = 10
SENTENCES = 4  # in a paragraph
MENU = 60  # links in each of three menus
BOXES = 36  # teasers of other stories
SCRIPTS = 40
STYLE_RULES = 800

SMALL_WORDS = "the of and to in a for on that with as by at from it was".split()  # noqa: SIM905 - read as a sentence
SYLLABLES = "ba cor den fi gal hu ken lor mi nau pel qui rin sa tor vil wen xa zo".split()  # noqa: SIM905 - likewise
WORDS = 12_000  # of the invented language


def _language() -> list[str]:
    dice = random.Random(7)  # noqa: S311 - invented text
    return ["".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(WORDS)]


LANGUAGE = _language()
_CHANCES = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))


def _sentence(dice: random.Random) -> str:
    words = dice.choices(LANGUAGE, cum_weights=_CHANCES, k=dice.randint(12, 24))
    small = [dice.choice(SMALL_WORDS) if dice.random() < 1 / 3 else word for word in words]
    return " ".join(small).capitalize() + "."


def long_stories(outlet: str, newest: datetime, count: int) -> tuple[Story, ...]:
    """Return `count` stories of an outlet, one an hour, the last at `newest`."""
    return tuple(_long_story(outlet, number, newest - timedelta(hours=count - 1 - number)) for number in range(count))


def _long_story(outlet: str, number: int, published: datetime) -> Story:
    dice = random.Random(f"{outlet} {number}")  # noqa: S311 - invented text
    paragraphs = tuple(" ".join(_sentence(dice) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS))
    return Story(
        outlet, number, published, _sentence(dice)[:-1], paragraphs, path=f"/{published:%Y/%m/%d}/story-{number}"
    )


def heavy_page(story: Story, others: Sequence[Story]) -> str:
    """Return the page of a story."""
    dice = random.Random(story.title)  # noqa: S311 - likewise
    title = escape(story.title)
    paragraphs = [f'<p class="text__paragraph">{escape(paragraph)}</p>' for paragraph in story.paragraphs]
    paragraphs.insert(4, _box("read-also", others[:2], dice))
    paragraphs.insert(7, '<div class="newsletter"><p>Sign up for our morning newsletter</p><form><input></form></div>')
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - {story.outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta name="description" content="{escape(story.paragraphs[0][:150])}">
<meta property="article:published_time" content="{story.published.isoformat()}">
<script type="application/ld+json">{_linked_data(story)}</script>
<style>{_styles(dice)}</style>{_scripts(dice)}</head><body class="page page--article">
<header class="page-header">{_menu("main-menu", dice)}{_menu("section-menu", dice)}</header>
<main><article class="article"><header><h1 class="article__title">{title}</h1>
<div class="article__meta"><span class="author">By Mira Otel</span>
<time datetime="{story.published.isoformat()}">{story.published:%d %B %Y, %H:%M}</time></div>
<div class="share"><a href="#">Share</a><a href="#">Tweet</a><a href="#">Copy link</a></div></header>
<figure><img src="/media/{story.number}.jpg" alt="">
<figcaption>The scene on the day. Photo: agency</figcaption></figure>
<div class="article__body">{"".join(paragraphs)}</div>
<div class="tags"><a href="/tag/a">regional</a><a href="/tag/b">council</a></div></article>
<aside class="sidebar">{_box("latest", others[: BOXES // 2], dice)}
{_box("popular", others[BOXES // 2 :], dice)}</aside></main>
<footer class="page-footer">{_menu("footer-menu", dice)}<p>All rights reserved. Reprints by arrangement.</p></footer>
{_scripts(dice)}</body></html>"""


def _linked_data(story: Story) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": story.published.isoformat(),
            "author": [{"@type": "Person", "name": "Mira Otel"}],
            "publisher": {"@type": "Organization", "name": story.outlet},
        }
    )


def _menu(name: str, dice: random.Random) -> str:
    links = "".join(
        f'<li class="{name}__item"><a class="{name}__link" href="/{name}/{number}">{dice.choice(TOPICS)}</a></li>'
        for number in range(MENU)
    )
    return f'<nav class="{name}"><ul>{links}</ul></nav>'


def _box(name: str, stories: Sequence[Story], dice: random.Random) -> str:
    cards = "".join(
        f'<div class="card card--{name}"><a class="card__link" href="{story.path}">'
        f'<img src="/thumb/{dice.random()}.jpg" alt="" width="320" height="180" loading="lazy">'
        f'<h3 class="card__title">{escape(story.title)}</h3></a>'
        f'<span class="card__time">{story.published:%H:%M}</span></div>'
        for story in stories
    )
    return f'<section class="{name}"><h2>{name.replace("-", " ").title()}</h2>{cards}</section>'


def _styles(dice: random.Random) -> str:
    return "".join(
        f".c{number}{{margin:{dice.randint(0, 40)}px;padding:{dice.randint(0, 40)}px;"
        f"color:#{dice.randint(0, 0xFFFFFF):06x}}}"
        for number in range(STYLE_RULES)
    )


def _scripts(dice: random.Random) -> str:
    return "".join(
        f"<script>window.q{number}=window.q{number}||[];q{number}.push({{id:'{dice.random()}',slot:'/1/{dice.random()}',"
        f"sizes:[[300,250],[728,90]],targeting:{{section:'news',key:'{dice.random()}'}}}});"
        + "function f(a,b){return a&&b?a+b:0};" * 20
        + "</script>"
        for number in range(SCRIPTS)
    )


TOPICS = ["Politics", "Economy", "Region", "World", "Culture", "Science", "Sport", "Weather", "Opinion", "Archive"]
