"""One article with all its evidence: what `explain` shows.

In: finding an article by its id or the beginning of it, and reading everything stored about it. Out: how it looks.
Lists that can grow without end are cut at `LONGEST_LIST`, and their full counts stand beside them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from db.connection import StoreError
from db.reading.evidence import (
    ArticleFailure,
    ArticleLink,
    Explanation,
    Member,
    Removed,
    Sighting,
    Story,
    Value,
    Verdict,
    Version,
)

CANDIDATES = 5  # shown when an id's beginning fits several articles
LONGEST_LIST = 1000  # a page captured every half hour for three weeks; a story with a thousand copies
METADATA = (
    "title",
    "authors",
    "published",
    "modified",
    "language",
    "standfirst",
    "canonical_url",
    "section",
    "tags",
    "image",
    "site_name",
    "free",
)

OF_ARTICLE = "(SELECT id FROM versions WHERE article = :article)"

# Newest first, as `db.settled` decides: by the last capture, then by what the page says of itself.
VERSIONS = """
SELECT versions.*
FROM versions
WHERE article = :article
ORDER BY superseded_by IS NULL DESC,
         (SELECT COALESCE(MAX(captured_at), '') FROM captures WHERE version = versions.id) DESC,
         COALESCE(modified, '') DESC, COALESCE(published_at, '') DESC, COALESCE(base_words, words) DESC, digest DESC
LIMIT :limit
"""

# In how many stories a line of furniture stands changes with every run, so it is looked up, not stored with a block.
REMOVED = """
SELECT removed_blocks.reason,
       COALESCE('stands in ' || furniture.texts || ' stories of ' || sources.name, removed_blocks.detail),
       removed_blocks.position, removed_texts.text
FROM removed_blocks
JOIN removed_texts ON removed_texts.id = removed_blocks.text
JOIN versions ON versions.id = removed_blocks.version
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
LEFT JOIN furniture ON removed_blocks.reason = 'repeated' AND furniture.source = articles.source
    AND furniture.taken > 0 AND furniture.example = removed_texts.text
WHERE removed_blocks.version = ?
ORDER BY removed_blocks.position, removed_blocks.ordinal
"""

CAPTURES = f"""
SELECT captures.version, dumps.name, dumps.path, captures.locator, captures.record_id, captures.url,
       captures.captured_at, payloads.digest, payloads.size, payloads.media_type, captures.run
FROM captures
JOIN dumps ON dumps.id = captures.dump
JOIN payloads ON payloads.id = captures.payload
WHERE captures.version IN {OF_ARTICLE}
ORDER BY captures.captured_at IS NULL, captures.captured_at, captures.id
LIMIT :limit
"""  # noqa: S608 - constants of this file

MEMBERS = """
SELECT articles.id, sources.name, versions.title, versions.published, articles.id = clusters.canonical
FROM clusters
JOIN articles ON articles.cluster = clusters.id
JOIN sources ON sources.id = articles.source
LEFT JOIN versions ON versions.id = articles.newest
WHERE clusters.id = ?
ORDER BY articles.id <> clusters.canonical, versions.published_at IS NULL, versions.published_at, articles.id
LIMIT ?
"""

LINKS = f"""
SELECT pairs.relation, pairs.mine, articles.id, sources.name, versions.title, pairs.other,
       pairs.contained = pairs.other, pairs.jaccard, pairs.containment, pairs.numbers, pairs.passages
FROM (SELECT links.*, a AS mine, b AS other FROM links WHERE a IN {OF_ARTICLE}
      UNION ALL
      SELECT links.*, b AS mine, a AS other FROM links WHERE b IN {OF_ARTICLE}) AS pairs
JOIN versions ON versions.id = pairs.other
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
ORDER BY pairs.jaccard DESC, pairs.containment DESC, articles.id, pairs.mine, pairs.other
LIMIT :limit
"""  # noqa: S608 - constants of this file

VERDICTS = """
SELECT CASE WHEN a = :article THEN b ELSE a END, verdict, who, decided, withdrawn, withdrawn_by
FROM verdicts
WHERE a = :article OR b = :article
ORDER BY id
LIMIT :limit
"""

# A failed capture has no version, so it is known by its address; those of a source are few.
FAILURES = f"""
SELECT failures.id, failures.stage, failures.error, dumps.name,
       COALESCE(NULLIF(failures.locator, ''), captures.locator), failures.run
FROM captures INDEXED BY captures_that_failed
CROSS JOIN failures ON failures.capture = captures.id
LEFT JOIN dumps ON dumps.id = failures.dump
WHERE captures.source = (SELECT source FROM articles WHERE id = :article) AND captures.version IS NULL
  AND captures.url IN (SELECT url FROM captures WHERE version IN {OF_ARTICLE}
                       UNION SELECT address FROM articles WHERE id = :article)
