"""One article with all its evidence, for a person and for a program.

In: turning an `Explanation` into lines and into plain data. Out: reading it (`db.reading.article`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import click

from db.reading.changes import Change, changes, shown
from db.reading.evidence import ArticleLink, Explanation, Removed, Sighting, Version
from db.reading.placing import placed
from dedup.versions import revision
from flows.present import columns, counted, heading, printable, printable_lines, wrapped
from flows.present_changes import marked_words

MEMBERS_SHOWN = 20
LINKS_SHOWN = 20
CAPTURES_SHOWN = 20
VERSIONS_SHOWN = 10


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain data, each version with what changed from the one before it and what that is."""
    data = dataclasses.asdict(explanation)
    for older, newer, version in zip(
        explanation.versions, explanation.versions[1:], data["versions"][1:], strict=False
    ):
        version["changes"] = [dataclasses.asdict(change) for change in changes(older, newer)]
        version["revision"] = _revision(older, newer)
    return data


def explanation_lines(explanation: Explanation, width: int | None) -> Iterator[str]:
    """Yield everything about the article for a person, in lines of at most `width`."""
    shown_version = _shown_version(explanation)
    yield from _article(explanation, shown_version)
    if shown_version is not None:
        yield from _section("Metadata, each with its origin", metadata_lines(shown_version, width))
        yield from _section(text_title(shown_version), text_lines(shown_version, width))
    yield from _section(f"Versions ({explanation.counts['versions']:,})", _versions(explanation, width))
    yield from _section(f"Captures ({explanation.counts['captures']:,})", _captures(explanation))
    yield from _section("Recipes", _recipes(explanation, width))
    yield from _section("Story", _story(explanation))
    yield from _section(f"Links ({explanation.counts['links']:,})", _links(explanation, width))
    yield from _section("Verdicts", _verdicts(explanation))
    yield from _section("Failed captures of this address", _failures(explanation, width))


