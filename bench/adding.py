"""From an address to a stored article: `sources add` and then `fetch`, of an outlet that this machine serves.

In: both commands, measured from outside, without the pause between two requests and with the one that outlets elsewhere
get. Out: the outlet's pages (`docs/sample-site`).

    python -m bench.adding
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Cost, measure
from bench.sets import Sets
from bench.wiresift import WIRESIFT
from tests.sources.site import Site, served

SETTINGS = "[fetch]\nprivate_networks = true\npause = {pause}\n"
USUAL_PAUSE = 1


@dataclass(frozen=True, slots=True)
class Adding:
    """What both commands took."""

    add: Cost
    fetch: Cost

    @property
    def wall(self) -> float:
        """The seconds until all articles are stored, the first one among them."""
        return self.add.wall + self.fetch.wall


def measure_adding(_: Sets | None = None, times: int = 3) -> Iterator[str]:
    """Yield the lines of the section on adding a source."""
    without = [_add_and_fetch(pause=0) for _turn in range(times)]
    usual = [_add_and_fetch(pause=USUAL_PAUSE) for _turn in range(times)]
    add, fetch = (statistics.median(getattr(each, name).wall for each in without) for name in ("add", "fetch"))
    yield f"* From `sources add` to the end of `fetch`, six articles stored: **{_wall(without):.1f} s**"
    yield f"  ({add:.1f} s and {fetch:.1f} s), starting Python twice included; with the usual pause of {USUAL_PAUSE} s"
    yield f"  between two requests {_wall(usual):.1f} s. Medians of {times} rounds, an outlet on loopback."


def _wall(measured: list[Adding]) -> float:
    return statistics.median(each.wall for each in measured)


def _add_and_fetch(pause: int) -> Adding:
    with tempfile.TemporaryDirectory(prefix="wiresift-bench-") as folder, served() as site:
        site.put_sample()
        return _measured(site, Path(folder), pause)


def _measured(site: Site, folder: Path, pause: int) -> Adding:
    (folder / "seeds").mkdir()
    (folder / "seeds" / "settings.toml").write_text(SETTINGS.format(pause=pause))
    place = ["--seeds", str(folder / "seeds"), "--db", str(folder / "news.db")]
    add = measure([*WIRESIFT, "sources", "add", site.address(), "--name", "courier", *place])
    fetch = measure([*WIRESIFT, "fetch", "courier", *place])
    if "new articles   6" not in fetch.output:
        raise RuntimeError(f"not all articles were stored:\n{fetch.output}")
    return Adding(add, fetch)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in measure_adding())
