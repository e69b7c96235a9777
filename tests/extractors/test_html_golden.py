"""Golden pages: what is kept, what is cut and why, in thirteen languages and with every kind of furniture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted, Reason

PAGES = Path(__file__).parents[1] / "golden" / "html"
LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "tr", "az", "ru", "uk", "pl", "nl", "ar"}
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))


def extracted(name: str) -> Extracted:
    body = (PAGES / f"{name}.html").read_bytes()
    url = f"https://paper.example/stories/{name}"
    article = extract(Capture(body, "text/html", url, "2026-03-05T00:00:00Z", "paper", f"{name}.html", None))
    assert isinstance(article, Extracted), article
    return article


def as_json(article: Extracted) -> dict[str, Any]:
    return {
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published.edtf if article.published else None,
        "language": article.language,
        "standfirst": article.standfirst,
        "text": article.text.split("\n"),
        "removed": [[each.position, each.reason.value, each.text.split("\n")] for each in article.removed],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_comes_out_as_its_golden_pair(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    assert as_json(extracted(name)) == expected


def test_the_pages_hold_every_language_and_every_reason() -> None:
    articles = [extracted(name) for name in NAMES]
    assert {article.language for article in articles} >= LANGUAGES
    seen = {each.reason for article in articles for each in article.removed}
    # A rule needs a profile (test_rules), and a repeated line is known to the store alone.
    assert seen >= set(Reason) - {Reason.RULE, Reason.REPEATED, Reason.OTHER}
