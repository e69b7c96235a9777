"""What commands take in common: where the store and the user's files are, and which articles are meant.

In: `--db` and `--seeds`, before or after the command's name, and what they fall back to; what `search` and `export`
have in common. Out: the files themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from db.reading.full_text import full_text_expression
from flows.settings import load_settings

KEY = "wiresift.options."
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works."""

    database: Path
    seeds: Path


def place_options(function: Function) -> Function:
    """Give a command `--db` and `--seeds`. `place_of` says what they came to."""
    for option in (
        click.option(
            "--seeds",
            type=click.Path(path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_remember_seeds,
            help="The folder of your sources and settings.  [default: seeds]",
        ),
        click.option(
            "--db",
            type=click.Path(path_type=Path),
            metavar="PATH",
            expose_value=False,
            callback=_remember,
            help="The database.  [default: news.db, or as settings.toml says]",
        ),
    ):
        function = option(function)
    return function


def scope_options(function: Function) -> Function:
    """Give a command `--source` and `--language`."""
    for option in (
        click.option("--language", metavar="CODE", help='Only articles in this language, such as "de"; also de-AT.'),
        click.option("--source", metavar="NAME", help="Only articles of this source."),
    ):
        function = option(function)
    return function


def checked_query(query: str) -> str:
    """Return `query`, or raise click's error when it has no word to look for."""
    if full_text_expression(query) is None:
        raise click.UsageError('QUERY has no word to look for: write one, such as harbour, "storm surge" or reg*')
    return query


def utc_time(value: str) -> str:
    """Return a day's beginning, or a time, as the store writes times; a time without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"{value!r} is no date: write 2026-01-31 or 2026-01-31T09:30") from error
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def place_of(context: click.Context) -> Place:
    """Return where the command works: as the options say (the later one wins), else the settings, else the defaults."""
    seeds = context.meta.get(KEY + "seeds", Path("seeds"))
    database = context.meta.get(KEY + "db")
    return Place(database or Path(load_settings(seeds).store.database), seeds)


def _remember(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.meta[KEY + str(option.name)] = value


def _remember_seeds(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    """Refuse a folder that is not there: a mistyped one would silently be one without sources and settings."""
    if value is not None and not value.is_dir():
        raise click.BadParameter(f"there is no folder {value}: check its name, or make it first (mkdir -p {value})")
    _remember(context, option, value)
