"""What a round costs beside extracting its pages: many sources of new articles, served by this machine.

In: the outlets' server (a process of its own, which is not counted), the round as a command, measured from outside, and
extraction alone, measured in a process of its own. Out: the pages (`bench.fetching_pages`).

    python -m bench.fetching SETS          200 sources of 20 articles; SETS is the folder of the evaluation sets
    python -m bench.fetching SETS 50 20    fewer sources
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.fetching_pages import SET, page_of, stories
from bench.measure import measure
from bench.sets import Sets
from extractors.records import Capture
from flows.fetching.clock import SYSTEM_CLOCK
from tests.outlets import Asked, Outlet, OutletServer, Reply
from tests.outlets.outlet import FEED

SOURCES = 200
ARTICLES = 20
LONGEST = 1800  # seconds of one measurement
LEAST_SHARE = 0.97  # of pages that are articles: one in 131 of the set is a shell that scripts fill
SETTINGS = "[fetch]\nprivate_networks = true\npause = 0\n"
NEWEST = datetime(2026, 3, 2, 12, tzinfo=UTC)


class HeavyOutlet(Outlet):
    """An outlet with pages like those of real ones."""

    templates: Sequence[str] = ()

    def answer(self, asked: Asked) -> Reply:
        """Return the page of a story, and all else as other outlets do."""
        for story in self.stories:
            if story.path == asked.path:
                return Reply(200, page_of(story, self.templates), {"Content-Type": "text/html; charset=utf-8"})
        return Outlet.answer(self, asked)


def outlets(sets: Sets, sources: int, articles: int) -> list[HeavyOutlet]:
    """Return the outlets, each with its articles in one RSS feed."""
    HeavyOutlet.templates = [row["html"] for row in sets.rows(SET)]
    names = [f"outlet-{number:03d}" for number in range(sources)]
    return [HeavyOutlet(name, stories=stories(name, NEWEST, articles), shown=articles) for name in names]


def measure_rounds(sets: Sets, sources: int = SOURCES, articles: int = ARTICLES, times: int = 1) -> Iterator[str]:
    """Yield the lines of the section on fetching."""
    rounds, alone = [], []
    for _turn in range(times):
        alone.append(_said("extract", str(sets.folder), str(sources), str(articles))["cpu"])
        rounds.append(_round(sets, sources, articles))
    ratios = [a_round.cpu / seconds for a_round, seconds in zip(rounds, alone, strict=True)]
    pages = sources * articles
    kilobytes = rounds[0].bytes / pages / 1000
    yield (
        f"* One round over {sources} sources of {articles} new articles each, on loopback, {pages} pages like those of"
        f" {SET} with other words, {kilobytes:.0f} kB each: **{statistics.median(ratios):.2f}** times the processor"
        f" time of extracting those pages alone ({1000 * statistics.median(alone) / pages:.1f} ms a page); median of"
        f" {times}."
    )
    yield (
        f"  {statistics.median(one.wall for one in rounds):.0f} s in all; the last request reached a server after"
        f" {statistics.median(one.fetched_after for one in rounds):.0f} s."
    )


@dataclass(frozen=True, slots=True)
class MeasuredRound:
    """What a round cost."""

    cpu: float  # seconds of processor time of the command and all its processes
    wall: float  # seconds
    bytes: float  # of pages
    fetched_after: float  # seconds until the last request


def _round(sets: Sets, sources: int, articles: int) -> MeasuredRound:
    with tempfile.TemporaryDirectory() as scratch, _served(sets, sources, articles) as server:
        folder = Path(scratch)
        _write_seeds(folder / "seeds", server.feeds)
        began = time.time()
        cost = _said("round", str(folder), str(sources * articles))
        said = server.ask()
        return MeasuredRound(cost["cpu"], cost["wall"], said["bytes"], said["last"] - began)


def _measure_round(folder: Path, articles: int) -> None:
    """Say what a round cost. In a process of its own, whose only children are the round's."""
    place = ["--db", str(folder / "news.db"), "--seeds", str(folder / "seeds")]
    cost = measure([sys.executable, "-m", "flows.cli", *place, "fetch"])
    found = re.search(r"new articles +(\d+)", cost.output)
    if found is None or int(found[1]) < LEAST_SHARE * articles:
        raise RuntimeError(f"a round that did not bring every article:\n{cost.output}")
    print(json.dumps({"cpu": cost.total_cpu, "wall": cost.wall}))


