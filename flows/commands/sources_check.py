"""`wiresift sources check` and `freeze`: whether sources are right, and stay so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands.options import place_of, place_options
from flows.commands.sources_add import opened_shop

if TYPE_CHECKING:
    from flows.discovery.checking import Checked

OFFLINE_HELP = "The files and frozen pages alone; no feed is asked."
RENEW_HELP = "Take what comes of all frozen pages today as what must come of them, after rules have changed."


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--offline", is_flag=True, help=OFFLINE_HELP)
@place_options
@click.pass_context
def check(context: click.Context, names: tuple[str, ...], offline: bool) -> int:
    """Check sources: their files, feeds and frozen pages.

    A mistake in a file is told with its line, the key and what to write. Each feed of an enabled source is fetched and
    read, and each frozen page extracted and compared. Exits with 1 when something is wrong.
    """
    with opened_shop(place_of(context).seeds, extracts=False) as shop:  # only where a page is frozen
        from flows.discovery.checking import check_sources, summary

        checked = check_sources(shop, names, online=not offline)
        for each in checked:
            _show(each)
        for line in summary(checked):
            click.echo(line)
    return int(not all(each.right for each in checked))


@click.command()
@click.argument("name", metavar="NAME")
@click.argument("address", metavar="[URL]", required=False)
@click.option("--renew", "renewed", is_flag=True, help=RENEW_HELP)
@place_options
@click.pass_context
def freeze(context: click.Context, name: str, address: str | None, renewed: bool) -> None:
    """Keep a page with what must come of it.

    The page is fetched and kept in seeds/sources/NAME/, beside what was extracted from it. From then on `sources check`
    compares, so that a rule that has been changed, or a newer Wiresift, cannot spoil it unseen. A frozen page is
    extracted by the rules that held when it was frozen.
    """
    if (address is None) != renewed:
        raise click.UsageError("give the URL of a page to freeze, or --renew alone for those that are frozen already")
    from flows.sources import find_source

    source = find_source(place_of(context).seeds, name)
    with opened_shop(place_of(context).seeds) as shop:
        from flows.discovery.freezing import freeze_page, renew
        from flows.present import printable

        if address is not None:
            click.echo(f"froze {freeze_page(source, address, shop)}")
            return
        for path, differences in renew(source, shop):
            click.echo(f"{path}: {'renewed' if differences else 'as it was'}")
            for line in differences:
                click.echo(f"    {printable(line)}")


def _show(checked: Checked) -> None:
    """Tell a source; one of which nothing was looked at but its file is told in the summary alone."""
    from flows.present import printable_lines

    if not checked.findings:
        return
    click.echo(f"{checked.name}: {'right' if checked.right else 'wrong'}")
    for finding in checked.findings:
        first, *others = printable_lines(finding.what)
        click.echo(f"  {'' if finding.right else '! '}{first}")
        for line in others:
            click.echo(f"      {line}")
