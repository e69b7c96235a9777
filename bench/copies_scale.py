"""What 5,000 new articles cost against a million stored ones: `python -m bench.copies_scale`.

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
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.copies_data import read_documents
from bench.copies_store import INDEX_TABLES, Document, bytes_of, ingest, new_store
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
            "INSERT INTO signatures (version, text, postings) VALUES (?, ?, ?)",
            [(number, int(texts[number - 1]), POSTINGS) for number in numbers],
        )
        rows = [(number, name) for number, name in zip(numbers, names, strict=True)]
        connection.executemany("INSERT INTO clusters (id, canonical) VALUES (?, ?)", rows)
        connection.executemany("UPDATE articles SET newest = ?1, cluster = ?1 WHERE id = ?2", rows)


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
        "sign": seconds.sign,
        "link": seconds.link,
        "settle": seconds.settle,
        "cpu": seconds.total,
        "wall": wall,
        "peak_megabytes": peak,
        "index_bytes_an_article": bytes_of(connection, INDEX_TABLES)
        / connection.execute("SELECT COUNT(*) FROM versions").fetchone()[0],
    }


def main() -> None:
    """Build the store, then measure in a process of its own, whose memory is not the builder's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--store", type=Path, help="measure on this store, built before; it grows")
    parser.add_argument("--build", type=Path, help="only build a store here")
    options = parser.parse_args()
    documents = read_documents()
    if options.build:
        build(options.build, options.stored, documents)
    elif options.store:
        for name, value in measure(options.store, options.new, documents).items():
            print(f"{name:24} {value:.2f}")
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "million.db"
            common = [sys.executable, "-m", "bench.copies_scale", "--stored", str(options.stored)]
            subprocess.run([*common, "--build", str(path)], check=True)
            subprocess.run([*common, "--new", str(options.new), "--store", str(path)], check=True)


if __name__ == "__main__":
    main()
