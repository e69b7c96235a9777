"""Datasette's metadata: what the store, its tables and their columns are for, and how their stock pages begin.

In: `store_metadata`, made of the descriptions that docs/schema.md is made of. Out: settings, accounts and where the
server listens (`flows.inspecting`), pages of our own (the plugins and templates beside this file).
"""

from __future__ import annotations

from typing import Any

from db.datasette.stock import LARGE
from db.descriptions import DESCRIPTIONS

TITLE = "Wiresift"
STORE = "Articles with a record of where every word came from, why every other word was removed, and who copied whom."

UNCOUNTED = " There can be too many to count or to sort them here; filter them, or take one of the queries."

# Kept for runs, not for readers: numbers, and what is still to be done. They are hidden from lists, not from addresses.
HIDDEN = frozenset(
    {
        "bands",
        "lines",
        "pairs",
        "postings",
        "recent_bands",
        "recent_postings",
        "removed_texts",
        "round_ups",
        "schemes",
        "signatures",
        "sqlite_sequence",
        "stop_shingles",
        "told_articles",
        "uncounted",
        "unextracted",
        "unsettled",
        "unsettled_keys",
        "unsettled_members",
        "unsettled_stories",
        "unsettled_texts",
        "unsettled_versions",
        "_sqlite_migrations",
    }
)

# How a table's page begins. A facet counts the whole table at each request, so only short tables have one; and sorting
# by a column goes over it, so large ones are sorted by their number alone.
PAGES: dict[str, dict[str, Any]] = {
    "articles": {"label_column": "address"},
    "captures": {"label_column": "locator", "sort_desc": "id"},
    "dumps": {"label_column": "name", "sort_desc": "last_run"},
    "failures": {"label_column": "error", "facets": ["stage"]},
    "runs": {"sort_desc": "id", "facets": ["command", "state"]},
    "sources": {"label_column": "name", "sort": "name", "facets": ["language"]},
    "source_health": {"sort_desc": "articles"},
    "verdicts": {"sort_desc": "id", "facets": ["verdict"]},
    "versions": {"label_column": "title", "sort_desc": "id"},
    "who_copies_whom": {"sort_desc": "copies"},
}


def store_metadata(database: str) -> dict[str, Any]:
    """Return the metadata of a store that Datasette knows as `database`: the stem of its file's name."""
    tables = {name: _table(name) for name in sorted(DESCRIPTIONS.keys() | HIDDEN)}
    return {"title": TITLE, "databases": {database: {"description": STORE, "tables": tables}}}


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = dict(PAGES.get(name, {}))
    if name in LARGE:
        table["sortable_columns"] = [column for column in (LARGE[name],) if column]
    if name in HIDDEN:
        table["hidden"] = True
    description = DESCRIPTIONS.get(name)
    if description:
        table["description"] = f"One row: {description.rows}.{UNCOUNTED if name in LARGE else ''}"
        table["columns"] = dict(description.columns)
    return table
