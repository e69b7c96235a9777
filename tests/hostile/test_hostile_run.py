"""A folder of everything that goes wrong, in one run: each costs itself, is told, and the good documents are stored."""

from __future__ import annotations

import bz2
import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.flows.corpus import article
from tests.readers.building import tarred, zipped

LIMITS = """
[limits]
document = "5MB"
line = "6MB"
cpu_seconds = 15
memory = "1GB"
"""


def page(number: int) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in article(number).split("\n"))
    return f"<html><head><title>Page {number}</title></head><body><article>{paragraphs}</article></body></html>"


def write_villains(folder: Path) -> dict[str, bytes]:
    """Write the hostile files. Return them by name."""
    good_line = json.dumps({"text": article(1), "id": "good"}).encode() + b"\n"
    files = {
        "truncated.jsonl.gz": gzip.compress(good_line * 3)[:-200],
        "truncated.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000\r\n\r\nHTTP/1.1 200 OK\r\n",
        "invalid.jsonl": b'{"text": \n[]\n"x"\n{"text": 5}\n' + good_line,
        "long.jsonl": b'{"text": "' + b"a" * 200_000_000 + b'"}\n' + good_line,
        "bomb.zip": zipped({"zeros.txt": bytes(80_000_000)}),
        "bomb.txt.bz2": bz2.compress(bytes(80_000_000)),
        "climbing.zip": zipped({"../../evil.txt": b"evil", "fine.txt": article(2).encode()}),
        "climbing.tar": tarred({"../evil.txt": b"evil", "/etc/evil.txt": b"evil", "fine.txt": article(3).encode()}),
        "nested.html": b"<div>" * 100_000 + page(4).encode() + b"</div>" * 100_000,
        "attribute.html": b'<p title="' + b"x" * 1_000_000 + b'">' + page(5).encode(),
        "nul.html": page(6).replace("harbour", "har\0bour").encode(),
        "charset.html": b'<meta charset="utf-16">' + page(7).encode("cp1254", "replace"),
        "nul.txt": b"\0" * 1000,
        "empty.txt": b"",
        "empty.jsonl": b"",
        "unknown.docx": b"PK",
        "wide.html": page(8).encode() + b"<br>" * 300_000,
        "good.txt": article(9).encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "dumps").mkdir()
    (folder / "seeds").mkdir()
    (folder / "seeds" / "settings.toml").write_text(LIMITS)
    write_villains(folder / "dumps")
    paths = (folder / "dumps", folder / "missing")
    ingest(IngestOptions(paths, folder / "news.db", folder / "seeds", workers=2), Silent())
    assert not list(folder.rglob("evil.txt"))
    return sqlite3.connect(folder / "news.db")


FAILED = """
SELECT COUNT(*) FROM failures LEFT JOIN dumps ON dumps.id = dump WHERE dumps.name = :name OR locator LIKE '%' || :name
"""


@pytest.mark.parametrize(
    ("name", "failures"),
    [
        ("truncated.jsonl.gz", 1),
        ("truncated.warc", 1),
        ("invalid.jsonl", 4),
        ("long.jsonl", 1),
        ("bomb.zip", 1),
        ("bomb.txt.bz2", 1),
        ("climbing.zip", 1),
        ("climbing.tar", 2),
        ("nul.txt", 1),
        ("empty.txt", 1),
        ("empty.jsonl", 1),
        ("unknown.docx", 1),
        ("missing", 1),
        ("good.txt", 0),
    ],
)
def test_each_is_told_once(store: sqlite3.Connection, name: str, failures: int) -> None:
    assert store.execute(FAILED, {"name": name}).fetchone() == (failures,)


@pytest.mark.parametrize("number", [1, 2, 3, 9])
def test_good_documents_beside_them_are_stored(store: sqlite3.Connection, number: int) -> None:
    assert store.execute("SELECT COUNT(*) FROM versions WHERE text = ?", [article(number)]).fetchone() >= (1,)


@pytest.mark.parametrize("name", ["nested.html", "attribute.html", "nul.html", "charset.html", "wide.html"])
def test_a_strange_page_is_an_article_or_a_failure(store: sqlite3.Connection, name: str) -> None:
    outcome = store.execute(
        "SELECT version IS NOT NULL, (SELECT COUNT(*) FROM failures WHERE capture = captures.id) FROM captures"
        " WHERE locator = ?",
        [name],
    ).fetchone()
    assert outcome in [(1, 0), (0, 1)]


def test_nothing_is_left_without_an_outcome(store: sqlite3.Connection) -> None:
    assert store.execute(
        "SELECT COUNT(*) FROM captures WHERE version IS NULL AND id NOT IN"
        " (SELECT capture FROM failures WHERE capture IS NOT NULL)"
    ).fetchone() == (0,)
    assert store.execute("SELECT state FROM runs").fetchall() == [("done",)]


def test_every_failure_says_what_is_wrong_and_where(store: sqlite3.Connection) -> None:
    for error, locator in store.execute("SELECT error, locator FROM failures"):
        assert len(error) > 15
        assert "Traceback" not in error
        assert locator or "dump" in error or "file" in error
