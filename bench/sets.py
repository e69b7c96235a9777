"""The evaluation sets: where they are, reading them, and scoring with their own script.

In: files of the folder given to the benchmark. Out: what is measured on them.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, dict[str, float]]  # form or kind -> name of the figure -> value


@dataclass(frozen=True, slots=True)
class Sets:
    """The folder of evaluation sets, and a folder for what is made on the way."""

    folder: Path
    scratch: Path

    def file(self, name: str) -> Path:
        """Return the path of a set, such as `extract/news-pages`."""
        return self.folder / f"{name}.jsonl.gz"

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a set."""
        with gzip.open(self.file(name), "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def score(self, what: str, gold: str, predictions: Path, *options: str) -> Figures:
        """Return what the sets' own script says of predictions."""
        command: list[str | Path] = [
            sys.executable,
            self.folder / "score.py",
            what,
            self.file(gold),
            predictions,
            "--json",
            *options,
        ]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        figures: Figures = json.loads(printed)
        return figures

    def predict(self, name: str, rows: Iterable[dict[str, object]]) -> Path:
        """Write predictions that were made in this process, and return their file."""
        path = self.scratch / f"{name.replace('/', '-')}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return path
