"""A store for tests of copies: what is put in, and what is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from db import lists
from db.connection import open_store, transaction
from dedup.records import Signature
from dedup.signature import sign
from flows.linking import NewText, link, settle_copies

Texts = dict[str, str]  # by article


class Store:
    """A store in which articles have nothing but texts."""

    def __init__(self, path: Path) -> None:
        self.connection = open_store(path)
        self.connection.execute("PRAGMA synchronous = OFF")
        with transaction(self.connection):
            self.connection.execute("INSERT INTO runs (id, command, state, started) VALUES (1, 'test', 'running', '')")
            self.connection.execute("INSERT INTO recipes (id, parts) VALUES ('recipe', '{}')")
            self.connection.execute("INSERT INTO sources (id, name, preference) VALUES (1, 'far', 0), (2, 'near', 1)")

    def add(self, texts: Texts, source: int = 1, published_at: str | None = None) -> None:
        """Store a version of each article, in the open transaction."""
        self.add_signed(texts, sign(list(texts.values())), source, published_at)

    def add_signed(
        self, texts: Texts, signatures: Sequence[Signature], source: int = 1, published_at: str | None = None
    ) -> None:
        """Store a version of each article with its signature, in the open transaction."""
        new: list[NewText] = []
        for (article, text), signature in zip(texts.items(), signatures, strict=True):
            self.connection.execute(
                "INSERT OR IGNORE INTO articles (id, source, address, run) VALUES (?, ?, ?, 1)",
                [article, source, article],
            )
            digest = f"{article} {len(new)} {signature.text}"
            version = self.connection.execute(
                "INSERT INTO versions (article, digest, published_at, origins, text, words, recipe, run)"
                " VALUES (?, ?, ?, '{}', ?, ?, 'recipe', 1) RETURNING id",
                [article, digest, published_at, text, len(text.split())],
            ).fetchone()[0]
            new.append(NewText(version, signature))
        link(self.connection, new)

    def store(self, texts: Texts, batch: int = 500, **more: object) -> None:
        """Store the articles batch by batch, each batch in its transaction."""
        items = list(texts.items())
        for start in range(0, len(items), batch):
            with transaction(self.connection):
                self.add(dict(items[start : start + batch]), **more)  # type: ignore[arg-type]

    def settle(self) -> set[str]:
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE articles SET newest = (SELECT MAX(id) FROM versions WHERE article = articles.id)"
            )
            return settle_copies(self.connection)

    def judge(self, a: str, b: str, verdict: str) -> None:
        with transaction(self.connection):
            self.connection.execute(
                "INSERT INTO verdicts (a, b, verdict, who, decided) VALUES (?, ?, ?, 'me', '2026')",
                [a, b, verdict],
            )

    def clusters(self) -> set[frozenset[str]]:
        found: dict[int, set[str]] = {}
        for article, cluster in self.connection.execute("SELECT id, cluster FROM articles"):
            found.setdefault(cluster, set()).add(article)
        return set(map(frozenset, found.values()))

    def cluster_of(self, article: str) -> int:
        return int(self.connection.execute("SELECT cluster FROM articles WHERE id = ?", [article]).fetchone()[0])

    def canonicals(self) -> set[str]:
        return {row[0] for row in self.connection.execute("SELECT canonical FROM clusters")}

    def relations(self) -> dict[frozenset[str], str]:
        rows = self.connection.execute(
            "SELECT one.article, other.article, relation FROM links"
            " JOIN versions AS one ON one.id = links.a JOIN versions AS other ON other.id = links.b"
        )
        return {frozenset((a, b)): relation for a, b, relation in rows}

    def rows(self, table: str) -> list[tuple[object, ...]]:
        return list(self.connection.execute(f"SELECT * FROM {table}"))  # noqa: S608 - names of this file

    def move_recent(self) -> None:
        """Move what arrived in the posting lists and buckets, as settling does when it is much."""
        for table in lists.TABLES:
            with transaction(self.connection):
                assert not lists.move_some_recent(self.connection, table)

    def count(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608
