"""From an address to a stored article: `sources add` and then `fetch`, of an outlet that this machine serves.

In: both commands, measured from outside with the usual settings, and the requests that they make: to an outlet that is
not on this machine, each but the first waits for a pause. Out: the outlet's pages (`docs/sample-site`).

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
from flows.settings import FetchSettings
from tests.sources.site import Site, served

SETTINGS = "[fetch]\nprivate_networks = true\n"


@dataclass(frozen=True, slots=True)
class Adding:
    """What both commands took."""

    add: Cost
    fetch: Cost
    requests: int

    @property
    def wall(self) -> float:
        """The seconds until all articles are stored, the first one among them."""
        return self.add.wall + self.fetch.wall


def measure_adding(_: Sets | None = None, times: int = 3) -> Iterator[str]:
    """Yield the lines of the section on adding a source."""
    measured = [_add_and_fetch() for _turn in range(times)]
    add, fetch = (statistics.median(getattr(each, name).wall for each in measured) for name in ("add", "fetch"))
    whole = statistics.median(each.wall for each in measured)
    pauses = (measured[0].requests - 2) * FetchSettings().pause
    yield f"* From `sources add` to the end of `fetch`, six articles stored: **{whole:.1f} s**"
    yield f"  ({add:.1f} s and {fetch:.1f} s), starting Python twice included, with the usual settings."
    yield f"  Medians of {times} rounds, an outlet on loopback. One elsewhere gets {pauses} s of pauses between the"
    yield f"  {measured[0].requests} requests of the two commands."


def _add_and_fetch() -> Adding:
    with tempfile.TemporaryDirectory(prefix="wiresift-bench-") as folder, served() as site:
        site.put_sample()
        return _measured(site, Path(folder))


def _measured(site: Site, folder: Path) -> Adding:
    (folder / "seeds").mkdir()
    (folder / "seeds" / "settings.toml").write_text(SETTINGS)
    place = ["--seeds", str(folder / "seeds"), "--db", str(folder / "news.db")]
    add = measure([*WIRESIFT, "sources", "add", site.address(), "--name", "courier", *place])
    fetch = measure([*WIRESIFT, "fetch", "courier", *place])
    if "new articles   6" not in fetch.output:
        raise RuntimeError(f"not all articles were stored:\n{fetch.output}")
    return Adding(add, fetch, len(site.asked))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in measure_adding())
