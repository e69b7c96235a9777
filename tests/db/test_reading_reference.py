"""The documentation of the schema is complete and up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from enum import StrEnum

import pytest

from db.descriptions import ARCHIVE_DESCRIPTIONS, DESCRIPTIONS, Description
from db.reference import DOCUMENT, new_archive, new_main, schema_document, table_names
from dedup.records import Relation
from extractors.records import Precision, Reason, Stage

STORES = [(new_main(), DESCRIPTIONS), (new_archive(), ARCHIVE_DESCRIPTIONS)]


@pytest.mark.parametrize(("store", "descriptions"), STORES)
def test_every_table_and_column_is_described_and_no_other(
    store: sqlite3.Connection, descriptions: Mapping[str, Description]
) -> None:
    schema = {name: {row[1] for row in store.execute(f"PRAGMA table_info({name})")} for name in table_names(store)}
    described = {name: set(description.columns) for name, description in descriptions.items()}
    assert described == schema, "describe what is new in db/descriptions/, and take out what is gone"


@pytest.mark.parametrize(("store", "descriptions"), STORES)
def test_every_view_can_be_read(store: sqlite3.Connection, descriptions: Mapping[str, Description]) -> None:
    for name in descriptions:
        assert store.execute(f"SELECT * FROM {name}").fetchall() == []  # noqa: S608 - names of ours


def test_the_page_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == schema_document(), "run: python -m db.reference"


def test_the_closed_lists_in_the_descriptions_are_those_of_the_code() -> None:
    lists: list[tuple[str, str, type[StrEnum]]] = [
        ("removed_blocks", "reason", Reason),
        ("failures", "stage", Stage),
        ("versions", "published_precision", Precision),
        ("links", "relation", Relation),
    ]
    for table, column, values in lists:
        text = DESCRIPTIONS[table].columns[column]
        assert [value for value in values if value not in text] == [], f"{table}.{column}"
