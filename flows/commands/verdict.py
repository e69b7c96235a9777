"""`wiresift verdict`: a person decides whether two articles are one story."""

from __future__ import annotations

import getpass
from contextlib import closing

import click

from db.connection import open_reader
from db.reading.article import find_article
from flows.commands.options import place_of, place_options
from flows.present_stories import judged_lines
from flows.settings import load_settings

WHO_HELP = "Who decides; with --withdraw, whose verdict is taken back.  [default: your login name; everybody's]"


@click.command()
@click.argument("a", metavar="ID")
@click.argument("b", metavar="ID")
@click.argument("decision", metavar="not-a-copy|same-story", type=click.Choice(["not-a-copy", "same-story"]))
@click.option("--who", metavar="NAME", help=WHO_HELP)
@click.option("--withdraw", is_flag=True, help="Take the verdict back.")
@place_options
@click.pass_context
def verdict(context: click.Context, a: str, b: str, decision: str, who: str | None, withdraw: bool) -> None:
    """Decide whether two articles are one story.

    Each ID is an article's id, or a beginning of it that only one has. The two are parted or joined at once. The
    verdict is stored with who gave it and when, and outlives every later run; of several on the same two articles the
    latest that was not taken back holds. `explain` shows them all.

    not-a-copy: never both in one story. Where others join the two, the weakest link gives way. same-story: both in one
    story, with all their copies, unless a not-a-copy forbids it.
    """
    if who is not None and not who.strip():
        raise click.UsageError("--who is empty; write a name")
    withdrawn_by = _login_name(who) if withdraw else None
    if who is None and not withdraw:
        who = _login_name()
    place = place_of(context)
    with closing(open_reader(place.database)) as reader:  # a mistyped id is told at once, not when the lock is free
        articles = find_article(reader, a), find_article(reader, b)
    from flows.judging import Judgement, judge
    from flows.writing import locked_store

    wait = load_settings(place.seeds).run.wait_for_lock
    with locked_store(place.database, wait, lambda line: click.echo(line, err=True)) as connection:
        judged = judge(connection, Judgement(*articles, decision, who, withdrawn_by))
    for line in judged_lines(judged):
        click.echo(line)


def _login_name(otherwise: str | None = None) -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # no such user in this container; Python 3.13 says OSError
        if otherwise is not None:
            return otherwise
        raise click.UsageError("your login name is not known; say who decides with --who NAME") from error
