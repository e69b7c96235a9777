"""Looking into a store whose stories are changed from outside: by verdicts, by reclustering, by tampering."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from db.connection import open_store, transaction

Result = TypeVar("Result")


class JudgedStore:
    """A store whose articles are named by their addresses."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with closing(sqlite3.connect(self.database)) as store:
            return store.execute(query).fetchall()

    def write(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """Change the store in one transaction."""
        with closing(open_store(self.database)) as store, transaction(store):
            return change(store)

    def id_of(self, address: str) -> str:
        """Return the id of the article at this address."""
        return str(self._of_article("id", address))

    def cluster_of(self, address: str) -> int:
        """Return the story of the article at this address."""
        return int(self._of_article("cluster", address))

    def partition(self) -> list[tuple[Any, ...]]:
        """Return every article with the article that is shown first of its story."""
        return self.rows(
            "SELECT articles.id, canonical FROM articles LEFT JOIN clusters ON clusters.id = cluster"
            " ORDER BY articles.id"
        )

    def ambiguous_beginning(self) -> str:
        """Return a beginning that several ids have."""
        counted = self.rows("SELECT SUBSTR(id, 1, 1), COUNT(*) FROM articles GROUP BY 1 ORDER BY 2 DESC")
        assert counted[0][1] > 1
        return str(counted[0][0])

    def _of_article(self, column: str, address: str) -> Any:
        ((value,),) = self.rows(f"SELECT {column} FROM articles WHERE address = '{address}'")  # noqa: S608
        return value
