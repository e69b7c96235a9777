"""What a round costs beside extracting its pages: many sources of new articles, served by this machine.

Extraction alone is measured in two ways: in one process by itself, and in as many processes side by side as the round
has workers, as a processor whose neighbours are busy takes longer for the same work. Both read the pages that were
prepared before, which is not counted. A round is a command that loads the extractors, once for all its workers, so what
that takes is told apart and counted once in each of the three. These and the round take turns (`bench.turns`), in
slices of a third of a second and such lengths that all three end at about the same time.

In: the outlets' server (a process of its own, which is not counted), the round as a command (`monitor --direct`),
measured from outside, and extraction alone. Out: the pages (`bench.fetching_pages`).

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from bench.fetching_pages import SET, page_of, stories
from bench.measure import measure
from bench.sets import Sets
from bench.turns import Commands, Ran, take_turns
from extractors.records import Capture
from flows.fetching.clock import SYSTEM_CLOCK
from flows.settings import Settings
from tests.outlets import Asked, Outlet, OutletServer, Reply
from tests.outlets.outlet import FEED
from tests.outlets.stories import Story

SOURCES = 200
ARTICLES = 20
LONGEST = 3600  # seconds of one measurement
SLICE = 0.3  # seconds that the round goes on at a time
LEAST_SHARE = 0.97  # of pages that are articles: one in 131 of the set is a shell that scripts fill
SETTINGS = "[fetch]\nprivate_networks = true\npause = 0\n"
NEWEST = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The prepared pages, and how many there are."""

    folder: Path
    sources: int
    articles: int

    @property
    def outlets(self) -> list[HeavyOutlet]:
        """The outlets, each with its articles in one RSS feed."""
        names = [f"outlet-{number:03d}" for number in range(self.sources)]
        return [
            HeavyOutlet(name, stories=stories(name, NEWEST, self.articles), shown=self.articles, shelf=self)
            for name in names
        ]

    @property
    def words(self) -> list[str]:
        """What another process of this module has to be told."""
        return [str(self.folder), str(self.sources), str(self.articles)]

    def put(self, story: Story, page: bytes) -> None:
        """Keep the page of a story, compressed: 4,000 of them take 1.5 GB otherwise."""
        self._path(story).write_bytes(zstandard.compress(page, 1))

    def page(self, story: Story) -> bytes:
        """Return the page of a story."""
        return zstandard.decompress(self._path(story).read_bytes())

    def _path(self, story: Story) -> Path:
        return self.folder / f"{story.outlet}-{story.number}.html.zst"


@dataclass
class HeavyOutlet(Outlet):
    """An outlet with pages like those of real ones."""

    shelf: Shelf | None = None

    def answer(self, asked: Asked) -> Reply:
        """Return the page of a story, and all else as other outlets do."""
        for story in self.stories:
            if story.path == asked.path and self.shelf is not None:
                return Reply(200, self.shelf.page(story), {"Content-Type": "text/html; charset=utf-8"})
        return Outlet.answer(self, asked)


def measure_rounds(sets: Sets, sources: int = SOURCES, articles: int = ARTICLES, times: int = 3) -> Iterator[str]:
    """Yield the lines of the section on fetching."""
    with tempfile.TemporaryDirectory(prefix="wiresift-bench-") as folder:
        shelf = Shelf(Path(folder), sources, articles)
        _prepare(sets, shelf)
        turns = [_turn(shelf) for _number in range(times)]
    yield from _told(turns, shelf)


def _told(turns: Sequence[Turn], shelf: Shelf) -> Iterator[str]:
    pages = shelf.sources * shelf.articles
    workers = Settings().workers

    def times(extraction: Callable[[Turn], float]) -> str:
        return f"{statistics.median(turn.round.cpu / extraction(turn) for turn in turns):.2f}"

    def milliseconds(extraction: Callable[[Turn], float]) -> str:
        return f"{1000 * statistics.median(map(extraction, turns)) / pages:.1f} ms a page"

    yield (
        f"* One round (`monitor --direct`) over {shelf.sources} sources of {shelf.articles} new articles each, on"
        f" loopback, {pages} pages like those of {SET} with other words, {turns[0].round.bytes / pages / 1000:.0f} kB"
        " each, as against extracting those pages alone, loading the extractors included in both:"
        f" **{times(lambda turn: turn.beside.whole)}** times the processor time of {workers} processes side by side, as"
        f" many as the round has workers ({milliseconds(lambda turn: turn.beside.whole)}),"
        f" **{times(lambda turn: turn.alone.whole)}** times that of one process by itself"
        f" ({milliseconds(lambda turn: turn.alone.whole)}). As against extractors that are loaded already:"
        f" {times(lambda turn: turn.beside.pages)} and {times(lambda turn: turn.alone.pages)}. Medians of {len(turns)};"
        f" each round and the extractions take turns, every {SLICE:g} s."
    )
    yield (
        f"  {statistics.median(turn.round.wall for turn in turns):.0f} s in all; the last request reached a server"
        f" after {statistics.median(turn.round.fetched_after for turn in turns):.0f} s."
    )


def _prepare(sets: Sets, shelf: Shelf) -> None:
    templates = [row["html"] for row in sets.rows(SET)]
    for outlet in shelf.outlets:
        for story in outlet.stories:
            shelf.put(story, page_of(story, templates))


