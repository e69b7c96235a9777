"""Clusters: the SQL of which articles belong together, and of a person's verdicts, inside the caller's transaction.

In: reading and writing rows. Out: the partition and the choice of the canonical (`dedup.settle`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.copies import select_in


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What of an article decides its place in a cluster."""

    article: str
    cluster: int | None
    canonical: bool  # of its cluster, when last settled
    preference: int
    published_at: str | None
    words: int  # before furniture was taken out: nothing that decides a story depends on furniture


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose newest version is another since the last settlement."""

    article: str
    newest_before: int | None


@dataclass(frozen=True, slots=True)
class StandingVerdict:
    """What a person decided about two articles and did not take back."""

    id: int
    verdict: str
    who: str
    decided: str


def take_moved(connection: sqlite3.Connection) -> list[Moved]:
    """Return the articles whose newest version changed since the last settlement, and forget that it did."""
    rows = connection.execute("SELECT article, newest_before FROM unsettled_members ORDER BY article").fetchall()
    connection.execute("DELETE FROM unsettled_members")
    return [Moved(*row) for row in rows]


def unsettle_everything(connection: sqlite3.Connection) -> None:
    """Have the place of every article decided again."""
    connection.execute("INSERT OR IGNORE INTO unsettled_members SELECT id, NULL FROM articles WHERE newest IS NOT NULL")


def bring_canonicals_home(connection: sqlite3.Connection) -> set[str]:
    """Put every canonical article back into its cluster, where something else took it out. Return those articles."""
    statement = """
        UPDATE articles SET cluster = homes.id
        FROM (SELECT canonical, MIN(id) AS id FROM clusters GROUP BY canonical) AS homes
        WHERE homes.canonical = articles.id AND articles.cluster IS NOT homes.id
        RETURNING articles.id
    """
    return {row[0] for row in connection.execute(statement).fetchall()}


def newest_versions(connection: sqlite3.Connection, articles: Iterable[str]) -> dict[str, int]:
    """Return by article its newest version."""
    statement = "SELECT id, newest FROM articles WHERE newest IS NOT NULL AND id IN ({})"
    return dict(select_in(connection, statement, articles))


def articles_of_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield (text, article) for every article whose newest version has one of `texts`."""
    statement = """
        SELECT signatures.text, articles.id
        FROM signatures JOIN articles ON articles.newest = signatures.version
        WHERE signatures.text IN ({}) ORDER BY signatures.text, articles.id
    """
    yield from select_in(connection, statement, texts)


def clusters_of_articles(connection: sqlite3.Connection, articles: Iterable[str]) -> set[int]:
    """Return the clusters of those of these articles that are shown."""
    statement = "SELECT DISTINCT cluster FROM articles WHERE cluster IS NOT NULL AND newest IS NOT NULL AND id IN ({})"
    return {row[0] for row in select_in(connection, statement, articles)}


def members_of_clusters(connection: sqlite3.Connection, clusters: Iterable[int]) -> set[str]:
    """Return the articles of these clusters."""
    return {row[0] for row in select_in(connection, "SELECT id FROM articles WHERE cluster IN ({})", clusters)}


def article_rows(connection: sqlite3.Connection, articles: Iterable[str]) -> dict[str, ArticleRow]:
    """Return by article what decides its place in a cluster.

    A day without a time counts as its end: a copy that says the day is no older than an original that says the minute.
    """
    statement = """
        SELECT articles.id, articles.cluster, COALESCE(clusters.canonical = articles.id, 0), sources.preference,
               CASE versions.published_precision
                   WHEN 'day' THEN SUBSTR(versions.published_at, 1, 10) || 'T23:59:59Z'
                   ELSE versions.published_at
               END,
               COALESCE(versions.base_words, versions.words)
        FROM articles
        JOIN versions ON versions.id = articles.newest
        JOIN sources ON sources.id = articles.source
        LEFT JOIN clusters ON clusters.id = articles.cluster
        WHERE articles.id IN ({})
    """
    return {
        row[0]: ArticleRow(row[0], row[1], bool(row[2]), row[3], row[4], row[5])
        for row in select_in(connection, statement, articles)
    }


def next_cluster(connection: sqlite3.Connection) -> int:
    """Return the first id that no cluster has had."""
    row = connection.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'clusters'").fetchone()
    return int(row[0]) if row else 1


def store_clusters(connection: sqlite3.Connection, canonicals: dict[int, str]) -> None:
    """Store the canonical article of each cluster, new clusters included."""
    connection.executemany(
        "INSERT INTO clusters (id, canonical) VALUES (?, ?)"
        " ON CONFLICT (id) DO UPDATE SET canonical = excluded.canonical",
        sorted(canonicals.items()),
    )


def move_articles(connection: sqlite3.Connection, clusters: dict[str, int]) -> None:
    """Put each article into its cluster."""
    connection.executemany(
        "UPDATE articles SET cluster = ? WHERE id = ?",
        [(cluster, article) for article, cluster in sorted(clusters.items())],
    )


def remove_clusters(connection: sqlite3.Connection, clusters: Iterable[int]) -> None:
    """Remove clusters that have no article any more."""
    connection.executemany("DELETE FROM clusters WHERE id = ?", [(cluster,) for cluster in sorted(clusters)])


def remove_empty_clusters(connection: sqlite3.Connection) -> None:
    """Remove every cluster that no article is in."""
    connection.execute(
        "DELETE FROM clusters WHERE NOT EXISTS (SELECT 1 FROM articles WHERE articles.cluster = clusters.id)"
    )


def standing_verdicts(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return (a, b, verdict) of the verdicts that hold: of two about the same articles the later."""
    rows = connection.execute("SELECT a, b, verdict FROM verdicts WHERE withdrawn IS NULL ORDER BY id")
    latest = {(min(a, b), max(a, b)): verdict for a, b, verdict in rows}
    return [(a, b, verdict) for (a, b), verdict in sorted(latest.items())]


def judged_articles(connection: sqlite3.Connection) -> set[str]:
    """Return every article of which a person has said something, withdrawn or not."""
    return {row[0] for row in connection.execute("SELECT a FROM verdicts UNION SELECT b FROM verdicts")}


def store_verdict(connection: sqlite3.Connection, a: str, b: str, verdict: str, who: str, now: str) -> None:
    """Store what a person decided about two articles."""
    connection.execute(
        "INSERT INTO verdicts (a, b, verdict, who, decided) VALUES (?, ?, ?, ?, ?)", [a, b, verdict, who, now]
    )


def verdicts_of_pair(connection: sqlite3.Connection, a: str, b: str) -> list[StandingVerdict]:
    """Return the verdicts that were given on two articles and not taken back, the latest last."""
    statement = """
        SELECT id, verdict, who, decided FROM verdicts
        WHERE withdrawn IS NULL AND ((a = :a AND b = :b) OR (a = :b AND b = :a)) ORDER BY id
    """
    return [StandingVerdict(*row) for row in connection.execute(statement, {"a": a, "b": b})]


def withdraw_verdicts(connection: sqlite3.Connection, verdicts: Iterable[int], who: str, now: str) -> None:
    """Note that these verdicts were taken back, and by whom."""
    connection.executemany(
        "UPDATE verdicts SET withdrawn = ?, withdrawn_by = ? WHERE id = ?",
        [(now, who, verdict) for verdict in verdicts],
    )
