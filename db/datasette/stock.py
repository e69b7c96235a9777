"""What Datasette's own pages do not count: rows of tables that grow with the articles.

Of 200,000 articles a count of a large table, of a view over one, or of the rows that refer to a row by a column without
an index takes up to seconds, and such a page had several. In: which tables those are, the database as Datasette asks
about it, and the parameter that a table's page understands. Out: what is kept as a sum instead (`db.schema.counting`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from datasette.app import Datasette
from datasette.database import Database

# By name, the column by which rows can be sorted without going over all of them: the key, where it is one column. There
# are few rows that say who copies whom, but counting them costs as much as showing them.
LARGE: Mapping[str, str | None] = {
    "alerts": "number",
    "article_cuts": None,
    "article_figures": "article",
    "article_search": None,
    "article_search_config": "k",
    "article_search_data": "id",
    "article_search_docsize": "id",
    "article_search_idx": None,
    "articles": "id",
    "bands": None,
    "canonical_articles": None,
    "captures": "id",
    "cluster_members": None,
    "clusters": "id",
    "current_articles": None,
    "deliveries": None,
    "later_versions": "version",
    "lines": None,
    "links": None,
    "pages": "id",
    "pairs": None,
    "payloads": "id",
    "postings": None,
    "recent_bands": None,
    "recent_postings": None,
    "removed_blocks": None,
    "removed_texts": "id",
    "responses": "id",
    "round_ups": "text",
    "signatures": "version",
    "told_articles": None,
    "uncounted": "article",
    "unextracted": "capture",
    "unsettled": "article",
    "unsettled_members": "article",
    "unsettled_stories": "article",
    "unsettled_texts": "text",
    "unsettled_versions": "version",
    "versions": "id",
    "who_copies_whom": "copies",
}
MANY = 101  # rows of a large table; fewer are in a page or two of the file, and counted

# Datasette's parameters of a table's page: it does not say how many rows there are, nor which facets they might have.
UNCOUNTED = b"_nocount=1&_nosuggest=1"

# The first columns of the indexes of a table, its primary key among them.
INDEXED = """
SELECT info.name FROM pragma_index_list(:table) AS indexes JOIN pragma_index_info(indexes.name) AS info
WHERE info.seqno = 0 AND NOT indexes.partial
UNION SELECT name FROM pragma_table_info(:table) WHERE pk = 1
"""


class StoreDatabase(Database):  # type: ignore[misc]
    """A store as Datasette asks about it, without what takes long to count."""

    async def table_counts(self, limit: int = 10) -> Mapping[str, int | None]:  # noqa: ARG002 - Datasette's signature
        """Return how many rows each table has; None of a large one with more than a hundred, which is shown as many."""
        names = await self.table_names()
        return await self.execute_fn(lambda connection: {name: _count(connection, name) for name in names})  # type: ignore[no-any-return]

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """Return by table which columns refer to others, and are referred to by rows that are found fast.

        That is by a column with an index. A source has too many articles and captures to be put in order; our page of
        the source shows the newest of them.
        """
        keys = await super().get_all_foreign_keys()
        indexed = await self.execute_fn(lambda connection: {name: _indexed(connection, name) for name in keys})
        for table, found in keys.items():
            too_many = LARGE if table == "sources" else ()
            found["incoming"] = [
                key
                for key in found["incoming"]
                if key["other_column"] in indexed[key["other_table"]] and key["other_table"] not in too_many
            ]
        return keys  # type: ignore[no-any-return]


def _count(connection: sqlite3.Connection, table: str) -> int | None:
    if table not in LARGE:
        return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - of the schema
    if table.startswith("article_search"):
        return None
    few = connection.execute(f'SELECT COUNT(*) FROM (SELECT 1 FROM "{table}" LIMIT {MANY})')  # noqa: S608 - of the schema
    count = int(few.fetchone()[0])
    return count if count < MANY else None


def _indexed(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute(INDEXED, {"table": table})}


def take_over(datasette: Datasette) -> None:
    """Put the store in the place of the database that Datasette has made of its file."""
    before = datasette.get_database()
    store = StoreDatabase(datasette, before.path, is_mutable=before.is_mutable)
    store.name, store.route = before.name, before.route
    datasette.databases[before.name] = store


def uncounted(datasette: Datasette, path: str, query: bytes) -> bytes:
    """Return the query of a request, which for the page of a large table says that its rows are not to be counted."""
    database, _, table = path.strip("/").partition("/")
    if database != datasette.get_database().route or table.removesuffix(".json") not in LARGE:
        return query
    return query if b"_nocount" in query else b"&".join(filter(None, (query, UNCOUNTED)))
