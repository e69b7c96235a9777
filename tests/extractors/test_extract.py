"""The one function that the pipeline calls: an article or a failure, whatever comes."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Capture, Extracted, Failure, Origin

PAGE = """<!doctype html><html lang="en"><head><title>Harbour reopens after the storm - Example Post</title>
<meta property="og:site_name" content="Example Post"><link rel="canonical" href="https://post.example/harbour">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour reopens after the storm",
"author": {"@type": "Person", "name": "Ada Quill"}, "datePublished": "2026-01-14T09:30:00+01:00"}</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Harbour reopens after the storm</h1>
<p>The harbour of Westport opened its gates again on Wednesday, three days after the storm had closed them.</p>
<p>Divers checked the quay walls through the night, the harbour master said, and found no damage at all.</p>
<p>Forty ships that had waited in the roads were let in one after the other, beginning with those that carry food.</p>
</article><footer>All rights reserved</footer></body></html>"""


def capture(
    body: str, media_type: str = "text/html", url: str | None = "https://post.example/harbour?utm_source=x"
) -> Capture:
    return Capture(body.encode(), media_type, url, "2026-01-14T12:00:00Z", "post", "page.html", None)


def test_a_page_becomes_an_article() -> None:
    article = extract(capture(PAGE))
    assert isinstance(article, Extracted)
    assert article.text.startswith("The harbour of Westport")
    assert article.text.endswith("those that carry food.")
    assert len(article.text.split("\n")) == 3
    assert article.title == "Harbour reopens after the storm"
    assert article.authors == ("Ada Quill",)
    assert article.published is not None
    assert article.published.edtf == "2026-01-14T09:30:00+01:00"
    assert article.address == "https://post.example/harbour"
    assert article.language == "en"
    assert article.origins.title is Origin.JSON_LD


def test_what_cannot_be_read_is_a_failure() -> None:
    failure = extract(capture(""))
    assert isinstance(failure, Failure)
    assert failure.error
