"""Pages of one source in a store, and a rule of that source that changes what is made of them.

Run in a process of its own with a folder, a point and a turn, it extracts again and kills itself at that commit.
"""

from __future__ import annotations

import functools
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from db.connection import archive_path
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from flows.reextract_report import Report
from flows.reextracting import ReextractOptions, reextract
from tests.flows import killed_run
from tests.flows.corpus import article, write_jsonl
from tests.flows.killed_run import Fated

SOURCE = "daily.example"
NOTE = "The reporter crossed the strait four times for this account and paid the fare herself each time."
RULE = f'name = "{SOURCE}"\n[[rules]]\nremove = [".note"]\n'
EMPTYING_RULE = f'name = "{SOURCE}"\n[[rules]]\nbody = ".story"\nremove = [".story"]\n'
PAGES = 6


def page(number: int, *, noted: bool = True) -> str:
    """Return a page whose note belongs to the article until a rule says otherwise."""
    first, *rest = [f"<p>{paragraph}</p>" for paragraph in article(number).split("\n")]
    note = f'<p class="note">{NOTE} Crossing {number}.</p>' if noted else ""
    body = "".join([first, note, *rest])
    return (
        f'<html lang="en"><head><title>Crossing {number}</title></head><body><article class="story">'
        f"<h1>Crossing {number}</h1>{body}</article></body></html>"
    )


class ReextractStore:
    """A store with a few pages, of which all but two have a note, and one capture that gave no article."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "news.db"
        self.seeds = folder / "seeds"
        (self.seeds / "sources").mkdir(parents=True, exist_ok=True)
        (self.seeds / "settings.toml").write_text("[run]\nbatch_documents = 2\n")

    def fill(self, *, archive: bool = True) -> None:
        """Ingest the pages."""
        records = [
            {"url": f"https://{SOURCE}/{number}", "captured_at": f"2026-03-0{number + 1}", "html": page(number)}
            for number in range(PAGES)
        ]
        records += [
            {"url": f"https://{SOURCE}/plain", "html": page(20, noted=False)},
            {"url": f"https://other.example/{1}", "html": page(1)},
            {"url": f"https://{SOURCE}/empty", "html": "<html><body><p>Wait</p></body></html>"},
            {"url": f"https://{SOURCE}/0", "captured_at": "2026-02-01", "html": page(0) + "<!-- again -->"},
        ]
        dump = write_jsonl(self.folder / "dump.jsonl", records)
        ingest(IngestOptions((dump,), self.database, self.seeds, workers=1, archive=archive), Silent())

    def rule(self, text: str | None) -> None:
        """Write the file of the source, or take it away."""
        path = self.seeds / "sources" / f"{SOURCE}.toml"
        if text is None:
            path.unlink()
        else:
            path.write_text(text)

    def reextract(self, **options: Any) -> Report:
        """Extract again."""
        return reextract(ReextractOptions(self.database, self.seeds, workers=1, **options), Silent())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with closing(sqlite3.connect(self.database)) as store:
            return store.execute(query).fetchall()

    def files(self) -> list[bytes]:
        """Return the bytes of both files."""
        return [path.read_bytes() for path in (self.database, archive_path(self.database))]

    def texts(self) -> dict[str, str]:
        """Return the shown texts by address."""
        return dict(self.rows("SELECT address, text FROM current_articles"))


def main(folder: str, point: str, turn: str) -> None:
    """Extract again, and print which commits there were."""
    Fated.when, _, Fated.point = point.partition(" ")
    Fated.turn = int(turn)
    killed_run.POINTS = (*killed_run.POINTS, "take")
    sqlite3.connect = functools.partial(sqlite3.connect, factory=Fated)  # type: ignore[assignment]
    ReextractStore(Path(folder)).reextract()
    print(dict(Fated.seen))  # noqa: T201
