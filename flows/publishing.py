"""Writing a snapshot of the store for publishing, with the metadata that Datasette shows it with.

In: two files in their places, whole or not at all. Out: what a snapshot holds (`db.snapshot`), and serving it
(`flows.inspecting`).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.connection import open_reader
from db.datasette.metadata import store_metadata
from db.snapshot import is_snapshot, write_snapshot
from flows.errors import RunError
from flows.inspecting import Inspection, datasette_command


def publish(database: Path, output: Path) -> str:
    """Write the snapshot to `output` and its metadata beside it. Return the command that shows them.

    An older snapshot is replaced; anything else at `output` is left alone and raises `RunError`.
    """
    if output.exists() and not is_snapshot(output):
        raise RunError(f"{output}: the file is there already and is no snapshot; name another with --output")
    metadata = output.with_suffix(".metadata.json")
    with closing(open_reader(database)) as store, replaced(output) as partial:
        write_snapshot(store, partial)
        with replaced(metadata) as partial_metadata:
            text = json.dumps(store_metadata(output.stem), ensure_ascii=False, indent=2)
            partial_metadata.write_text(text, encoding="utf-8")
    return shlex.join(datasette_command(Inspection(output), metadata))


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """Give a path beside `output` to write to, and put that file in its place at the end of the block.

    Nobody ever reads half of it, and where the block fails nothing is left.
    """
    partial = output.with_name(output.name + ".partial")
    partial.unlink(missing_ok=True)  # of a run that was killed
    try:
        yield partial
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
