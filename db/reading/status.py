"""The state of everything at a glance: what `status` shows.

In: counts over the whole store, the last runs, the newest failures. Out: how it looks, and what of it needs attention.
On 200,000 articles the copies by relation take up to two seconds, who copies whom 1.0 to 1.6 s (116,000 copies), all
else some tenths.
"""

from __future__ import annotations

import sqlite3

from db.reading.state import (
    Copies,
    Copying,
    FailureExample,
    FailuresOfStage,
    RemovedShare,
    Run,
    SourceState,
    Status,
    Totals,
)
from db.reading.watching import read_channels, read_troubles

RUNS_SHOWN = 10
EXAMPLES_SHOWN = 5  # different errors of each stage
LONGEST_LIST = 1000  # sources, copies by source, and pairs of sources
# Counting characters reads texts: 10,000 versions take 0.15 s, all of 200,000 took 6 s. And what was removed of the
# newest pages is what a person can still do something about.
VERSIONS_MEASURED = 10_000

TOTALS = """
SELECT (SELECT COUNT(*) FROM captures),
       (SELECT COUNT(*) FROM articles),
       (SELECT COUNT(*) FROM versions) - (SELECT COUNT(*) FROM versions WHERE superseded_by IS NOT NULL),
       (SELECT COUNT(*) FROM clusters),
       (SELECT COUNT(cluster) FROM articles) - (SELECT COUNT(*) FROM clusters),
       (SELECT COUNT(*) FROM failures),
       (SELECT COUNT(*) FROM captures WHERE version IS NULL
         AND NOT EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)),
       (SELECT COUNT(*) FROM unsettled)
"""

RUNS = """
SELECT id, command, state, started, finished, read, new_captures, new_articles, new_versions, failures, error
FROM runs ORDER BY id DESC LIMIT ?
"""

# Each table is gone over once, in the order in which it lies on the disk: in the order of an index by source, the same
# counts over 200,000 articles take 1.8 s and not 0.2 s.
SOURCES = """
WITH captured AS (
    SELECT source, COUNT(*) AS captures, MAX(captured_at) AS last FROM captures NOT INDEXED GROUP BY +source
), gathered AS (
    SELECT articles.source, COUNT(*) AS articles, COUNT(articles.cluster) - COUNT(clusters.id) AS copies
    FROM articles NOT INDEXED
    LEFT JOIN clusters ON clusters.id = articles.cluster AND clusters.canonical = articles.id
    GROUP BY +articles.source
), failed AS (
    SELECT captures.source, COUNT(*) AS failures
    FROM failures CROSS JOIN captures ON captures.id = failures.capture GROUP BY captures.source
)
SELECT sources.name, COALESCE(captured.captures, 0), COALESCE(gathered.articles, 0), COALESCE(gathered.copies, 0),
       COALESCE(failed.failures, 0), captured.last
FROM sources
LEFT JOIN captured ON captured.source = sources.id
LEFT JOIN gathered ON gathered.source = sources.id
LEFT JOIN failed ON failed.source = sources.id
ORDER BY 3 DESC, 2 DESC, sources.name
LIMIT ?
"""

# A copy may have links to several members of its story: the strongest counts. One without a link was joined by a
# person's verdict, or has the text of an article that has changed since.
COPIES = """
WITH copies AS (
    SELECT articles.id, articles.source, articles.newest, articles.cluster
    FROM articles NOT INDEXED
    JOIN clusters ON clusters.id = articles.cluster
    WHERE clusters.canonical <> articles.id
), pairs AS (
    SELECT copies.id, copies.cluster, links.relation, links.b AS other
    FROM copies CROSS JOIN links ON links.a = copies.newest
    UNION ALL
    SELECT copies.id, copies.cluster, links.relation, links.a
    FROM copies CROSS JOIN links ON links.b = copies.newest
), strongest AS (
    SELECT pairs.id,
           MIN(CASE relation WHEN 'same-text' THEN 1 WHEN 'near-copy' THEN 2 WHEN 'excerpt' THEN 3 ELSE 4 END) AS rank
    FROM pairs
    CROSS JOIN versions ON versions.id = pairs.other
    CROSS JOIN articles ON articles.id = versions.article AND articles.cluster = pairs.cluster
    WHERE articles.id <> pairs.id
    GROUP BY pairs.id
)
SELECT sources.name,
       CASE strongest.rank WHEN 1 THEN 'same-text' WHEN 2 THEN 'near-copy' WHEN 3 THEN 'excerpt' WHEN 4 THEN 'round-up'
            ELSE 'indirect' END AS relation,
       COUNT(*)
FROM copies
JOIN sources ON sources.id = copies.source
LEFT JOIN strongest ON strongest.id = copies.id
GROUP BY sources.name, relation
ORDER BY 3 DESC, 1, 2
LIMIT ?
"""

