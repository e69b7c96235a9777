"""What 5,000 new articles cost against a million stored ones: `python -m bench.copies_scale SETS`.

The million has synthetic signatures: of 25 postings and 6 bands a text, three postings in ten are drawn from the
shingles that the labelled set has in more than one text, as often as they stand there, so that the lists of common
phrases are as long as they would be; the others are random. The new ones are real texts of the labelled set. The file
system's cache is not dropped; the store is opened anew, so that SQLite's is cold.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.copies import read
from bench.copies_store import INDEX_TABLES, Document, bytes_of, ingest, new_store
from bench.sets import Sets
from db.connection import open_store, transaction
from dedup.scheme import BANDS, SCHEME
from dedup.shingles import IDENTITY_BITS
from dedup.signature import sign

POSTINGS = 25  # a text of 400 words
COMMON = 0.3
ARTICLES_A_CHUNK = 100_000

Numbers = NDArray[np.int64]


def build(path: Path, stored: int, documents: list[Document]) -> None:
    """Make a store of `stored` synthetic articles at `path`."""
    random = np.random.default_rng(1)
    connection = new_store(path)
    connection.execute("PRAGMA synchronous = OFF")
    texts = np.sort(random.choice(1 << IDENTITY_BITS, stored, replace=False))
    random.shuffle(texts)
    with transaction(connection):
        connection.execute("INSERT INTO schemes (scheme) VALUES (?)", [SCHEME])
        connection.execute("INSERT INTO sources (id, name) VALUES (1, 'synthetic')")
        _store_articles(connection, texts)
        _store_keys(connection, "bands", random.integers(0, 1 << IDENTITY_BITS, (stored, BANDS)), texts)
        _store_keys(connection, "postings", _postings(random, stored, documents), texts)
        connection.execute("DELETE FROM unsettled_members")
    connection.close()


def _postings(random: np.random.Generator, stored: int, documents: list[Document]) -> Numbers:
    counts = Counter(key for signature in sign([d.text for d in documents]) for key in signature.postings)
    common = [(key, count) for key, count in sorted(counts.items()) if count > 1]
    weights = np.array([count for _, count in common], dtype=float)
    drawn = random.choice([key for key, _ in common], (stored, POSTINGS), p=weights / weights.sum())
    return np.where(
        random.random((stored, POSTINGS)) < COMMON, drawn, random.integers(0, 1 << IDENTITY_BITS, drawn.shape)
    )


def _store_articles(connection: sqlite3.Connection, texts: Numbers) -> None:
    for start in range(0, len(texts), ARTICLES_A_CHUNK):
        numbers = range(start + 1, min(start + ARTICLES_A_CHUNK, len(texts)) + 1)
        names = [f"{number:016x}" for number in numbers]
        connection.executemany(
            "INSERT INTO articles (id, source, address, run) VALUES (?, 1, ?, 1)", [(name, name) for name in names]
        )
        connection.executemany(
            "INSERT INTO versions (id, article, digest, origins, text, words, recipe, run)"
            " VALUES (?, ?, ?, '{}', 'synthetic', 1, 'bench', 1)",
            [(number, name, name) for number, name in zip(numbers, names, strict=True)],
        )
        connection.executemany(
            "INSERT INTO signatures (version, text) VALUES (?, ?)",
            [(number, int(texts[number - 1])) for number in numbers],
        )
        rows = [(number, name) for number, name in zip(numbers, names, strict=True)]
        connection.executemany("INSERT INTO clusters (id, canonical) VALUES (?, ?)", rows)
        newest = [(number, number, name) for number, name in rows]
        connection.executemany("UPDATE articles SET newest = ?, cluster = ? WHERE id = ?", newest)


def _store_keys(connection: sqlite3.Connection, table: str, keys: Numbers, texts: Numbers) -> None:
    """Store the rows in their order, which leaves pages full: a table that grew by batches takes a third more."""
    flat, owners = keys.ravel(), np.repeat(texts, keys.shape[1])
    order = np.lexsort((owners, flat))
    statement = f"INSERT OR IGNORE INTO {table} (key, text) VALUES (?, ?)"  # noqa: S608 - one of two names of ours
    for start in range(0, len(order), 1_000_000):
        some = order[start : start + 1_000_000]
        connection.executemany(statement, zip(flat[some].tolist(), owners[some].tolist(), strict=True))


def measure(path: Path, new: int, documents: list[Document]) -> dict[str, float]:
    """Add `new` documents to the store at `path`; return seconds, megabytes and bytes."""
    fresh = [Document(f"new-{document.id}", document.source, document.text) for document in documents[:new]]
    connection = open_store(path)
    started = time.monotonic()
    seconds = ingest(connection, fresh)
    wall = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    return {
        "seconds of CPU, signing": seconds.sign,
        "seconds of CPU, probing, verifying, storing": seconds.link,
        "seconds of CPU, settling": seconds.settle,
        "seconds of CPU, all of copy detection": seconds.total,
        "seconds of wall time, storing the versions included": wall,
        "peak megabytes": peak,
        "bytes of index and signature an article": bytes_of(connection, INDEX_TABLES)
        / connection.execute("SELECT COUNT(*) FROM versions").fetchone()[0],
    }


def measure_scale(sets: Sets, stored: int = 1_000_000, new: int = 5_000) -> Iterator[str]:
    """Yield the lines of the section on scale. The store takes a gigabyte and a minute to build."""
    path = sets.scratch / "scale.db"
    build(path, stored, read(sets))
    command = [sys.executable, "-m", "bench.copies_scale", str(sets.folder.parent), "--new", str(new)]
    printed = subprocess.run([*command, "--store", str(path)], check=True, capture_output=True, text=True).stdout
    path.unlink()
    yield f"{new:,} new articles against {stored:,} stored ones, in a process of their own:"
    yield ""
    yield from printed.splitlines()


def main() -> None:
    """Build a store, or measure on one that was built: in a process of its own, whose memory is not the builder's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder that holds bench/score.py and the sets")
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--store", type=Path, help="measure on this store, built before; it grows")
    parser.add_argument("--build", type=Path, help="build a store here")
    options = parser.parse_args()
    documents = read(Sets((options.sets / "bench").absolute(), Path()))
    if options.build:
        build(options.build, options.stored, documents)
    if options.store:
        for name, value in measure(options.store, options.new, documents).items():
            print(f"* {name}: {value:.2f}")


if __name__ == "__main__":
    main()
