"""What is ours in the cells of Datasette's stock tables: links to our pages, and no long texts in lists.

In: one cell. Out: the rows themselves, and everything that is shown as Datasette does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datasette.app import Datasette
from markupsafe import Markup

from db.datasette.showing import link, segment, words
from db.reading.controls import OBEYED

ARTICLE, STORY, SOURCE, RUN = "article", "story", "source", "run"

# By table and column, which page a value leads to. The first column of a table is not asked for: Datasette makes it the
# link to its own page of the row, so a column beside it leads to ours. The tables' own names of columns differ.
PAGES: Mapping[tuple[str, str], str] = {
    ("clusters", "canonical"): ARTICLE,
    ("verdicts", "a"): ARTICLE,
    ("verdicts", "b"): ARTICLE,
    ("current_articles", "id"): ARTICLE,
    ("canonical_articles", "id"): ARTICLE,
    ("who_copies_whom", "copied_by"): SOURCE,
    ("dumps", "first_run"): RUN,
    ("dumps", "last_run"): RUN,
}
# The same in every table and query.
COLUMNS: Mapping[str, str] = {
    "article": ARTICLE,
    "other_article": ARTICLE,
    "cluster": STORY,
    "story": STORY,
    "run": RUN,
}
# A row leads to our page by this column, with the value of the other.
ROWS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("articles", "address"): (ARTICLE, "id"),
    ("articles", "newest"): (ARTICLE, "id"),
    ("article_figures", "version"): (ARTICLE, "article"),
    ("runs", "command"): (RUN, "id"),
    ("sources", "name"): (SOURCE, "name"),
}
NAMED_SOURCES = frozenset({"source", "copied_by"})  # a source's name: its label, or what a view says

DIGEST = re.compile("[0-9a-f]{32,64}")
DIGITS = 12  # of a digest in a list: enough to tell two apart
LONGEST = 80  # characters of a text in a list: a line or two


def render(
    datasette: Datasette, table: str | None, row: Mapping[str, object], column: str, value: Any
) -> Markup | None:
    """Return how a cell is shown where that is ours to say, else None."""
    if value is None or isinstance(value, bytes):
        return None
    # A foreign key comes with the label of its row.
    value, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    target = _target(table, row, column, label if column in NAMED_SOURCES else value)
    if target is not None:
        page, name = target
        path = datasette.urls.path(f"/{page}/{segment(name)}")
        return Markup('<a href="{}">{}</a>').format(path, words(_short(str(label))))
    if value != label:
        # Datasette's own link shows the label as it is; one that could be obeyed is shown without it.
        return Markup("{} <em>{}</em>").format(words(_short(label)), value) if OBEYED.search(str(label)) else None
    return _text(value) if isinstance(value, str) else None


def _target(table: str | None, row: Mapping[str, object], column: str, value: object) -> tuple[str, object] | None:
    if (table or "", column) in ROWS:
        page, other = ROWS[table or "", column]
        return page, _plain_value(row[other])
    page_or_none = PAGES.get((table or "", column)) or COLUMNS.get(column)
    if page_or_none:
        return page_or_none, value
    if column in NAMED_SOURCES and isinstance(value, str):
        return SOURCE, value
    return None


def _plain_value(value: object) -> object:
    return value["value"] if isinstance(value, dict) else value


def _text(value: str) -> Markup | None:
    """Return a text that is too long for a list, or could be obeyed; None leaves it to Datasette."""
    if link(value.strip()):
        return None
    if DIGEST.fullmatch(value):
        return Markup('<code title="{}">{}…</code>').format(value, value[:DIGITS])
    if len(value) > LONGEST:
        return Markup('{} <span class="length">{} characters</span>').format(words(_short(value)), f"{len(value):,}")
    return words(value) if value else None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
