"""Golden pairs: a page kept as it was, and beside it what must come of it, so that a rule stays true.

`seeds/sources/NAME/SLUG.html` (or .txt) holds the page's bytes, `SLUG.json` its address, when it was captured, and the
article. In: freezing a page, and comparing what comes of it today. Out: when that is done (`flows.discovery.checking`).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors.records import Capture, Extracted, Failure
from flows.discovery.advice import advised
from flows.discovery.search import DiscoveryError
from flows.discovery.shop import Shop
from flows.discovery.trial import Trial, capture_of_page, trial_pool, try_captures
from flows.fetching.records import Refusal
from flows.pool import WorkerPool
from flows.readers import sniff
from flows.source_files import Source
from flows.tables import SettingsError

SUFFIXES = {sniff.HTML: ".html", sniff.PLAIN: ".txt"}
LONGEST_SLUG = 60
FIELDS = ("title", "authors", "published", "language", "text")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A golden pair."""

    path: Path  # of what must come of the page
    capture: Capture
    expected: dict[str, Any]


def freeze_page(source: Source, address: str, shop: Shop) -> Path:
    """Fetch a page and keep it with what comes of it; return where. Raise `DiscoveryError` when no article comes."""
    capture = capture_of_page(address, source.name, shop.fetcher)
    if isinstance(capture, Refusal):
        raise DiscoveryError(f"{address}: {advised(capture)}")
    with trial_pool(shop.settings.limits) as pool:
        (trial,) = try_captures([capture], source.profile, pool)
    if isinstance(trial.outcome, Failure):
        raise DiscoveryError(f"{address}: no article comes of it: {trial.outcome.error}")
    path = folder_of(shop.seeds, source.name) / f"{_slug(capture.url or address)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(SUFFIXES[capture.media_type]).write_bytes(capture.body)
    _write(path, _about(capture) | article_data(trial.outcome))
    return path


def renew(source: Source, shop: Shop) -> Iterator[tuple[Path, list[str]]]:
    """Write again what comes of each frozen page; yield where, and what differs from before."""
    frozen = read_frozen(shop.seeds, source.name)
    with trial_pool(shop.settings.limits) as pool:
        for pair, trial in _tried(source, frozen, pool):
            differences = differing(pair.expected, trial)
            if differences and isinstance(trial.outcome, Extracted):
                _write(pair.path, pair.expected | article_data(trial.outcome))
            yield pair.path, differences


def compare(source: Source, frozen: Iterable[Frozen], pool: WorkerPool) -> Iterator[tuple[Path, list[str]]]:
    """Yield each pair's file and what is different today; nothing is different where a rule has stayed true."""
    for pair, trial in _tried(source, frozen, pool):
        yield pair.path, differing(pair.expected, trial)


def folder_of(seeds: Path, name: str) -> Path:
    """Return the folder of a source's frozen pages."""
    return seeds / "sources" / name


def read_frozen(seeds: Path, name: str) -> list[Frozen]:
    """Return the golden pairs of a source. Raise `SettingsError` for one that is damaged."""
    return [_read(path, name) for path in sorted(folder_of(seeds, name).glob("*.json"))]


def article_data(article: Extracted) -> dict[str, Any]:
    """Return what must stay as it is: what a person would see change."""
    return {
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published.edtf if article.published else None,
        "language": article.language,
        "text": article.text.split("\n"),
    }


def differing(expected: dict[str, Any], trial: Trial) -> list[str]:
    """Return what is different, a line each; those of the text behind the signs of a diff."""
    if isinstance(trial.outcome, Failure):
        return [f"no article comes of it any more: {trial.outcome.error}"]
    found = article_data(trial.outcome)
    lines = [
        f"{name}: {expected.get(name)!r} has become {found[name]!r}"
        for name in FIELDS
        if name != "text" and expected.get(name) != found[name]
    ]
    diff = difflib.unified_diff(expected.get("text", []), found["text"], n=0, lineterm="")
    return lines + [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def _tried(source: Source, frozen: Iterable[Frozen], pool: WorkerPool) -> Iterator[tuple[Frozen, Trial]]:
    pairs = list(frozen)
    yield from zip(pairs, try_captures([pair.capture for pair in pairs], source.profile, pool), strict=True)


def _about(capture: Capture) -> dict[str, Any]:
    return {
        "url": capture.url,
        "captured_at": capture.captured_at,
        "media_type": capture.media_type,
        "charset": capture.charset,
    }


def _read(path: Path, source: str) -> Frozen:
    try:
        expected = json.loads(path.read_text(encoding="utf-8"))
        page = path.with_suffix(SUFFIXES[expected["media_type"]])
        capture = Capture(
            body=page.read_bytes(),
            media_type=expected["media_type"],
            url=expected["url"],
            captured_at=expected["captured_at"],
            source=source,
            locator=page.name,
            record_id=None,
            charset=expected["charset"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{path}: the frozen page is damaged ({type(error).__name__}: {error}); freeze it again or remove it"
        raise SettingsError(what) from error
    return Frozen(path, capture, expected)


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _slug(address: str) -> str:
    """Return a file's name for a page, the same for the same address."""
    path = urlsplit(address).path.lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.x?html?$", "", path)).strip("-")
    return f"{words[-LONGEST_SLUG:].strip('-') or 'page'}-{hashlib.sha256(address.encode()).hexdigest()[:6]}"
