"""Copies: our code beside plain datasketch, apart from the command line: `python -m bench.copies SETS`.

In: quality and processor time of both on the labelled set, in one process and one run; disk; what thresholds chosen by
cross-validation give. Out: the same through the command line (`bench.copies_quality`), and the scale
(`bench.copies_scale`).

Plain is what the documentation of datasketch shows: word 5-shingles, 128 permutations, MinHashLSH at .5, the candidates
verified by exact Jaccard similarity of .5 or more, everything that is linked in one cluster.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from bench.copies_store import EVIDENCE_TABLES, INDEX_TABLES, Document, bytes_of, clusters, ingest, new_store
from bench.copies_text_dedup import measure_beside_text_dedup
from bench.sets import Figures, Sets
from db.connection import transaction
from dedup import settle
from flows.linking import recluster

SET = "dedup/news-copies"
PLAIN_WORDS = 5
PLAIN_PERMUTATIONS = 128
PLAIN_JACCARD = 0.5

FOLDS = 5
GRID = {"NEAR_JACCARD": (0.3, 0.4, 0.5), "EXCERPT_CONTAINMENT": (0.6, 0.7, 0.8), "ROUND_UP_CONTAINMENT": (0.3, 0.4)}

Clusters = dict[str, int]  # by document


def measure_beside_plain(sets: Sets) -> Iterator[str]:
    """Yield the lines of a table of plain datasketch and ours on the labelled set."""
    documents = read(sets)
    began = time.process_time()
    plain = find_plainly(documents)
    plain_seconds = time.process_time() - began
    connection = new_store(sets.scratch / "beside-plain.db")
    seconds = ingest(connection, documents)
    yield "| | B-cubed F1 | pairwise F1 | stories lost | copies left in | round-ups, weather with a false mate | CPU |"
    yield "|---|---|---|---|---|---|---|"
    yield _row("plain datasketch", _score(sets, plain), plain_seconds / len(documents))
    yield _row("wiresift", _score(sets, clusters(connection)), seconds.total / len(documents))
    yield ""
    share = 1000 / len(documents)
    yield (
        f"Processor time a document: signing {seconds.sign * share:.2f} ms, probing, verifying and storing"
        f" {seconds.link * share:.2f} ms, settling {seconds.settle * share:.2f} ms. On disk an article: index and"
        f" signature {bytes_of(connection, INDEX_TABLES) / len(documents):.0f} bytes, pairs, links and clusters"
        f" {bytes_of(connection, EVIDENCE_TABLES) / len(documents):.0f}."
    )
    yield ""
    yield measure_beside_text_dedup(sets.scratch, documents)
    yield from _cross_validate(sets, connection)


def read(sets: Sets) -> list[Document]:
    """Return the documents of the labelled set."""
    return [Document(row["id"], row["source"], row["text"]) for row in sets.rows(SET)]


def find_plainly(documents: Sequence[Document]) -> Clusters:
    """Return the clusters that plain datasketch finds."""
    index = MinHashLSH(threshold=PLAIN_JACCARD, num_perm=PLAIN_PERMUTATIONS)
    template = MinHash(num_perm=PLAIN_PERMUTATIONS)
    shingles: list[frozenset[str]] = []
    joined: list[tuple[int, int]] = []
    for number, document in enumerate(documents):
        shingles.append(_plain_shingles(document.text))
        sketch = template.copy()
        sketch.update_batch([shingle.encode() for shingle in shingles[-1]])
        mates = index.query(sketch)
        joined.extend((mate, number) for mate in mates if _jaccard(shingles[mate], shingles[-1]) >= PLAIN_JACCARD)
        index.insert(number, sketch)
    groups = settle.partition(range(len(documents)), joined)
    return {documents[number].id: group[0] for group in groups for number in group}


def _plain_shingles(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(" ".join(words[at : at + PLAIN_WORDS]) for at in range(max(1, len(words) - PLAIN_WORDS + 1)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _score(sets: Sets, found: Clusters) -> Figures:
    rows = ({"id": document, "cluster": cluster} for document, cluster in found.items())
    return sets.score("clusters", f"{SET}.labels", sets.predict("copies", rows))


def _row(name: str, figures: Figures, seconds: float) -> str:
    total = figures["all"]
    return (
        f"| {name} | {total['b3_f1']:.4f} | {total['pair_f1']:.4f} | {total['lost']:.0f} | {total['extra']:.0f} |"
        f" {figures['roundup']['false_mate']:.3f}, {figures['tmpl_weather']['false_mate']:.3f} |"
        f" {seconds * 1000:.2f} ms |"
    )


def _cross_validate(sets: Sets, connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what thresholds give that were chosen without the stories on which they are measured."""
    labels = list(sets.rows(f"{SET}.labels"))
    fold_of = {row["id"]: crc32(row["base"].encode()) % FOLDS for row in labels}
    truth = {row["id"]: row["cluster"] for row in labels}
    results = [(values, _clusters_with(connection, values)) for values in product(*GRID.values())]
    held_out, chosen = [], []
    for fold in range(FOLDS):
        train = [document for document in truth if fold_of[document] != fold]
        test = [document for document in truth if fold_of[document] == fold]
        values, found = max(results, key=lambda result: b_cubed(truth, result[1], train))
        chosen.append(values)
        held_out.append(b_cubed(truth, found, test))
    yield ""
    yield (
        f"Thresholds chosen on four fifths of the base stories give B-cubed F1 {sum(held_out) / FOLDS:.4f} on the fifth"
        f" ({min(held_out):.4f} to {max(held_out):.4f}). Of {', '.join(GRID)} the folds chose"
        f" {', '.join(str(values) for values in sorted(set(chosen)))}; over the whole grid it is"
        f" {min(b_cubed(truth, found, truth) for _, found in results):.4f} to"
        f" {max(b_cubed(truth, found, truth) for _, found in results):.4f}."
    )


def _clusters_with(connection: sqlite3.Connection, values: Sequence[float]) -> Clusters:
    """Return the clusters of the store with other thresholds, which are put back."""
    before = {name: getattr(settle, name) for name in GRID}
    try:
        for name, value in zip(GRID, values, strict=True):
            setattr(settle, name, value)
        with transaction(connection):
            recluster(connection)
        return clusters(connection)
    finally:
        for name, value in before.items():
            setattr(settle, name, value)


def b_cubed(truth: dict[str, str], found: Clusters, documents: Sequence[str] | dict[str, str]) -> float:
    """Return the B-cubed F1 of the clusters among these documents (Bagga and Baldwin 1998)."""
    by_truth, by_found = defaultdict(set), defaultdict(set)
    for document in documents:
        by_truth[truth[document]].add(document)
        by_found[found[document]].add(document)
    both = [(by_truth[truth[one]], by_found[found[one]]) for one in documents]
    precision = sum(len(real & guess) / len(guess) for real, guess in both) / len(both)
    recall = sum(len(real & guess) / len(real) for real, guess in both) / len(both)
    return 2 * precision * recall / (precision + recall)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder that holds bench/score.py and the sets")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wiresift-bench-") as scratch:
        for line in measure_beside_plain(Sets((options.sets / "bench").absolute(), Path(scratch))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
