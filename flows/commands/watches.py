"""`wiresift watches`: what is waited for, and where it is told."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from db.connection import open_reader
from db.reading.newest import Choice, newest_articles
from db.reading.watching import read_channels, read_watches
from flows.commands.groups import Group
from flows.commands.options import place_of, place_options
from flows.present import columns, counted, printable
from flows.settings import load_settings
from flows.watching.file import FILE, Places, Watch, load_watches, named_watch
from flows.watching.secrets import names_in

SHOWN = 10  # articles, in a test
DAY_WIDTH = len("2026-01-31")
Cells = tuple[int, str | None]
NEVER_TOLD: Cells = (0, None)
NOTHING_WAITS: Cells = (0, None)


@click.group(cls=Group)
@place_options
def watches() -> None:
    """List and try the watches of seeds/watches.toml, and deliver what they have to tell.

    `wiresift monitor` and `wiresift up` match and deliver by themselves.
    """


@watches.command("list")
@place_options
@click.pass_context
def list_watches(context: click.Context) -> None:
    """Show each watch, what it has told, and what waits to be delivered."""
    place = place_of(context)
    loaded = load_watches(place.seeds)
    if not loaded.watches:
        click.echo(f"No watches yet: write them into {place.seeds / FILE}; docs/watches.md shows how.")
        return
    told, waiting = _states(place.database)
    rows = [
        (name, channel, *told.get(name, NEVER_TOLD), *waiting.get((name, channel), NOTHING_WAITS))
        for name, places in loaded.places.items()
        for channel in places.channels or ["(nowhere)"]
    ]
    for line in columns(rows, ("watch", "told by", "alerts", "last alert", "waiting", "error"), indent=""):
        click.echo(line)


def _states(database: Path) -> tuple[dict[str, Cells], dict[tuple[str, str], Cells]]:
    """Return what each watch has told, and what waits for each of its channels; nothing where there is no store yet."""
    if not database.is_file():
        return {}, {}
    with closing(open_reader(database)) as connection:
        told = {state.watch: (state.alerts, state.last_alert) for state in read_watches(connection)}
        channels = read_channels(connection)
    return told, {(state.watch, state.channel): (state.waiting, state.error) for state in channels}


@watches.command("test")
@click.argument("name")
@place_options
@click.pass_context
def test_watch(context: click.Context, name: str) -> None:
    """Show the newest articles that the watch NAME asks for, and what it lacks. Tells nobody, writes nothing."""
    place = place_of(context)
    watch = named_watch(place.seeds, name)
    with closing(open_reader(place.database)) as connection:
        for line in _story_lines(connection, watch):
            click.echo(line)
    for line in _missing(watch):
        click.echo(line, err=True)


@watches.command()
@place_options
@click.pass_context
def deliver(context: click.Context) -> None:
    """Match what has come since the last time, and deliver what waits.

    For those who call `wiresift fetch` or `wiresift ingest` from a scheduler of their own. The first time nothing is
    new: what is in the store then was there before the watches.
    """
    from flows.watching.after import after_round
    from flows.watching.after import deliver as deliver_waiting
    from flows.writing import locked_store, recorded_run

    place = place_of(context)
    wait = load_settings(place.seeds).run.wait_for_lock
    with locked_store(place.database, wait, lambda line: click.echo(line, err=True)) as connection:
        with recorded_run(connection, "watches") as run:
            found = after_round(connection, place.seeds, run)
        delivered = deliver_waiting(connection, place.seeds)
    stories, corrections = sum(found.stories.values()), sum(found.corrections.values())
    click.echo(f"{counted(stories, 'new story', 'new stories')}, {counted(corrections, 'correction')} for watches")
    for line in (*found.troubles, *found.recoveries):
        click.echo(printable(line))
    click.echo(f"{counted(delivered.alerts, 'alert')} delivered")
    for line in delivered.failures:
        click.echo(f"not delivered: {printable(line)}", err=True)


def _story_lines(connection: sqlite3.Connection, watch: Watch) -> Iterator[str]:
    """Yield a line for each article, copies too: a watch of some sources may be about copies of others."""
    choice = Choice(watch.sources, watch.languages, watch.query, copies=True)
    found = list(newest_articles(connection, choice, SHOWN))
    if not found:
        yield "Nothing in the store is asked for; try the query with `wiresift search --all`."
    for article in found:
        day = (article.published_at or "no date")[:DAY_WIDTH]
        title = printable(article.title or "(no title)")
        yield f"{article.id}  {day:{DAY_WIDTH}}  {printable(article.source)}  {title}"
    if len(found) == SHOWN:
        yield f"The newest {SHOWN}."


def _missing(places: Places) -> Iterator[str]:
    addresses = [*places.channels.values(), *([places.secret] if places.secret else [])]
    for name in dict.fromkeys(name for address in addresses for name in names_in(address)):
        if not os.environ.get(name):
            yield f"The environment has no {name}: set it where Wiresift is started."
    if not places.channels:
        yield "It is told nowhere: give it feed, webhook or apprise."
