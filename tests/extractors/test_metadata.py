"""Metadata: JSON-LD, then meta tags, then the page, then the container; each value with its origin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extractors.authors import names
from extractors.extract import extract
from extractors.records import Capture, Extracted, Hints, Origin

STORY = "".join(
    f"<p>In village number {n} the harvest was brought in on Tuesday, and the barns are full to the roof again.</p>"
    for n in range(4)
)
URL = "https://paper.example/news/harvest"


def extracted(
    head: str = "", body: str = STORY, *, hints: Hints | None = None, captured_at: str | None = "2026-09-10T00:00:00Z"
) -> Extracted:
    html = f"<html lang='en-GB'><head>{head}</head><body><article>{body}</article></body></html>"
    capture = Capture(html.encode(), "text/html", URL, captured_at, "paper", "x", None, hints=hints or Hints())
    article = extract(capture)
    assert isinstance(article, Extracted), article
    return article


def linked(**values: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [node]})}</script>'


def test_everything_that_json_ld_says() -> None:
    article = extracted(
        linked(
            headline="Harvest is in",
            author=[{"@type": "Person", "name": "Ada Quill"}, {"name": "Bo Reed"}],
            datePublished="2026-09-08T06:30:00+02:00",
            dateModified="2026-09-08T09:00:00+02:00",
            articleSection="Farming",
            keywords=["harvest", "barns"],
            image={"@type": "ImageObject", "url": "/barn.jpg"},
            publisher={"name": "Example Paper"},
            isAccessibleForFree="False",
        )
    )
    assert article.title == "Harvest is in"
    assert article.authors == ("Ada Quill", "Bo Reed")
    assert article.published is not None
    assert article.published.edtf == "2026-09-08T06:30:00+02:00"
    assert article.modified is not None
    assert (article.section, article.tags, article.site_name) == ("Farming", ("harvest", "barns"), "Example Paper")
    assert article.image == "https://paper.example/barn.jpg"
    assert article.free is False
    assert article.language == "en-GB"
    assert article.origins.authors is Origin.JSON_LD
    assert article.origins.language is Origin.HTML


def test_meta_tags_where_json_ld_is_silent() -> None:
    article = extracted(
        '<meta property="og:title" content="Harvest is in | Example Paper">'
        '<meta property="og:site_name" content="Example Paper"><meta name="author" content="By Ada Quill and Bo Reed">'
        '<meta property="article:published_time" content="2026-09-08">'
        '<meta property="article:tag" content="harvest"><meta property="article:tag" content="barns">'
        '<link rel="canonical" href="/news/harvest-2026">'
    )
    assert article.title == "Harvest is in"
    assert article.authors == ("Ada Quill", "Bo Reed")
    assert article.tags == ("harvest", "barns")
    assert article.address == article.canonical_url == "https://paper.example/news/harvest-2026"
    assert article.origins.title is article.origins.published is Origin.META


def test_the_page_itself_where_its_head_is_silent() -> None:
    lead = (
        '<h1>Harvest is in</h1><a rel="author" href="/x">Ada Quill</a><time datetime="2026-09-08T06:30Z">today</time>'
    )
    article = extracted(body=lead + STORY)
    assert (article.title, article.authors) == ("Harvest is in", ("Ada Quill",))
    assert article.published is not None
    assert article.published.edtf == "2026-09-08T06:30+00:00"
    assert article.origins.title is article.origins.authors is article.origins.published is Origin.HTML


def test_the_container_comes_last() -> None:
    hints = Hints("Harvest, says the feed", ("Ada Quill",), "2026-09-08T06:30:00Z", "en", Origin.FEED)
    article = extracted(hints=hints)
    assert (article.title, article.authors) == ("Harvest, says the feed", ("Ada Quill",))
    assert article.origins.title is article.origins.authors is article.origins.published is Origin.FEED
    assert extracted(linked(headline="Harvest is in"), hints=hints).title == "Harvest is in"


def test_a_time_completes_a_day() -> None:
    head = (
        linked(datePublished="2026-09-08")
        + '<meta property="article:published_time" content="2026-09-08T06:30:00+02:00">'
    )
    article = extracted(head)
    assert article.published is not None
    assert article.published.edtf == "2026-09-08T06:30:00+02:00"


@pytest.mark.parametrize("date", ["2026-09-20", "2031-01-01", "yesterday", ""])
def test_a_date_after_the_capture_is_not_believed(date: str) -> None:
    assert extracted(linked(headline="Harvest is in", datePublished=date)).published is None


def test_broken_json_ld_is_repaired() -> None:
    script = (
        '<script type="application/ld+json"><!-- {"@type": "NewsArticle", "headline": "Harvest is in",} --></script>'
    )
    assert extracted(script).title == "Harvest is in"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("By Ada Quill", ("Ada Quill",)),
        ("Ada Quill, Bo Reed", ("Ada Quill", "Bo Reed")),
        ("Ada Quill und Bo Reed", ("Ada Quill", "Bo Reed")),
        ("Ada Quill (aq)", ("Ada Quill",)),
        ("Quill", ("Quill",)),
        ("https://social.example/ada", ()),
        ("ada@paper.example", ()),
        ("ada-quill", ()),
        ("admin", ()),
        ("Agency, Northport", ("Agency, Northport",)),
    ],
)
def test_author_fields_hold_names(field: str, expected: tuple[str, ...]) -> None:
    assert names([field, field.upper() if " " in field else field]) == expected
