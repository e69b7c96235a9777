"""A small invented news corpus for the run's tests: deterministic, with copies, a correction and broken records."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

WORDS = [
    "harbour",
    "council",
    "bridge",
    "signal",
    "orbit",
    "grain",
    "tunnel",
    "museum",
    "railway",
    "customs",
    "glacier",
    "turbine",
    "vineyard",
    "ferry",
    "archive",
    "satellite",
    "minister",
    "engineer",
    "farmer",
    "pilot",
    "curator",
    "mayor",
    "captain",
    "librarian",
    "surveyor",
    "opened",
    "delayed",
    "inspected",
    "repaired",
    "announced",
    "measured",
    "promised",
    "welcomed",
    "questioned",
    "financed",
    "northern",
    "coastal",
    "narrow",
    "ancient",
    "modern",
    "public",
    "crowded",
    "quiet",
    "winter",
    "spring",
    "morning",
    "evening",
    "budget",
    "contract",
    "licence",
    "survey",
    "festival",
    "election",
    "harvest",
    "rescue",
]


def sentence(dice: random.Random) -> str:
    """Return one invented sentence of ten to eighteen words."""
    words = [dice.choice(WORDS) for _ in range(dice.randint(10, 18))]
    return " ".join(words).capitalize() + "."


def article(number: int, paragraphs: int = 5) -> str:
    """Return the text of the invented article `number`; the same number gives the same text."""
    dice = random.Random(number)
    return "\n".join(" ".join(sentence(dice) for _ in range(4)) for _ in range(paragraphs))


def record(number: int, **keys: str) -> dict[str, str]:
    """Return a JSONL record of article `number`."""
    return {
        "id": f"r{number}",
        "url": f"https://outlet{number % 3}.example/news/{number}",
        "title": f"Article number {number}",
        "published": f"2026-03-{number % 28 + 1:02d}",
        "text": article(number),
        **keys,
    }


def write_jsonl(path: Path, records: Sequence[dict[str, str] | str]) -> Path:
    """Write records, or lines as they are, to a JSONL file, gzipped if its name says so."""
    lines = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in records)
    data = lines.encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def write_corpus(folder: Path) -> Path:
    """Write two dumps with copies, a correction, a known failure and broken lines. Return the folder."""
    folder.mkdir(exist_ok=True)
    first = [record(number) for number in range(14)]
    copies = [record(number, url=f"https://copier.example/{number}", id=f"c{number}") for number in range(0, 14, 3)]
    corrected = record(1, text=article(1) + "\n" + sentence(random.Random(99)), captured_at="2026-04-01T10:00:00Z")
    write_jsonl(folder / "a.jsonl", [*first[:7], "{broken", *first[7:]])
    write_jsonl(folder / "b.jsonl.gz", [*copies, corrected, '{"id": "empty"}', record(50, text=" ")])
    (folder / "page.txt").write_text(article(77), encoding="utf-8")
    return folder
