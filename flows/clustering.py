"""Clustering: round-ups, clusters and canonicals of what changed since the last settlement, and of what that touches.

In: which part of the store has to be looked at again. Out: the rules (`dedup.settle`) and the SQL (`db.clusters`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db import clusters, copies
from dedup.compare import count_shared
from dedup.records import Evidence
from dedup.settle import (
    LEAST_IN_ROUND_UP,
    Member,
    choose_canonical,
    distant,
    is_related,
    joins,
    may_contain_distant,
    partition,
    parts,
)
from flows.contents import Trimmed


def texts_of_moved(connection: sqlite3.Connection, moved: Iterable[clusters.Moved]) -> set[int]:
    """Return the texts that became the newest of an article or ceased to be."""
    before = {item.newest_before for item in moved if item.newest_before is not None}
    now = clusters.newest_versions(connection, {item.article for item in moved}).values()
    return set(copies.texts_of_versions(connection, before.union(now)).values())


def settle_round_ups(connection: sqlite3.Connection, trimmed: Trimmed, texts: set[int]) -> set[int]:
    """Decide again which of `texts` and of their neighbours are round-ups. Return those of which it changed."""
    neighbours = copies.neighbours_of_texts(connection, texts, LEAST_IN_ROUND_UP)
    changed: set[int] = set()
    for chunk in copies.chunks(texts | neighbours, 100):
        before = copies.known_round_ups(connection, chunk)
        now = _round_ups(connection, trimmed, chunk)
        copies.change_round_ups(connection, now - before, before - now)
        changed |= now ^ before
    return changed


def _round_ups(connection: sqlite3.Connection, trimmed: Trimmed, texts: list[int]) -> set[int]:
    around = _by_text(copies.evidence_of_texts(connection, texts, LEAST_IN_ROUND_UP))
    around = {text: items for text, items in around.items() if may_contain_distant(text, items)}
    shown = {text for text, _ in clusters.articles_of_texts(connection, _all_texts(around))}
    around = {
        text: [item for item in items if item.other(text) in shown] for text, items in around.items() if text in shown
    }
    pairs = {text: distant(parts(text, items)) for text, items in around.items()}
    return {text for text, some in pairs.items() if not all(_are_related(trimmed, *pair) for pair in some)}


def _are_related(trimmed: Trimmed, a: int, b: int) -> bool:
    """Compare two texts that the index may never have proposed. Of the parts of most texts, none are distant."""
    contents = trimmed.read((a, b))
    one, other = contents[a], contents[b]
    return is_related(count_shared(one, other), len(one.shingles), len(other.shingles))


def _by_text(items: Iterable[tuple[int, Evidence]]) -> dict[int, list[Evidence]]:
    around: dict[int, list[Evidence]] = {}
    for text, item in items:
        around.setdefault(text, []).append(item)
    return around


def _all_texts(around: dict[int, list[Evidence]]) -> set[int]:
    return {text for items in around.values() for item in items for text in (item.a, item.b)}


def settle_clusters(connection: sqlite3.Connection, texts: set[int], articles: set[str]) -> set[str]:
    """Divide again the clusters that `texts`, `articles` and judged articles belong to, or belonged to.

    Return the articles whose cluster or whose cluster's canonical changed.
    """
    verdicts = clusters.standing_verdicts(connection)
    articles = articles | clusters.judged_articles(connection)
    articles = articles | {article for _, article in clusters.articles_of_texts(connection, texts)}
    region, edges = _explore(connection, articles, verdicts)
    rows = clusters.article_rows(connection, region)
    edges = [(a, b) for a, b in edges if a in rows and b in rows]
    apart = [(a, b) for a, b, verdict in verdicts if verdict == "not-a-copy" and a in rows and b in rows]
    return _store_partition(connection, partition(rows, edges, apart), rows)


def _explore(
    connection: sqlite3.Connection, articles: set[str], verdicts: list[tuple[str, str, str]]
) -> tuple[set[str], list[tuple[str, str]]]:
    """Return all that belong or belonged together with `articles`, and what joins them, strongest first."""
    together = [(a, b) for a, b, verdict in verdicts if verdict == "same-story"]
    region: set[str] = set()
    strengths: dict[tuple[str, str], float] = dict.fromkeys(together, 2.0)
    frontier = set(articles)
    while frontier:
        region |= frontier
        found = clusters.members_of_clusters(connection, clusters.clusters_of_articles(connection, frontier))
        found.update(b if a in frontier else a for a, b in together if a in frontier or b in frontier)
        for pair, strength in _edges(connection, frontier):
            strengths[pair] = max(strength, strengths.get(pair, 0.0))
            found.update(pair)
        frontier = found - region
    return region, sorted(strengths, key=lambda pair: (-strengths[pair], pair))


def _edges(connection: sqlite3.Connection, articles: set[str]) -> Iterable[tuple[tuple[str, str], float]]:
    """Yield what joins `articles` with each other and with others: pairs of articles with a strength."""
    newest = clusters.newest_versions(connection, articles)
    texts = set(copies.texts_of_versions(connection, newest.values()).values())
    joined = [row for row in copies.mates_of_texts(connection, texts) if joins(row[2])]
    shown: dict[int, list[str]] = {}
    for text, article in clusters.articles_of_texts(connection, texts | {mate for _, mate, _, _ in joined}):
        shown.setdefault(text, []).append(article)
    for members in shown.values():
        yield from (((members[0], article), 1.5) for article in members[1:])
    for text, mate, _, jaccard in joined:
        if text in shown and mate in shown:
            yield tuple(sorted((shown[text][0], shown[mate][0]))), jaccard  # type: ignore[misc]


def _store_partition(
    connection: sqlite3.Connection, groups: list[list[str]], rows: dict[str, clusters.ArticleRow]
) -> set[str]:
    """Store the groups as clusters. A group keeps the smallest id whose canonical it has; others get new ids."""
    fresh = clusters.next_cluster(connection)
    canonicals: dict[int, str] = {}
    homes: dict[str, int] = {}
    changed: set[str] = set()
    for group in groups:
        members = [rows[article] for article in group]
        cluster = min((row.cluster for row in members if row.canonical and row.cluster), default=fresh)
        fresh += cluster == fresh
        canonical = choose_canonical(
            Member(row.article, row.preference, row.published_at, row.words) for row in members
        )
        if not rows[canonical].canonical or rows[canonical].cluster != cluster:
            canonicals[cluster] = canonical
            changed.update(group)
        homes.update((row.article, cluster) for row in members if row.cluster != cluster)
    before = {row.cluster for row in rows.values() if row.cluster}
    clusters.store_clusters(connection, canonicals)
    clusters.move_articles(connection, homes)
    clusters.remove_clusters(connection, before - {homes.get(a, row.cluster) for a, row in rows.items()})
    return changed | homes.keys()