def _said(*words: str) -> dict[str, float]:
    """Return what another process of this module says."""
    command = [sys.executable, "-m", "bench.fetching", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=LONGEST)
    said: dict[str, float] = json.loads(done.stdout)
    return said


def _write_seeds(seeds: Path, feeds: dict[str, str]) -> None:
    (seeds / "sources").mkdir(parents=True)
    (seeds / "settings.toml").write_text(SETTINGS)
    for name, feed in feeds.items():
        (seeds / "sources" / f"{name}.toml").write_text(f'name = "{name}"\nfeeds = ["{feed}"]\nlanguage = "en"\n')


@dataclass(frozen=True, slots=True)
class Server:
    """The server's process."""

    process: subprocess.Popen[str]
    feeds: dict[str, str]

    def ask(self) -> dict[str, float]:
        """Return when the last request came, and how many bytes of pages were sent."""
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        assert self.process.stdout is not None  # noqa: S101 - likewise
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        said: dict[str, float] = json.loads(self.process.stdout.readline())
        return said


@contextmanager
def _served(sets: Sets, sources: int, articles: int) -> Iterator[Server]:
    command = [sys.executable, "-m", "bench.fetching", "serve", str(sets.folder), str(sources), str(articles)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield Server(process, json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(timeout=20)


def _serve(sets: Sets, sources: int, articles: int) -> None:
    """Serve the outlets; say where their feeds are, then answer each line on standard input."""
    with OutletServer(SYSTEM_CLOCK) as server:
        served = [server.add(outlet) for outlet in outlets(sets, sources, articles)]
        print(json.dumps({outlet.name: outlet.feed for outlet in served}), flush=True)
        for _line in sys.stdin:
            pages = [request for request in server.requests if request.path not in (FEED, "/robots.txt")]
            last = max(request.at for request in server.requests).timestamp()
            print(json.dumps({"last": last, "bytes": sum(request.size for request in pages)}), flush=True)


def _extract(sets: Sets, sources: int, articles: int) -> None:
    """Say the seconds of processor time that extracting every page takes, warmed up."""
    from extractors.extract import extract
    from extractors.records import Extracted

    captures = _captures(outlets(sets, sources, articles))
    extract(next(captures), None)
    seconds, extracted, pages = 0.0, 0, 0
    for capture in _captures(outlets(sets, sources, articles)):
        began = time.process_time()
        extracted += isinstance(extract(capture, None), Extracted)
        seconds += time.process_time() - began
        pages += 1
    if extracted < LEAST_SHARE * pages:
        raise RuntimeError(f"only {extracted} of {pages} pages gave an article")
    print(json.dumps({"cpu": seconds}))


def _captures(served: Iterable[HeavyOutlet]) -> Iterator[Capture]:
    for outlet in served:
        for story in outlet.stories:
            address = f"http://{outlet.name}.example{story.path}"
            yield Capture(page_of(story, outlet.templates), "text/html", address, None, outlet.name, "", None)


def main() -> None:
    """Measure, or be one of the processes that are needed for it."""
    words = sys.argv[1:]
    parts = {"serve": _serve, "extract": _extract}
    if words and words[0] in parts:
        parts[words[0]](Sets(Path(words[1]), Path()), int(words[2]), int(words[3]))
    elif words and words[0] == "round":
        _measure_round(Path(words[1]), int(words[2]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            for line in measure_rounds(Sets(Path(words[0]), Path(scratch)), *map(int, words[1:])):
                print(line)


if __name__ == "__main__":
    main()
