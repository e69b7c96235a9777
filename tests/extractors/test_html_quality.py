"""A floor under the quality: a change that makes a figure worse fails here, before it reaches anyone.

The sets stand beside the project; without them, or with others than those of the figures, the tests are
skipped. A third of the news pages and a quarter of the web articles, chosen by their number, keep this under
ten seconds; `make bench` scores all.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted

BENCH = Path(__file__).parents[3] / "shared" / "bench"
DIGESTS = {
    "news-pages": "79661ac6fbf7d2445649454b24251f4941458df06a6639fdfe6284f59014f9ec",
    "web-articles": "977f0d807f4e32a638209572c9459dd1d6baf88e3f6d2e27f174b6a3ac129006",
}


@cache
def score() -> Any:
    spec = importlib.util.spec_from_file_location("score", BENCH / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def results(name: str, step: int) -> list[tuple[dict[str, Any], Extracted | None]]:
    path = BENCH / "extract" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there: the development sets stand beside the project")
    if hashlib.sha256(path.read_bytes()).hexdigest() != DIGESTS[name]:
        pytest.skip(f"{path} is another edition than the one that the floor was measured on")
    with gzip.open(path, "rt") as pages, gzip.open(BENCH / "extract" / f"{name}.gold.jsonl.gz", "rt") as gold:
        pairs = [pair for number, pair in enumerate(zip(pages, gold, strict=True)) if number % step == 0]
    return [(json.loads(answer), extracted(json.loads(page))) for page, answer in pairs]


def extracted(row: dict[str, Any]) -> Extracted | None:
    at = row.get("captured_at")
    captured_at = f"{at[:10]}T{at[11:19]}Z" if at else None
    body = row["html"].encode("utf-8", "replace")
    article = extract(Capture(body, "text/html", row["url"], captured_at, "bench", row["id"], row["id"]))
    return article if isinstance(article, Extracted) else None


def f1(gold: dict[str, Any], article: Extracted | None, *, standfirst: bool) -> float:
    text = article.text if article else ""
    if standfirst and article and article.standfirst:
        text = f"{article.standfirst}\n{text}"
    both, extra, missed = score().overlap(gold["body"], text)
    return float(2 * both / (2 * both + extra + missed)) if both else 0.0


def test_news_pages_keep_their_text() -> None:
    values = [f1(gold, article, standfirst=True) for gold, article in results("news-pages", 3)]
    assert statistics.mean(values) >= 0.970
    assert sum(value < 0.5 for value in values) <= 1


def test_web_articles_keep_their_text() -> None:
    values = [f1(gold, article, standfirst=False) for gold, article in results("web-articles", 4)]
    assert statistics.mean(values) >= 0.940


def test_news_pages_keep_their_metadata() -> None:
    pairs = [(gold, article) for gold, article in results("news-pages", 3) if article]
    fold = score().fold
    titles = [fold(article.title) == fold(gold["title"]) for gold, article in pairs]
    days = [
        article.published is not None and article.published.edtf[:10] == gold["published"][:10]
        for gold, article in pairs
    ]
    writers = [
        {fold(name) for name in article.authors} == {fold(name) for name in gold["authors"]}
        for gold, article in pairs
        if gold["authors"]
    ]
    assert statistics.mean(titles) >= 0.85
    assert statistics.mean(writers) >= 0.88
    assert statistics.mean(days) >= 0.97