COPYING = """
SELECT source, copied_by, copies, timed, median_hours
FROM who_copies_whom ORDER BY copies DESC, source, copied_by LIMIT ?
"""

STAGES = "SELECT stage, COUNT(*) FROM failures GROUP BY stage ORDER BY COUNT(*) DESC, stage"

# One example of each error, from the newest run that had it: beside MAX() SQLite takes the other columns of that row.
EXAMPLES = """
SELECT failures.id, failures.error, dumps.name, COALESCE(NULLIF(failures.locator, ''), captures.locator, ''),
       MAX(failures.run), COUNT(*)
FROM failures
LEFT JOIN dumps ON dumps.id = failures.dump
LEFT JOIN captures ON captures.id = failures.capture
WHERE failures.stage = ?
GROUP BY failures.error
ORDER BY MAX(failures.run) DESC, COUNT(*) DESC, failures.error
LIMIT ?
"""

KEPT = "SELECT COUNT(*), COALESCE(SUM(LENGTH(text)), 0) FROM (SELECT text FROM versions ORDER BY id DESC LIMIT ?)"

REMOVED = """
SELECT removed_blocks.reason, COUNT(*), SUM(LENGTH(removed_texts.text))
FROM (SELECT id FROM versions ORDER BY id DESC LIMIT ?) AS measured
CROSS JOIN removed_blocks ON removed_blocks.version = measured.id
CROSS JOIN removed_texts ON removed_texts.id = removed_blocks.text
GROUP BY removed_blocks.reason
ORDER BY 3 DESC, 1
"""


def read_status(connection: sqlite3.Connection) -> Status:
    """Return the state of the store as of one moment."""
    connection.execute("BEGIN")
    try:
        measured, removed = _removed(connection)
        return Status(
            totals=Totals(*connection.execute(TOTALS).fetchone()),
            runs=tuple(Run(*row) for row in connection.execute(RUNS, (RUNS_SHOWN,))),
            sources=tuple(SourceState(*row) for row in connection.execute(SOURCES, (LONGEST_LIST,))),
            copies=tuple(Copies(*row) for row in connection.execute(COPIES, (LONGEST_LIST,))),
            copying=tuple(Copying(*row) for row in connection.execute(COPYING, (LONGEST_LIST,))),
            failures=_failures(connection),
            removed=removed,
            measured=measured,
            troubles=read_troubles(connection),
            undelivered=tuple(channel for channel in read_channels(connection) if channel.waiting),
            cursor=connection.execute("SELECT COALESCE(MAX(id), 0) FROM settlements").fetchone()[0],
        )
    finally:
        connection.rollback()


def _failures(connection: sqlite3.Connection) -> tuple[FailuresOfStage, ...]:
    stages = connection.execute(STAGES).fetchall()
    return tuple(FailuresOfStage(stage, count, _examples(connection, stage)) for stage, count in stages)


def _examples(connection: sqlite3.Connection, stage: str) -> tuple[FailureExample, ...]:
    return tuple(FailureExample(*row) for row in connection.execute(EXAMPLES, (stage, EXAMPLES_SHOWN)))


def _removed(connection: sqlite3.Connection) -> tuple[int, tuple[RemovedShare, ...]]:
    measured, kept = connection.execute(KEPT, (VERSIONS_MEASURED,)).fetchone()
    rows = connection.execute(REMOVED, (VERSIONS_MEASURED,)).fetchall()
    total = kept + sum(characters for _, _, characters in rows)
    shares = (RemovedShare(reason, blocks, characters, characters / total) for reason, blocks, characters in rows)
    return measured, tuple(shares)
