"""What holds for every page: all visible text is kept or removed, none is invented, and nothing raises."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extract import extract
from extractors.records import Capture, Extracted, Failure, count_words

WORDS = (
    "harbour",
    "council",
    "winter",
    "bridge",
    "opened",
    "children",
    "carried",
    "slowly",
    "yellow",
    "market",
    "said",
    "stone",
)
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=10, max_size=40).map(
    lambda words: " ".join(words).capitalize() + "."
)
SHORT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
PARAGRAPH = SENTENCE.map(lambda text: f"<p>{text}</p>")
INLINE = st.tuples(SHORT, SHORT, SHORT).map(lambda t: f"<p>{t[0]} <b>{t[1]}</b> <a href='/x'>{t[2]}</a></p>")
FURNITURE = st.one_of(
    SHORT.map(lambda text: f"<nav><a href='/'>{text}</a></nav>"),
    SHORT.map(lambda text: f"<h2>{text}</h2>"),
    SHORT.map(lambda text: f"<div class='share-bar'>{text}<br>{text}</div>"),
    SHORT.map(lambda text: f"<ul><li><a href='/y'>{text}</a></li><li>{text}</li></ul>"),
    SHORT.map(lambda text: f"<table><tr><td>{text}</td><td>7</td></tr></table>"),
    SHORT.map(lambda text: f"<figure><figcaption>{text}</figcaption></figure>"),
    SHORT.map(lambda text: f"<aside>{text}</aside> loose {text} "),
)
BODY = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, INLINE, FURNITURE), min_size=1, max_size=25)
STORY = st.lists(PARAGRAPH, min_size=4, max_size=10)


def captured(body: str) -> Capture:
    return Capture(body.encode(), "text/html", "https://paper.example/a/story", None, "paper", "page.html", None)


def page(parts: list[str]) -> str:
    return f"<html lang='en'><head><title>A story</title></head><body><article>{''.join(parts)}</article></body></html>"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def visible(html: str) -> str:
    body = html.partition("<body>")[2]
    return re.sub(r"<[^>]+>", " ", body)


@settings(max_examples=60, deadline=None)
@given(BODY, STORY)
def test_kept_and_removed_cover_the_visible_text(parts: list[str], story: list[str]) -> None:
    html = page(parts + story)
    article = extract(captured(html))
    assert isinstance(article, Extracted)
    said = tokens("\n".join([article.text, *(each.text for each in article.removed)]))
    assert said == tokens(visible(html))
    assert all(0 <= each.position <= len(article.text.split("\n")) for each in article.removed)


@settings(max_examples=30, deadline=None)
@given(STORY)
def test_a_page_of_paragraphs_is_all_text_and_comes_back(story: list[str]) -> None:
    story = [f"{part[:-5]} {number}.</p>" for number, part in enumerate(story)]
    first = extract(captured(page(story)))
    assert isinstance(first, Extracted)
    assert tokens(first.text) == tokens(" ".join(visible(f"<body>{part}") for part in story))
    again = extract(captured(page([f"<p>{escape(line)}</p>" for line in first.text.split("\n")])))
    assert isinstance(again, Extracted)
    assert again.text == first.text


BLANKS = st.sampled_from(
    (" ", "\u00a0", "&nbsp; ", "\n\t", "\u2009", "\u3000 ", "<br>", " <b> </b>", "\x85", "&#x1f;", "&#12;")
)


@settings(max_examples=60, deadline=None)
@given(STORY, st.lists(BLANKS, min_size=1, max_size=6))
def test_whatever_separates_words_it_is_one_blank_in_the_text(story: list[str], blanks: list[str]) -> None:
    mixed = "".join(part.replace(" ", blanks[number % len(blanks)]) for number, part in enumerate(story))
    article = extract(captured(page([mixed])))
    assert isinstance(article, Extracted)
    assert all(line and line == " ".join(line.split()) for line in article.text.split("\n"))
    assert count_words(article.text) == len(article.text.split())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["text/html"]), st.sampled_from([None, "utf-8", "koi8-r", "nonsense"]))
def test_any_bytes_are_answered(body: bytes, media_type: str, charset: str | None) -> None:
    capture = Capture(body, media_type, None, None, "paper", "x", None, charset=charset)
    assert isinstance(extract(capture), Extracted | Failure)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<div>", "</div>", "<p>", "<a href=x>", "</a>", "<li>", "<table>", "<td>", "text ", "&amp;"])
    )
)
def test_any_markup_is_answered(parts: list[str]) -> None:
    assert isinstance(extract(captured("".join(parts))), Extracted | Failure)
