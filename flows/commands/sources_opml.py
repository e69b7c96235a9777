"""`wiresift sources import-opml` and `export-opml`: from and to feed readers."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.options import place_of, place_options

DISABLED_HELP = "Write the files disabled; `sources enable` follows one."
OUTPUT_HELP = "Write to FILE, and not to standard output."
ALL_HELP = "The feeds of disabled sources too."


@click.command("import-opml")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--disabled", is_flag=True, help=DISABLED_HELP)
@place_options
@click.pass_context
def import_opml(context: click.Context, file: Path, disabled: bool) -> None:
    """Add the subscriptions of a feed reader.

    Each feed in FILE becomes a source, or the feed of a source of its host that had none, such as one of the
    catalogue. One that is followed already is left as it is. No feed is asked:
    `wiresift sources check` tells which of them answer.
    """
    from flows.opml import read_opml
    from flows.present import counted, printable
    from flows.subscribing import import_subscriptions

    new = known = 0
    for imported in import_subscriptions(place_of(context).seeds, read_opml(file), enabled=not disabled):
        click.echo(printable(f"{imported.feed}: {imported.what}"))
        new, known = new + imported.new, known + (not imported.new)
    click.echo(f"{counted(new, 'new source')}, {known} left out. Try next: wiresift sources check")


@click.command("export-opml")
@click.option("--all", "every", is_flag=True, help=ALL_HELP)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help=OUTPUT_HELP)
@place_options
@click.pass_context
def export_opml(context: click.Context, every: bool, output: Path | None) -> int:
    """Write the feeds of all sources as OPML, for a feed reader.

    A source whose file is wrong is told and left out; the exit code is 1 then.
    """
    from flows.opml import write_opml
    from flows.sources import read_sources

    sources = read_sources(place_of(context).seeds)
    for fault in sources.faults.values():
        click.echo(f"left out: {fault}", err=True)
    chosen = [source for source in sources.all if source.enabled or every]
    opml = write_opml(chosen, "Sources of Wiresift")
    if output is None:
        click.echo(opml.decode("utf-8"), nl=False)
    else:
        output.write_bytes(opml)
    return int(bool(sources.faults))
