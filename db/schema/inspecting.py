"""Migration 0006: figures of articles as they are shown, so that a page can count 200,000 of them at once.

In: the tables, and the statements that bring them up to date (`db.figures`). Out: what the pages make of them.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE article_figures (
    article TEXT PRIMARY KEY REFERENCES articles (id),
    source INTEGER NOT NULL REFERENCES sources (id),
    day TEXT,
    cluster INTEGER,
    copy INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    first_source INTEGER REFERENCES sources (id),
    delay REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_figures_by_source ON article_figures (source, day, copy, kept);
CREATE INDEX article_figures_by_day ON article_figures (day, copy, cluster, source);
CREATE INDEX article_figures_of_copies ON article_figures (first_source, source, delay)
WHERE first_source IS NOT NULL;

CREATE TABLE article_cuts (
    article TEXT NOT NULL REFERENCES articles (id),
    reason TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES sources (id),
    day TEXT,
    blocks INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    PRIMARY KEY (article, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_cuts_by_source ON article_cuts (source, reason, day, blocks, characters);

CREATE TABLE uncounted (
    article TEXT PRIMARY KEY REFERENCES articles (id)
) STRICT, WITHOUT ROWID;

INSERT INTO uncounted SELECT id FROM articles WHERE newest IS NOT NULL;
"""

FORGET_CUTS = "DELETE FROM article_cuts WHERE article IN (SELECT article FROM uncounted)"

COUNT_CUTS = """
INSERT INTO article_cuts (article, reason, source, day, blocks, characters)
SELECT articles.id, removed_blocks.reason, articles.source, SUBSTR(versions.published_at, 1, 10),
       COUNT(*), SUM(LENGTH(removed_texts.text))
FROM uncounted
CROSS JOIN articles ON articles.id = uncounted.article
JOIN versions ON versions.id = articles.newest
JOIN removed_blocks ON removed_blocks.version = versions.id
JOIN removed_texts ON removed_texts.id = removed_blocks.text
GROUP BY articles.id, removed_blocks.reason
"""

# Who was first decides about every article of a story: of the stories the articles are in, and of those they were in.
ADD_STORIES = """
INSERT OR IGNORE INTO uncounted
SELECT id FROM articles
WHERE newest IS NOT NULL AND cluster IN (
    SELECT cluster FROM article_figures WHERE article IN (SELECT article FROM uncounted)
    UNION
    SELECT cluster FROM articles WHERE id IN (SELECT article FROM uncounted)
)
"""

FORGET_FIGURES = "DELETE FROM article_figures WHERE article IN (SELECT article FROM uncounted)"

# The first article of a story and the delays after it: as in the view `who_copies_whom`.
COUNT_FIGURES = """
WITH members AS (
    SELECT articles.id, articles.source, articles.cluster, SUBSTR(versions.published_at, 1, 10) AS day,
           LENGTH(versions.text) AS kept,
           COALESCE(clusters.canonical = articles.id, 1) AS canonical,
           CASE versions.published_precision
               WHEN 'day' THEN SUBSTR(versions.published_at, 1, 10) || 'T23:59:59Z'
               ELSE versions.published_at
           END AS published_at,
           CASE WHEN versions.published_precision IN ('minute', 'second')
               THEN JULIANDAY(versions.published_at)
           END AS moment
    FROM uncounted
    CROSS JOIN articles ON articles.id = uncounted.article
    JOIN versions ON versions.id = articles.newest
    LEFT JOIN clusters ON clusters.id = articles.cluster
), placed AS (
    SELECT *,
           ROW_NUMBER() OVER story AS place,
           FIRST_VALUE(source) OVER story AS first_source,
           FIRST_VALUE(moment) OVER story AS first_moment
    FROM members
    WINDOW story AS (
        PARTITION BY COALESCE(cluster, id) ORDER BY published_at IS NULL, published_at, canonical DESC, id
    )
)
INSERT INTO article_figures (article, source, day, cluster, copy, kept, first_source, delay)
SELECT id, source, day, cluster, NOT canonical, kept,
       CASE WHEN place > 1 THEN first_source END,
       CASE WHEN place > 1 THEN 24 * (moment - first_moment) END
FROM placed
"""

COUNTED = "DELETE FROM uncounted"

# One after the other, in one transaction.
COUNT = (FORGET_CUTS, COUNT_CUTS, ADD_STORIES, FORGET_FIGURES, COUNT_FIGURES, COUNTED)

SCRIPT = TABLES + ";\n".join(COUNT)
