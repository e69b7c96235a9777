"""`python -m bench SETS [SECTION ...]`: measure what the README claims, and write docs/benchmarks.md.

In: the sections, in order, and the page that they make. Sections that are not asked for stay as they were written last.
Out: how each is measured.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import re
import sqlite3
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from bench import (
    adding,
    copies,
    copies_orders,
    copies_quality,
    copies_scale,
    cost,
    extraction,
    fetching,
    furniture,
    inspect,
)
from bench.sets import Sets

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PACKAGES = ("flows", "extractors", "dedup", "db")
LIBRARIES = ("trafilatura", "lxml", "datasketch", "numpy", "sqlite-utils", "prefect", "fastwarc")

INTRODUCTION = """# Benchmarks

Every figure here was written by `make bench`, on the evaluation sets in the folder that `SHARED` names; quality stands
beside a peer that was measured in the same run. One section alone: `make bench SECTIONS=pages`.
"""

SECTIONS: dict[str, tuple[str, tuple[Callable[[Sets], Iterable[str]], ...]]] = {
    "pages": (
        "HTML pages",
        (extraction.measure_pages, extraction.measure_validated_pages, extraction.measure_processor_time),
    ),
    "flattened": ("Flattened text", (extraction.measure_flattened, extraction.measure_validated_lines)),
    "furniture": ("Furniture of a source", (furniture.measure_invented, furniture.measure_copies)),
    "copies": ("Copies", (copies_quality.measure_copies, copies.measure_beside_plain)),
    "scale": ("Copies against a million", (copies_scale.measure_scale,)),
    "orders": ("Copies in any order", (copies_orders.measure_orders,)),
    "runs": ("Whole runs", (cost.measure_run, cost.measure_memory)),
    "rounds": ("Rounds", (fetching.measure_rounds,)),
    "sources": ("Adding a source", (adding.measure_adding,)),
    "inspect": ("Pages to inspect", (inspect.measure_pages,)),
}


def main() -> None:
    """Measure the sections that are asked for, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder that holds bench/score.py and the sets")
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; all when none is named")
    asked = parser.parse_args()
    folder = asked.sets / "bench"
    if not (folder / "score.py").is_file():
        parser.error(f"{folder} holds no score.py: name the folder of the evaluation sets, make bench SHARED=PATH")
    _compile()
    written = _sections_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    with tempfile.TemporaryDirectory(prefix="wiresift-bench-") as scratch:
        sets = Sets(folder.absolute(), Path(scratch))
        for name in asked.sections or SECTIONS:
            title, measures = SECTIONS[name]
            written[title] = _measured(title, measures, sets)
            _write(written)


def _compile() -> None:
    """Have every module compiled, as pip and a user's first run leave it, also where the environment forbids it."""
    for folder in (*(PAGE.parents[1] / package for package in PACKAGES), Path(sysconfig.get_path("purelib"))):
        compileall.compile_dir(folder, quiet=2)


def _measured(title: str, measures: Iterable[Callable[[Sets], Iterable[str]]], sets: Sets) -> str:
    sys.stderr.write(f"measuring: {title}\n")
    parts = ["\n".join(measure(sets)) for measure in measures]
    return f"## {title}\n\nOn {_machine()}.\n\n" + "\n\n".join(parts) + "\n"


def _write(sections: dict[str, str]) -> None:
    kept = [sections[title] for title, _ in SECTIONS.values() if title in sections]
    PAGE.write_text("\n".join([INTRODUCTION, *kept]), encoding="utf-8")


def _sections_of(page: str) -> dict[str, str]:
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].removeprefix("## "): part.rstrip("\n") + "\n" for part in parts}


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} shared cores, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, {libraries}"
    )


if __name__ == "__main__":
    main()
