"""`wiresift sources add`, `enable` and `disable`: which outlets are followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import place_of, place_options
from flows.present import printable

if TYPE_CHECKING:
    from flows.discovery.shop import Shop

NAME_HELP = "What to call it.  [default: made of its host]"
ALL_FEEDS_HELP = "Take every feed that is found, not the best alone."
ANYWAY_HELP = "Write the file also when none of the newest pages holds an article."


@click.command()
@click.argument("address", metavar="URL")
@click.option("--name", metavar="NAME", help=NAME_HELP)
@click.option("--all-feeds", is_flag=True, help=ALL_FEEDS_HELP)
@click.option("--anyway", is_flag=True, help=ANYWAY_HELP)
@place_options
@click.pass_context
def add(context: click.Context, address: str, name: str | None, all_feeds: bool, anyway: bool) -> None:
    """Add an outlet, from any of its addresses.

    URL is a page, a feed or a sitemap. The feeds are looked for in the page's link tags and links, at the usual
    places, and in robots.txt; the best one is read, its newest five articles are shown as they would be stored, and
    seeds/sources/NAME.toml is written. Nothing is stored yet: `wiresift fetch NAME` does that.

    An outlet that is in the files already, disabled and without feeds, is completed and enabled.
    """
    _check_name(name)
    with opened_shop(place_of(context).seeds) as shop:
        from flows.discovery.adding import Asked, add_source

        add_source(Asked(address, name, all_feeds, anyway), shop)


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@place_options
@click.pass_context
def enable(context: click.Context, names: tuple[str, ...]) -> int:
    """Follow outlets from now on.

    One whose file names no feed is looked for from its homepage, as `sources add` does, and what is found is written
    into its file. Exits with 1 when one of them could not be enabled.
    """
    seeds = place_of(context).seeds
    from flows.sources import find_source

    found = [find_source(seeds, name) for name in names]
    with opened_shop(seeds, extracts=not all(source.feeds for source in found)) as shop:
        from flows.discovery.adding import enable_source
        from flows.discovery.search import DiscoveryError

        failed = 0
        for source in found:
            try:
                enable_source(source, shop)
            except DiscoveryError as error:
                failed += 1
                click.echo(f"{source.name}: not enabled: {printable(str(error))}", err=True)
            else:
                click.echo(f"{source.name}: enabled")
    return int(failed > 0)


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@place_options
@click.pass_context
def disable(context: click.Context, names: tuple[str, ...]) -> None:
    """Follow outlets no longer.

    What they brought stays, and their files still name the dumps of their hosts.
    """
    seeds = place_of(context).seeds
    from flows.source_writing import change_source
    from flows.sources import find_source

    found = [find_source(seeds, name) for name in names]
    for source in found:
        change_source(seeds, source.name, enabled=False)
        click.echo(f"{source.name}: disabled")


def _check_name(name: str | None) -> None:
    from flows.source_faults import NAME

    if name is not None and not NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} is no name: write small letters, digits, '-', '_' and '.'", param_hint="--name"
        )


@contextmanager
def opened_shop(seeds: Path, *, extracts: bool = True) -> Iterator[Shop]:
    """Give what a command on sources needs. One that surely extracts lets the workers begin to start at once."""
    from flows.pool import start_server

    if extracts:
        start_server()
    from flows.discovery.shop import Shop, patient_fetcher
    from flows.settings import load_settings

    settings = load_settings(seeds)
    with patient_fetcher(settings.fetch, _tell) as fetcher:
        yield Shop(seeds, settings, fetcher, _tell, click.echo)


def _tell(line: str) -> None:
    """Say what is going on, apart from what was asked for."""
    click.echo(line, err=True)