@dataclass(frozen=True, slots=True)
class Extraction:
    """What extracting all pages cost; seconds of processor time."""

    pages: float
    loading: float  # the extractors and their models, in one process

    @property
    def whole(self) -> float:
        """With loading counted once, as a round's workers are forked from one process that has loaded."""
        return self.pages + self.loading


@dataclass(frozen=True, slots=True)
class Turn:
    """What one measurement gave."""

    alone: Extraction  # in one process by itself
    beside: Extraction  # in several side by side
    round: MeasuredRound


def _turn(shelf: Shelf) -> Turn:
    with tempfile.TemporaryDirectory() as scratch, _served(shelf) as server:
        folder = Path(scratch)
        _write_seeds(folder / "seeds", server.feeds)
        ran = take_turns(_commands(shelf, folder), LONGEST)
        said = server.ask()
    return Turn(
        _extraction(ran["alone"]),
        _extraction(ran["beside"]),
        MeasuredRound(
            cpu=json.loads(ran["round"].printed[0])["cpu"],
            wall=ran["round"].seconds(),
            bytes=said["bytes"],
            fetched_after=ran["round"].seconds(until=said["last"]),
        ),
    )


def _extraction(ran: Ran) -> Extraction:
    shares = [json.loads(printed) for printed in ran.printed]
    return Extraction(sum(share["pages"] for share in shares), statistics.mean(share["loading"] for share in shares))


def _commands(shelf: Shelf, folder: Path) -> dict[str, Commands]:
    """Return the round and the two extractions, with slices as long as each takes of all."""
    workers = Settings().workers
    pages = shelf.sources * shelf.articles
    return {
        "alone": Commands([_words("extract", *shelf.words, "0", "1")], SLICE * workers * 0.75),
        "beside": Commands(
            [_words("extract", *shelf.words, str(number), str(workers)) for number in range(workers)], SLICE * 0.8
        ),
        "round": Commands([_words("round", str(folder), str(pages))], SLICE),
    }


def _words(*words: str) -> list[str]:
    """Return the command that is another process of this module."""
    return [sys.executable, "-m", "bench.fetching", *words]


@dataclass(frozen=True, slots=True)
class MeasuredRound:
    """What a round cost."""

    cpu: float  # seconds of processor time of the command and all its processes
    wall: float  # seconds that it ran
    bytes: float  # of pages
    fetched_after: float  # seconds that it had run when the last request came


def _measure_round(folder: Path, articles: int) -> None:
    """Say what a round cost. In a process of its own, whose only children are the round's."""
    place = ["--db", str(folder / "news.db"), "--seeds", str(folder / "seeds")]
    cost = measure([sys.executable, "-m", "flows.cli", "monitor", "--direct", *place])
    found = re.search(r"new articles +(\d+)", cost.output)
    if found is None or int(found[1]) < LEAST_SHARE * articles:
        raise RuntimeError(f"a round that did not bring every article:\n{cost.output}")
    print(json.dumps({"cpu": cost.total_cpu}))


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
def _served(shelf: Shelf) -> Iterator[Server]:
    process = subprocess.Popen(_words("serve", *shelf.words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield Server(process, json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(timeout=20)


def _serve(shelf: Shelf) -> None:
    """Serve the outlets; say where their feeds are, then answer each line on standard input."""
    with OutletServer(SYSTEM_CLOCK) as server:
        served = [server.add(outlet) for outlet in shelf.outlets]
        print(json.dumps({outlet.name: outlet.feed for outlet in served}), flush=True)
        for _line in sys.stdin:
            pages = [request for request in server.requests if request.path not in (FEED, "/robots.txt")]
            last = max(request.at for request in server.requests).timestamp()
            print(json.dumps({"last": last, "bytes": sum(request.size for request in pages)}), flush=True)


def _extract(shelf: Shelf, share: int, shares: int) -> None:
    """Say the seconds of processor time that extracting every page of a share of the outlets takes, and those of
    loading what does it, up to the end of a first page."""
    outlets = shelf.outlets[share::shares]
    first = next(_captures(shelf, outlets))
    began = time.process_time()
    from extractors.extract import extract
    from extractors.records import Extracted

    extract(first, None)
    loading = time.process_time() - began
    seconds, extracted, pages = 0.0, 0, 0
    for capture in _captures(shelf, outlets):
        began = time.process_time()
        extracted += isinstance(extract(capture, None), Extracted)
        seconds += time.process_time() - began
        pages += 1
    if extracted < LEAST_SHARE * pages:
        raise RuntimeError(f"only {extracted} of {pages} pages gave an article")
    print(json.dumps({"pages": seconds, "loading": loading}))


def _captures(shelf: Shelf, outlets: Iterable[HeavyOutlet]) -> Iterator[Capture]:
    for outlet in outlets:
        for story in outlet.stories:
            address = f"http://{outlet.name}.example{story.path}"
            yield Capture(shelf.page(story), "text/html", address, None, outlet.name, "", None)


def main() -> None:
    """Measure, or be one of the processes that are needed for it."""
    words = sys.argv[1:]
    if words and words[0] == "serve":
        _serve(Shelf(Path(words[1]), *map(int, words[2:])))
    elif words and words[0] == "extract":
        _extract(Shelf(Path(words[1]), *map(int, words[2:4])), *map(int, words[4:]))
    elif words and words[0] == "round":
        _measure_round(Path(words[1]), int(words[2]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            for line in measure_rounds(Sets(Path(words[0]), Path(scratch)), *map(int, words[1:])):
                print(line)


if __name__ == "__main__":
    main()
