"""The schema of the main database and of the archive, as numbered migrations. One that has landed never changes.

In: tables, indexes and views, a module a migration. Out: what each is for (`db.descriptions`), reading and writing
rows. The bytes of payloads are in the archive's own file, so that the main file stays small enough to copy, to publish
and to serve.
"""

from __future__ import annotations

from db.schema import (
    archive,
    counting,
    fetching,
    first_tables,
    furniture,
    inspecting,
    merging,
    recent_lists,
    reextracting,
    sketches,
    source_files,
    watching,
    weakening,
    who_copies_whom,
    withdrawing,
)

# Names of the migrations of each file, in their order, with their scripts.
MAIN = {
    "0001_first_tables": first_tables.SCRIPT,
    "0002_who_copies_whom": who_copies_whom.SCRIPT,
    "0003_furniture": furniture.SCRIPT,
    "0004_fetching": fetching.SCRIPT,
    "0005_watching": watching.SCRIPT,
    "0006_inspecting": inspecting.SCRIPT,
    "0007_reextracting": reextracting.SCRIPT,
    "0008_withdrawing": withdrawing.SCRIPT,
    "0009_counting": counting.SCRIPT,
    "0010_source_files": source_files.SCRIPT,
    "0011_recent_lists": recent_lists.SCRIPT,
    "0012_sketches": sketches.SCRIPT,
    "0013_weakening": weakening.SCRIPT,
    "0014_merging": merging.SCRIPT,
}
ARCHIVES = {"0001_bodies": archive.SCRIPT}
