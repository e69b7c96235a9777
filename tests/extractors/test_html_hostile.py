"""Hostile pages: an answer for each, never an exception, and no pattern that a page can hold up."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted, Failure, Stage

PARAGRAPH = (
    "<p>The harbour of Westport opened its gates again on Wednesday, three days after the storm had closed them.</p>"
)
STORY = PARAGRAPH + PARAGRAPH.replace("Wednesday", "Friday") + PARAGRAPH.replace("Westport", "Eastport")

ARTICLES = {
    "an attribute of a megabyte": f'<div class="{"a-b c " * 170_000}">{STORY}</div>',
    "an id of a megabyte": f'<div id="{"a" * 1_000_000}">{STORY}</div>',
    "NUL bytes": STORY.replace(" ", "\0 "),
    "JSON-LD nested deeply": f'<script type="application/ld+json">{"[" * 50_000}</script>{STORY}',
    "JSON-LD of odd types": f'<script type="application/ld+json">[1, {{"@graph": {{}}, "@type": 7}}]</script>{STORY}',
    "a title of separators": f"<title>{' - a' * 20_000}</title>{STORY}",
    "an author of conjunctions": f'<meta name="author" content="{"by a and b, " * 5_000}">{STORY}',
    "a date of digits": f'<meta name="date" content="{"1 " * 50_000}">{STORY}',
    "a line of prompts": f"{STORY}<p>{'sign up ' * 50_000}</p>",
    "links without end": f"{STORY}{'<a href=x>more</a> ' * 5_000}",
    "menus in menus with titles": f"{'<nav><h1>more</h1>' * 2_000}{STORY}",
    "ends without end": f"{'</body></html>' * 20_000}{STORY}",
    "headings without end": f"{STORY}{'<h2>more</h2>' * 3_000}",
    "a link that is no address": f'<link rel="canonical" href="http://[::1">{STORY}',
}
FAILURES = {
    "nothing": "",
    "white space": " \n\t ",
    "a comment without end": "<!--" * 10_000 + STORY,
    "a hundred thousand levels": "<div>" * 100_000 + STORY,
    "lists in lists": "<ul><li>" * 50_000 + STORY,
    "a million nodes": STORY + "<i>x</i>" * 1_000_000,
}


def answer(html: str) -> Extracted | Failure:
    return extract(Capture(html.encode(), "text/html", "https://paper.example/a", None, "paper", "x", None))


@pytest.mark.parametrize("name", ARTICLES)
def test_what_surrounds_an_article_does_not_hide_it(name: str) -> None:
    article = answer(ARTICLES[name])
    assert isinstance(article, Extracted), article
    assert "The harbour of Westport opened its gates" in article.text


@pytest.mark.parametrize("name", FAILURES)
def test_what_holds_no_article_is_a_failure_that_says_so(name: str) -> None:
    failure = answer(FAILURES[name])
    assert isinstance(failure, Failure), failure
    assert failure.stage is Stage.EXTRACT
    assert len(failure.error) > 20


def test_an_exception_inside_becomes_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr("extractors.extract.extract_page", broken)
    failure = answer(STORY)
    assert isinstance(failure, Failure)
    assert failure.error.startswith("MemoryError: no room")