def _shown_version(explanation: Explanation) -> Version | None:
    """Return the newest version; before the first settlement, the last one stored."""
    newest = [version for version in explanation.versions if version.id == explanation.newest]
    return next(iter(newest or explanation.versions[-1:]), None)


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines under their heading, or nothing when there are none."""
    found = list(lines)
    if found:
        yield ""
        yield heading(title)
        yield from found


def _rest(number: int, shown_number: int) -> Iterator[str]:
    if number > shown_number:
        yield f"  and {number - shown_number:,} more: --json has them"


def _article(explanation: Explanation, version: Version | None) -> Iterator[str]:
    title = shown(version.metadata["title"].value) if version else None
    yield heading(printable(title or "(no title)"))
    yield f"  article   {explanation.id}"
    yield f"  source    {printable(explanation.source)}"
    yield f"  address   {printable(explanation.address)}"
    settlement = "not yet" if explanation.settlement is None else f"last changed by settlement {explanation.settlement}"
    yield f"  run       {explanation.run}"
    yield f"  settled   {settlement}"


def metadata_lines(version: Version, width: int | None) -> Iterator[str]:
    """Yield each value of the metadata with its origin, and what is not known."""
    for name, value in version.metadata.items():
        text = shown(value.value)
        if text is not None:
            yield from wrapped(f"{printable(text)}  [{printable(value.origin)}]", width, " " * 17, f"  {name:15}")
        if name == "published" and text is not None:
            raw = printable(version.published_raw or "")
            yield f'{"":17}written "{raw}", precision: {version.published_precision}'
    missing = ", ".join(name for name, value in version.metadata.items() if shown(value.value) is None)
    yield from wrapped(missing, width, " " * 17, "  not known      ") if missing else ()


def text_title(version: Version) -> str:
    """Return the heading of the text: how long it is, and how much was removed."""
    removed = sum(len(block.text) for block in version.removed)
    share = removed / max(1, removed + len(version.text))
    return (
        f"Text ({counted(version.words, 'word')}) and what was removed"
        f" ({counted(len(version.removed), 'run')} of blocks, {share:.0%} of the characters)"
    )


def text_lines(version: Version, width: int | None) -> Iterator[str]:
    """Yield the text with every removed run of blocks in its place, its lines behind a minus and after its reason."""
    for piece in placed(version.text, version.removed):
        yield from (
            _removed(piece, width) if isinstance(piece, Removed) else wrapped(printable_lines(piece)[0], width, "    ")
        )


def _removed(block: Removed, width: int | None) -> Iterator[str]:
    detail = f": {printable(block.detail)}" if block.detail else ""
    yield click.style(f"  - [{printable(block.reason)}{detail}]", fg="red")
    for line in printable_lines(block.text):
        yield from (click.style(part, fg="red") for part in wrapped(line, width, "  -   "))


def _versions(explanation: Explanation, width: int | None) -> Iterator[str]:
    yield from _rest(explanation.counts["versions"], VERSIONS_SHOWN)
    versions = explanation.versions[-VERSIONS_SHOWN:]
    for older, version in zip((None, *versions), versions, strict=False):
        yield _version(version, explanation.newest, _revision(older, version) if older else None)
        for change in changes(older, version) if older else ():
            yield from _change(change, width)


def _revision(older: Version, newer: Version) -> str | None:
    """Return what the newer text is to the older, None where the two differ by the extractor and not by the page."""
    return None if older.superseded_by else revision(older.text, newer.text).value


def _version(version: Version, newest: int | None, revised: str | None) -> str:
    by = version.superseded_by
    notes = [revised] if revised else []
    notes += ["superseded: no article was found there any more"] if by == version.id else []
    notes += [f"superseded by version {by}"] if by not in (None, version.id) else []
    notes += ["shown"] if version.id == newest else []
    note = f"  ({', '.join(notes)})" if notes else ""
    return f"  version {version.id}: {counted(version.words, 'word')}, run {version.run}, recipe {version.recipe}{note}"


def _change(change: Change, width: int | None) -> Iterator[str]:
    if change.before is not None and change.after is not None:
        line = f"{change.what}: {marked_words(change.before, change.after)}"
    elif change.after is not None:
        line = f"{change.what}: {{+{change.after}+}}"
    else:
        line = f"{change.what}: [-{change.before}-]"
    yield from wrapped(printable(line), width, "      ", "    ~ ")


def _captures(explanation: Explanation) -> Iterator[str]:
    for capture in explanation.captures[:CAPTURES_SHOWN]:
        yield from _capture(capture)
    yield from _rest(explanation.counts["captures"], CAPTURES_SHOWN)


def _capture(capture: Sighting) -> Iterator[str]:
    url = f"  {printable(capture.url)}" if capture.url else ""
    record = f", record {printable(capture.record_id)}" if capture.record_id else ""
    yield f"  {printable(capture.captured_at or 'time not known')}{url}"
    yield f"    {printable(capture.dump)}, {printable(capture.locator)}{record}"
    yield f"    dump {printable(capture.dump_path)}"
    yield f"    sha256 {capture.sha256}, {printable(capture.media_type)}, {counted(capture.size, 'byte')}"
    yield f"    run {capture.run}, gave version {capture.version}"


def _recipes(explanation: Explanation, width: int | None) -> Iterator[str]:
    for identity, parts in explanation.recipes.items():
        made_with = ", ".join(f"{name} {part}" for name, part in parts.items())
        yield from wrapped(printable(made_with), width, "    ", f"  {identity}: ")


def _story(explanation: Explanation) -> Iterator[str]:
    story = explanation.story
    if story is None:
        return
    if story.size == 1:
        yield f"  cluster {story.id}: no copies"
        return
    yield f"  cluster {story.id}, {counted(story.size, 'article')}; the first is the one shown"
    rows = [
        (member.article, member.published, member.source, member.title or "(no title)")
        for member in story.members[:MEMBERS_SHOWN]
    ]
    yield from columns(rows, ("article", "published", "source", "title"))
    yield from _rest(story.size, MEMBERS_SHOWN)


def _links(explanation: Explanation, width: int | None) -> Iterator[str]:
    for link in explanation.links[:LINKS_SHOWN]:
        yield from _link(link, width)
    yield from _rest(explanation.counts["links"], LINKS_SHOWN)


def _link(link: ArticleLink, width: int | None) -> Iterator[str]:
    larger = "the other" if not link.contains_other else "this one"
    title = printable(link.title or "(no title)")
    yield f"  {link.relation}  {link.article}  {printable(link.source)}  {title}"
    yield (
        f"    versions {link.version} and {link.other_version}: Jaccard {link.jaccard:.2f}, containment"
        f" {link.containment:.2f} ({larger} is the larger), shared numbers {link.numbers:.0%}"
    )
    for passage in dict.fromkeys(link.passages):
        yield from wrapped(f'both: "{printable(passage)}"', width, "    ")


def _verdicts(explanation: Explanation) -> Iterator[str]:
    for verdict in explanation.verdicts:
        by = f" by {printable(verdict.withdrawn_by)}" if verdict.withdrawn_by else ""
        withdrawn = f", withdrawn {verdict.withdrawn}{by}" if verdict.withdrawn else ""
        yield f"  {verdict.verdict} with {verdict.article}, by {printable(verdict.who)}, {verdict.decided}{withdrawn}"


def _failures(explanation: Explanation, width: int | None) -> Iterator[str]:
    for failure in explanation.failures:
        where = f"{failure.dump}, {failure.locator}" if failure.dump else failure.locator
        line = f"{failure.stage}, run {failure.run}, {printable(where)}: {printable(failure.error)}"
        yield from wrapped(line, width, "    ", "  ")
