"""Copies: the processor time of text-dedup's MinHash on the same documents, in turn with ours.

In: its command, run by the Python of an environment of its own, named by `WIRESIFT_TEXT_DEDUP`: it brings Spark, pandas
and a dozen others, so it is no dependency of this project. Out: what its clusters are like, which is what plain
datasketch finds (`bench.copies`). Where it is not installed a line says so.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from statistics import median

from bench.copies_store import Document, ingest, new_store

ROUNDS = 3
SECONDS = 900  # until a command is given up
VARIABLE = "WIRESIFT_TEXT_DEDUP"


def measure_beside_text_dedup(scratch: Path, documents: Sequence[Document]) -> str:
    """Return a sentence with the processor time of both, and their ratio, medians of rounds in turn."""
    python = os.environ.get(VARIABLE)
    if not python or not which(python) or not _is_installed(python):
        return f"text-dedup is not installed: name in {VARIABLE} the Python of an environment that has it."
    texts = scratch / "text-dedup.jsonl"
    texts.write_text("".join(json.dumps({"text": document.text}) + "\n" for document in documents), encoding="utf-8")
    rounds = [
        (_text_dedup_seconds(python, texts, scratch / f"round-{number}"), _our_seconds(scratch, number, documents))
        for number in range(ROUNDS)
    ]
    theirs, ours = (1000 * median(seconds) / len(documents) for seconds in zip(*rounds, strict=True))
    ratio = median(our / their for their, our in rounds)
    return (
        f"text-dedup's MinHash takes {theirs:.2f} ms of processor time a document on the same documents, its start left"
        f" out, ours in turn {ours:.2f} ms: {ratio:.2f} of it (medians of {ROUNDS} rounds)."
    )


def _is_installed(python: str) -> bool:
    return subprocess.run([python, "-c", "import text_dedup.minhash"], check=False, capture_output=True).returncode == 0


def _text_dedup_seconds(python: str, texts: Path, folder: Path) -> float:
    """Return the processor seconds of one run with its own settings, less those of importing it."""
    files = ["--path", "json", "--data_files", str(texts), "--split", "train", "--cache_dir", str(folder / "cache")]
    settings = ["--column", "text", "--num_proc", "1", "--output", str(folder / "output")]
    whole = _child_seconds([python, "-m", "text_dedup.minhash", *files, *settings], folder)
    return whole - _child_seconds([python, "-c", "import text_dedup.minhash"], folder)


def _child_seconds(command: list[str], folder: Path) -> float:
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "HF_HOME": str(folder), "HF_HUB_OFFLINE": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=SECONDS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _our_seconds(scratch: Path, number: int, documents: Sequence[Document]) -> float:
    connection = new_store(scratch / f"beside-text-dedup-{number}.db")
    try:
        return ingest(connection, documents).total
    finally:
        connection.close()
