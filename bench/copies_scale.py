"""What 5,000 new articles cost against a million stored ones: `python -m bench.copies_scale SETS`.

The million has synthetic signatures of 25 postings and 8 bands a text, drawn as if it were more stories of the kind of
the labelled set's. Word sequences follow a Pitman-Yor process (Teh 2006): of n postings of V kinds in one text a story,
one of a new story is of a kind that stands in c of them with a chance of (c - d) / n, and else of one not seen yet,
where d is how steeply V grows with n. So of the postings of the new texts a third stand in no list, a seventh in
lists of fewer than twenty texts, and what only the copies of a story share makes no list longer. The sketches have
the bits of any 400 shingles. The texts are one word each: some 1,200 are read for 5,000 new ones, and texts of 400
words would take .2 ms more each for splitting, which is not in these figures. The new ones are real texts of the
labelled set. The file system's cache is not dropped; the store is opened anew, so that SQLite's is cold.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.copies import SET, read
from bench.copies_store import INDEX_TABLES, Document, bytes_of, ingest, new_store
from bench.measure import peak_memory
from bench.sets import Sets
from db import lists
from db.connection import open_store, transaction
from db.copies import store_signatures
from dedup.sampling import SIZE_BITS, number
from dedup.scheme import BANDS, SCHEME, SKETCH_BITS
from dedup.shingles import IDENTITY_BITS
from dedup.signature import sign
from flows.settling import move_recent

TIMES = 3
SHINGLES = 400
POSTINGS = 25  # a text of 400 words
ARTICLES_A_CHUNK = 100_000
SKETCHES_A_CHUNK = 5_000

Numbers = NDArray[np.int64]
Postings = tuple[int, ...]


def build(path: Path, stored: int, stories: list[Postings]) -> None:
    """Make a store of `stored` synthetic articles at `path`, like the stories with these postings."""
    random = np.random.default_rng(1)
    connection = new_store(path)
    connection.execute("PRAGMA synchronous = OFF")
    identities = random.choice(1 << IDENTITY_BITS - SIZE_BITS.bit_length(), stored, replace=False)
    texts = identities << SIZE_BITS.bit_length() | number(1, POSTINGS) & SIZE_BITS
    with transaction(connection):
        connection.execute("INSERT INTO schemes (scheme) VALUES (?)", [SCHEME])
        connection.execute("INSERT INTO sources (id, name) VALUES (1, 'synthetic')")
        _store_articles(connection, texts)
        _store_signatures(connection, random, texts)
        _store_keys(connection, "bands", random.integers(0, 1 << IDENTITY_BITS, (stored, BANDS)), texts)
        _store_keys(connection, "postings", _postings(random, stored, stories), texts)
        connection.execute("DELETE FROM unsettled_members")
    connection.close()


def read_stories(sets: Sets) -> list[Postings]:
    """Return the postings of one text a story of the labelled set."""
    stories = {row["base"]: row["id"] for row in sets.rows(f"{SET}.labels")}
    chosen = set(stories.values())
    return [signature.postings for signature in sign([d.text for d in read(sets) if d.id in chosen])]


def _postings(random: np.random.Generator, stored: int, stories: list[Postings]) -> Numbers:
    keys, counts = np.unique(np.concatenate(stories), return_counts=True)
    discount = _growth(random, stories)
    weights = random.gamma(counts - discount)
    drawn = random.choice(keys, (stored, POSTINGS), p=weights / weights.sum())
    seen = 1 - discount * len(keys) / counts.sum()
    return np.where(
        random.random((stored, POSTINGS)) < seen, drawn, random.integers(0, 1 << IDENTITY_BITS, drawn.shape)
    )


def _growth(random: np.random.Generator, stories: list[Postings]) -> float:
    """Return with which power of their number the kinds of postings grow, from half of the stories to all."""
    half = random.permutation(len(stories))[: len(stories) // 2]
    some, everything = np.concatenate([stories[at] for at in half]), np.concatenate(stories)
    kinds = len(np.unique(everything)) / len(np.unique(some))
    return float(np.log(kinds) / np.log(len(everything) / len(some)))


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
        rows = [(number, name) for number, name in zip(numbers, names, strict=True)]
        connection.executemany("INSERT INTO clusters (id, canonical) VALUES (?, ?)", rows)
        newest = [(number, number, name) for number, name in rows]
        connection.executemany("UPDATE articles SET newest = ?, cluster = ? WHERE id = ?", newest)


def _store_signatures(connection: sqlite3.Connection, random: np.random.Generator, texts: Numbers) -> None:
    for start in range(0, len(texts), SKETCHES_A_CHUNK):
        some = texts[start : start + SKETCHES_A_CHUNK].tolist()
        bits = np.zeros((len(some), SKETCH_BITS), dtype=np.bool_)
        np.put_along_axis(bits, random.integers(0, SKETCH_BITS, (len(some), SHINGLES)), values=True, axis=1)
        rows = zip(range(start + 1, start + len(some) + 1), some, np.packbits(bits, axis=1), strict=True)
        store_signatures(connection, ((version, text, sketch.tobytes()) for version, text, sketch in rows))


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
    peak = peak_memory(os.getpid())
    size = bytes_of(connection, INDEX_TABLES) / connection.execute("SELECT COUNT(*) FROM versions").fetchone()[0]
    moving = _move(connection)
    return {
        "seconds of CPU, signing": seconds.sign,
        "seconds of CPU, probing, verifying, storing": seconds.link,
        "seconds of CPU, settling": seconds.settle,
        "seconds of CPU, their share of moving what arrived in the lists": moving.cpu,
        "seconds of CPU, all of copy detection": seconds.total + moving.cpu,
        "seconds of wall time, inserting the versions included": wall,
        "seconds of wall time, their share of moving": moving.wall,
        "peak megabytes": peak,
        "bytes of index and signature an article": size,
    }


@dataclass(frozen=True, slots=True)
class Moving:
    """What moving costs, in seconds: the share of what has arrived in what is moved at once."""

    cpu: float
    wall: float


def _move(connection: sqlite3.Connection) -> Moving:
    """Fill the recent lists until they are moved, and move them."""
    arrived = connection.execute("SELECT COUNT(*) FROM recent_postings").fetchone()[0]
    missing = lists.MOST_RECENT - arrived
    random = np.random.default_rng(2)
    with transaction(connection):
        lists.store_postings(connection, random.integers(0, 1 << IDENTITY_BITS, (missing, 2)))
        lists.store_bands(connection, random.integers(0, 1 << IDENTITY_BITS, (missing * BANDS // POSTINGS, 2)))
    cpu, wall = time.process_time(), time.monotonic()
    move_recent(connection)
    share = arrived / lists.MOST_RECENT
    return Moving((time.process_time() - cpu) * share, (time.monotonic() - wall) * share)


def measure_scale(sets: Sets, stored: int = 1_000_000, new: int = 5_000) -> Iterator[str]:
    """Yield the lines of the section on scale. The store takes a gigabyte and a minute to build."""
    path = sets.scratch / "scale.db"
    build(path, stored, read_stories(sets))
    turns = [_turn(sets, path, new) for _number in range(TIMES)]
    path.unlink()
    yield f"{new:,} new articles against {stored:,} stored ones, in a process of their own; medians of {TIMES}:"
    yield ""
    for name in turns[0]:
        yield f"* {name}: {statistics.median(turn[name] for turn in turns):.2f}"


def _turn(sets: Sets, store: Path, new: int) -> dict[str, float]:
    """Measure on a copy of the store, in another process."""
    command = [sys.executable, "-m", "bench.copies_scale", str(sets.folder.parent), "--new", str(new)]
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        path = Path(shutil.copy(store, folder))
        printed = subprocess.run([*command, "--store", str(path)], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in re.findall(r"^\* (.+): ([\d.]+)$", printed, re.MULTILINE)}


def main() -> None:
    """Build a store, or measure on one that was built: in a process of its own, whose memory is not the builder's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder that holds bench/score.py and the sets")
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--store", type=Path, help="measure on this store, built before; it grows")
    parser.add_argument("--build", type=Path, help="build a store here")
    options = parser.parse_args()
    sets = Sets((options.sets / "bench").absolute(), Path())
    if options.build:
        build(options.build, options.stored, read_stories(sets))
    if options.store:
        for name, value in measure(options.store, options.new, read(sets)).items():
            print(f"* {name}: {value:.2f}")


if __name__ == "__main__":
    main()
