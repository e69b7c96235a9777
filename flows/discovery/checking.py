"""`sources check`: whether each source's file is right, its feeds answer, and its frozen pages give what they gave.

In: all findings, source by source. Out: what is wrong with a value (`flows.source_files`), and fetching.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flows.discovery.candidates import moment_of
from flows.discovery.freezing import Frozen, compare, read_frozen
from flows.discovery.shop import Shop
from flows.discovery.trial import trial_pool
from flows.discovery.trying import content_of_feed
from flows.fetching.feed import FeedContent
from flows.present import counted
from flows.source_files import Source, faults_of_file, read_source
from flows.sources import claimed_twice, source_path, source_paths
from flows.tables import SettingsError

THREADS = 16  # feeds that are asked at the same time; they wait for servers, not for a processor


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at."""

    what: str
    right: bool = True


@dataclass(slots=True)
class Checked:
    """A source and what was found of it."""

    name: str
    findings: list[Finding]
    source: Source | None = None  # None: its file is wrong

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.right for finding in self.findings)


def check_sources(shop: Shop, names: Sequence[str], *, online: bool) -> list[Checked]:
    """Return what was found of each source: of those called `names`, else of all.

    The feeds of disabled sources are asked only when they are named.
    """
    paths = [source_path(shop.seeds, name) for name in names] or source_paths(shop.seeds)
    checked = [_check_file(path) for path in paths]
    _check_hosts(checked, shop.seeds)
    if online:
        _check_feeds([each for each in checked if each.source and (each.source.enabled or names)], shop)
    _check_frozen(checked, shop)
    return checked


def _check_file(path: Path) -> Checked:
    faults = faults_of_file(path)
    if faults:
        return Checked(path.stem, [Finding(fault, right=False) for fault in faults])
    return Checked(path.stem, [], read_source(path))


def _check_hosts(checked: Iterable[Checked], seeds: Path) -> None:
    """Look for hosts that two sources claim, over all files that can be read."""
    by_name = {each.name: each for each in checked}
    readable = [read_source(path) for path in source_paths(seeds) if not faults_of_file(path)]
    for source, fault in claimed_twice(seeds, readable):
        if source.name in by_name:
            by_name[source.name].findings.append(Finding(str(fault), right=False))


def _check_feeds(checked: Iterable[Checked], shop: Shop) -> None:
    for each in checked:
        if each.source and not each.source.feeds:
            each.findings.append(Finding(f"no feeds yet: `wiresift sources enable {each.name}` looks for them"))
    asked = [(each, address) for each in checked if each.source for address in each.source.feeds]
    with ThreadPoolExecutor(THREADS) as threads:
        contents = threads.map(lambda item: content_of_feed(item[1], shop.fetcher), asked)
        try:
            for (each, address), content in zip(asked, contents, strict=True):
                each.findings.append(_of_feed(address, content))
        except BaseException:
            shop.fetcher.cut()  # nobody who presses Ctrl-C waits for a slow server
            raise


def _of_feed(address: str, content: FeedContent | str) -> Finding:
    if isinstance(content, str):
        return Finding(f"feed {address}: {content}", right=False)
    newest = max(filter(None, map(moment_of, content.entries)), default=None)
    dates = f", the newest of {newest}" if newest else ""
    problem = f"; {content.problem}" if content.problem else ""
    return Finding(
        f"feed {address}: {content.kind}, {counted(len(content.entries), 'entry', 'entries')}{dates}{problem}"
    )


def _check_frozen(checked: Iterable[Checked], shop: Shop) -> None:
    found = [(each, each.source, pairs) for each in checked if each.source and (pairs := _frozen(each, shop.seeds))]
    if not found:
        return  # no need to wait for a worker
    with trial_pool(shop.settings.limits) as pool:
        for each, source, pairs in found:
            each.findings += [_of_pair(*compared) for compared in compare(source, pairs, pool)]


def _frozen(each: Checked, seeds: Path) -> list[Frozen]:
    try:
        return read_frozen(seeds, each.name)
    except SettingsError as error:
        each.findings.append(Finding(str(error), right=False))
        return []


def _of_pair(path: Path, differences: list[str]) -> Finding:
    if not differences:
        return Finding(f"frozen {path.stem}: as it was")
    advice = "mend the rules, or accept it with `wiresift sources freeze NAME --renew`"
    return Finding("\n".join([f"frozen {path.stem}: is no longer what it was; {advice}", *differences]), right=False)


def summary(checked: Sequence[Checked]) -> Iterator[str]:
    """Yield the last lines: how many are right, and which are not."""
    wrong = [each.name for each in checked if not each.right]
    yield f"{counted(len(checked) - len(wrong), 'source')} right, {len(wrong)} wrong" + (
        f": {', '.join(wrong)}" if wrong else ""
    )
