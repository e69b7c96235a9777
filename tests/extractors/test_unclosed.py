"""Pages whose markup ends in the middle, or whose menu is never closed, give the text that a browser shows."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted
from extractors.unclosed import without_early_ends

MENU = "<a href='/in'>Log in</a> <a href='/sub'>Subscribe</a> <a href='/quays'>Quays</a> <a href='/towns'>Towns</a>"
FOOT = "<footer>We use cookies. <a href='/cookies'>Cookie consent</a></footer>"
DONE = ("counted the lamps on", "painted the benches of", "swept the steps below", "let the gulls nest over")
WHERE = ("the old quay", "the ferry landing", "the net loft", "the customs shed", "the northern mole")
WHY = ("before the ice comes", "because the council had asked for it twice", "as it does in every leap year")


def prose(count: int) -> list[str]:
    """Return so many different paragraphs."""
    return [
        f"On day {number} the harbour office {DONE[number % 4]} {WHERE[number % 5]}, {WHY[number % 3]}. It took"
        f" {number * 7 + 3} hours, two ladders and the patience of the {number + 2} fishermen who wanted to get past."
        for number in range(count)
    ]


def page_of(template: str, lines: list[str]) -> str:
    """Return a page with the lines for `TEXT`."""
    text = "<h1>Lamps</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>Lamps</title></head><body>{template.replace('TEXT', text)}</body></html>"


@pytest.mark.parametrize(
    ("template", "paragraphs"),
    [
        pytest.param(f"<nav class='top'>{MENU}<main>TEXT</main>{FOOT}", 6, id="a menu around it"),
        pytest.param(f"<header><aside>{MENU}<main>TEXT</main>{FOOT}", 6, id="a sidebar around it"),
        pytest.param(f"<nav>{MENU}<div>TEXT</div>{FOOT}", 60, id="a menu around it and no main"),
        pytest.param(f"<nav>{MENU}</nav></body></html><div>TEXT</div>{FOOT}", 6, id="an end before it"),
        pytest.param(f"<nav>{MENU}</nav></BODY><div>TEXT</div></HTML>{FOOT}", 6, id="ends around it"),
        pytest.param(f"<nav>{MENU}</nav></body></html><html><body>TEXT{FOOT}", 6, id="a second page behind it"),
    ],
)
def test_the_text_is_found(template: str, paragraphs: int) -> None:
    lines = prose(paragraphs)
    body = page_of(template, lines).encode()
    article = extract(Capture(body, "text/html", "https://paper.example/lamps", None, "paper", "lamps.html", None))
    assert isinstance(article, Extracted), article
    assert article.text.split("\n") == lines


@pytest.mark.parametrize(
    ("page", "mended"),
    [
        (b"<p>a</p></body>\n</html>\n", b"<p>a</p></body>\n</html>\n"),
        (b"<p>a</p>", b"<p>a</p>"),
        (b"", b""),
        (b"<p>a</p></html><p>b</p></body></html>", b"<p>a</p><p>b</p>"),
        (b"<p>a</p></BODY> <p>b</p></HTML>", b"<p>a</p> <p>b</p>"),
    ],
)
def test_only_ends_with_something_behind_them_are_taken_out(page: bytes, mended: bytes) -> None:
    assert without_early_ends(page) == mended
