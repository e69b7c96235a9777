"""What a dry run shows a person: an article in short, or with everything that was removed from its page.

In: trials to lines. Out: making them (`flows.discovery.trial`), and how an article is shown (`flows.present_article`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from db.reading.article import METADATA
from db.reading.evidence import Removed, Value, Version
from extractors.records import Extracted, Failure, PartialDate, count_words
from flows.discovery.trial import Trial
from flows.present import heading, printable, wrapped
from flows.present_article import metadata_lines, text_lines, text_title

BEGINNING = 200  # characters of the text in the short form: enough to see whether it begins where the article does


def short_lines(trial: Trial, width: int | None) -> Iterator[str]:
    """Yield an article in a few lines: title, metadata, how much was removed, and how the text begins and ends."""
    if isinstance(trial.outcome, Failure):
        yield from _failure(trial.address, trial.outcome, width)
        return
    article, version = trial.outcome, as_version(trial.outcome, trial.published_at)
    yield heading(printable(article.title or "(no title)"))
    yield f"  {printable(trial.address)}"
    known = (article.published and article.published.edtf, "; ".join(article.authors), article.language)
    yield f"  {printable(' | '.join(value for value in known if value) or 'no metadata')}"
    yield f"  {text_title(version)}"
    yield from wrapped(_shortened(article.text), width, "    ")


def full_lines(trial: Trial, width: int | None) -> Iterator[str]:
    """Yield an article with its metadata and their origins, and the text with each removed block and its reason."""
    if isinstance(trial.outcome, Failure):
        yield from _failure(trial.address, trial.outcome, width)
        return
    version = as_version(trial.outcome, trial.published_at)
    yield heading(printable(trial.outcome.title or "(no title)"))
    yield f"  {printable(trial.address)}"
    yield from metadata_lines(version, width)
    yield heading(text_title(version))
    yield from text_lines(version, width)


def trial_data(trial: Trial) -> dict[str, Any]:
    """Return a trial as plain data."""
    outcome = trial.outcome
    if isinstance(outcome, Failure):
        return {"url": trial.address, "failure": outcome.error}
    version = dataclasses.asdict(as_version(outcome, trial.published_at))
    return {"url": trial.address, **{name: version[name] for name in ("metadata", "published_at", "text", "removed")}}


def as_version(article: Extracted, published_at: str | None) -> Version:
    """Return an extracted article in the form in which the store would give it back."""
    published = article.published
    return Version(
        id=0,
        metadata={name: Value(_value(article, name), getattr(article.origins, name)) for name in METADATA},
        published_raw=published.raw if published else None,
        published_precision=published.precision if published else None,
        published_at=published_at,
        text=article.text,
        words=count_words(article.text),
        recipe="",
        run=0,
        superseded_by=None,
        removed=tuple(Removed(block.reason, block.detail, block.position, block.text) for block in article.removed),
    )


def _value(article: Extracted, name: str) -> str | bool | tuple[str, ...] | None:
    value: PartialDate | str | bool | tuple[str, ...] | None = getattr(article, name)
    return value.edtf if isinstance(value, PartialDate) else value


def _failure(address: str, failure: Failure, width: int | None) -> Iterator[str]:
    yield heading("no article")
    yield f"  {printable(address)}"
    yield from wrapped(printable(failure.error), width, "    ", "  ")


def _shortened(text: str) -> str:
    line = printable(text)
    if len(line) <= 2 * BEGINNING:
        return line
    return f"{line[:BEGINNING].rsplit(' ', 1)[0]} [...] {line[-BEGINNING:].split(' ', 1)[-1]}"