ORDER BY failures.run, failures.id
LIMIT :limit
"""  # noqa: S608 - constants of this file

COUNTS = {
    "versions": "SELECT COUNT(*) FROM versions WHERE article = :article",
    "captures": f"SELECT COUNT(*) FROM captures WHERE version IN {OF_ARTICLE}",  # noqa: S608
    "links": f"SELECT (SELECT COUNT(*) FROM links WHERE a IN {OF_ARTICLE})"  # noqa: S608
    f" + (SELECT COUNT(*) FROM links WHERE b IN {OF_ARTICLE})",
}


def find_article(connection: sqlite3.Connection, beginning: str) -> str:
    """Return the id of the only article whose id begins with `beginning`. Raise `StoreError` for none and several."""
    wanted = beginning.strip().lower()
    if not wanted.isalnum():
        raise StoreError(f"{beginning!r} is no article id: an id has letters and digits only, as `search` shows them")
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (wanted, f"{wanted}\U0010ffff", CANDIDATES + 1),
        )
    ]
    if not ids:
        raise StoreError(f"no article's id begins with {wanted!r}; `search` shows the ids of what it finds")
    if len(ids) > 1:
        shown = ", ".join(ids[:CANDIDATES]) + (", ..." if len(ids) > CANDIDATES else "")
        raise StoreError(f"several articles' ids begin with {wanted!r}: {shown}; give more of it")
    return str(ids[0])


def explain_article(connection: sqlite3.Connection, article: str) -> Explanation:
    """Return everything known of the article with the id `article`, which `find_article` gave."""
    connection.execute("BEGIN")  # all of it as of one moment, while others may write
    try:
        return _explain(connection, article)
    finally:
        connection.rollback()


def _explain(connection: sqlite3.Connection, article: str) -> Explanation:
    identity, source, address, newest, run, settlement, cluster = connection.execute(
        "SELECT articles.id, sources.name, address, newest, run, changed, cluster"
        " FROM articles JOIN sources ON sources.id = articles.source WHERE articles.id = ?",
        (article,),
    ).fetchone()
    versions = tuple(_versions(connection, article))[::-1]
    return Explanation(
        id=identity,
        source=source,
        address=address,
        newest=newest,
        run=run,
        settlement=settlement,
        versions=versions,
        recipes=_recipes(connection, {version.recipe for version in versions}),
        captures=tuple(Sighting(*row) for row in _rows(connection, CAPTURES, article)),
        story=_story(connection, cluster),
        links=tuple(map(_link, _rows(connection, LINKS, article))),
        verdicts=tuple(Verdict(*row) for row in _rows(connection, VERDICTS, article)),
        failures=tuple(ArticleFailure(*row) for row in _rows(connection, FAILURES, article)),
        counts={name: int(next(_rows(connection, count, article))[0]) for name, count in COUNTS.items()},
    )


def _rows(connection: sqlite3.Connection, statement: str, article: str) -> Iterator[tuple[Any, ...]]:
    return iter(connection.execute(statement, {"article": article, "limit": LONGEST_LIST}))


def _versions(connection: sqlite3.Connection, article: str) -> Iterator[Version]:
    cursor = connection.execute(VERSIONS, {"article": article, "limit": LONGEST_LIST})
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        yield Version(
            id=row["id"],
            metadata=_metadata(row),
            published_raw=row["published_raw"],
            published_precision=row["published_precision"],
            published_at=row["published_at"],
            text=row["text"],
            words=row["words"],
            recipe=row["recipe"],
            run=row["run"],
            superseded_by=row["superseded_by"],
            removed=tuple(Removed(*block) for block in connection.execute(REMOVED, (row["id"],))),
        )


def _metadata(row: dict[str, Any]) -> dict[str, Value]:
    origins = json.loads(row["origins"])
    lists = {name: tuple(json.loads(row[name])) for name in ("authors", "tags")}
    free = None if row["free"] is None else bool(row["free"])
    values = row | lists | {"free": free}
    return {name: Value(values[name], origins.get(name, "none")) for name in METADATA}


def _recipes(connection: sqlite3.Connection, identities: set[str]) -> dict[str, dict[str, str]]:
    found = (
        connection.execute("SELECT id, parts FROM recipes WHERE id = ?", (identity,)).fetchone()
        for identity in sorted(identities)
    )
    return {identity: json.loads(parts) for identity, parts in found}


def _story(connection: sqlite3.Connection, cluster: int | None) -> Story | None:
    if cluster is None:
        return None
    size = connection.execute("SELECT COUNT(*) FROM articles WHERE cluster = ?", (cluster,)).fetchone()[0]
    rows = connection.execute(MEMBERS, (cluster, LONGEST_LIST))
    members = tuple(
        Member(article, source, title, published, bool(canonical))
        for article, source, title, published, canonical in rows
    )
    return Story(cluster, size, members)


def _link(row: tuple[Any, ...]) -> ArticleLink:
    relation, mine, article, source, title, other, contains_other, jaccard, containment, numbers, passages = row
    return ArticleLink(
        relation=relation,
        version=mine,
        article=article,
        source=source,
        title=title,
        other_version=other,
        contains_other=bool(contains_other),
        jaccard=jaccard,
        containment=containment,
        numbers=numbers,
        passages=tuple(json.loads(passages)),
    )
