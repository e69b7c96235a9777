"""Writes the sample dumps and their labels: `python -m tests.samples.build`. The same each time.

In: every file of `seeds/dumps/` and `labels.jsonl`. Out: the articles, which are data beside this script.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.samples.compressed import gzipped
from tests.samples.containers import write
from tests.samples.documents import HERE, Document, containers, loose_documents
from tests.samples.flattened import clean, glued
from tests.samples.labels import label
from tests.samples.pages import page

DUMPS = HERE.parent.parent / "seeds" / "dumps"
LABELS = HERE / "labels.jsonl"

_KEPT_OF_TRUNCATED = 0.6  # enough for the header and some text, too little for the end


def build() -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Return the dumps, by their path below `seeds/dumps`, and the labels of all documents."""
    files: dict[str, bytes] = {}
    labels = []
    for document in loose_documents():
        name, body = _loose(document)
        files[name] = body
        labels.append(label(document, name, name))
    for container in containers():
        files[container.file], locators = write(container)
        placed = zip(container.documents, locators, strict=True)
        labels.extend(label(document, container.file, locator) for document, locator in placed)
    return files, labels


def label_lines(labels: list[dict[str, Any]]) -> str:
    """Return the labels as JSONL."""
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in labels)


def read_labels() -> list[dict[str, Any]]:
    """Return the stored labels, the ground truth for tests."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def stored_dumps(folder: Path = DUMPS) -> Iterator[tuple[str, Path]]:
    """Yield the name, as `build` gives it, and the path of every dump in `folder`."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def main() -> None:
    """Write what `build` returns, and remove dumps that are no longer made."""
    files, labels = build()
    for name, path in stored_dumps():
        if name not in files:
            path.unlink()
    for name, body in files.items():
        path = DUMPS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    LABELS.write_text(label_lines(labels), encoding="utf-8")


def _loose(document: Document) -> tuple[str, bytes]:
    stem = f"{document.outlet.name}/{document.id}"
    if document.form in ("page", "bare-page", "raw-page"):
        return f"{stem}.html", page(document)
    if document.form == "truncated-text":
        whole = gzipped(clean(document).encode())
        return f"{stem}.txt.gz", whole[: int(len(whole) * _KEPT_OF_TRUNCATED)]
    return f"{stem}.txt", (glued(document) if document.form == "glued-text" else clean(document)).encode()


if __name__ == "__main__":
    main()
