"""Migration 0006: figures of articles as they are shown, so that a page can count 200,000 of them at once.

In: the tables, and the statements that bring them up to date (`db.figures`). Out: what the pages make of them.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE article_figures (
    article TEXT PRIMARY KEY REFERENCES articles (id),
    version INTEGER NOT NULL REFERENCES versions (id),
    source INTEGER NOT NULL REFERENCES sources (id),
    published_at TEXT,
    day TEXT,
    language TEXT,
    cluster INTEGER,
    copy INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    first_source INTEGER REFERENCES sources (id),
    delay REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_figures_by_time ON article_figures (published_at, version, source, language, copy);
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

CREATE INDEX captures_that_failed ON captures (source) WHERE version IS NULL;

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

# An article without a text is not shown: extracted again, it may have none any more.
FORGET_FIGURES = """
DELETE FROM article_figures WHERE article IN (
    SELECT uncounted.article FROM uncounted CROSS JOIN articles ON articles.id = uncounted.article
    WHERE articles.newest IS NULL
)
"""

# The first article of a story and the delays after it: as in the view `who_copies_whom`. Of a story's other articles
# most figures stay as they are; writing those again would take half of the time.
COUNT_FIGURES = """
WITH members AS (
    SELECT articles.id, versions.id AS version, articles.source, articles.cluster, versions.published_at,
           versions.language, LENGTH(versions.text) AS kept,
           COALESCE(clusters.canonical = articles.id, 1) AS canonical,
           CASE versions.published_precision
               WHEN 'day' THEN SUBSTR(versions.published_at, 1, 10) || 'T23:59:59Z'
               ELSE versions.published_at
           END AS latest,
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
        PARTITION BY COALESCE(cluster, id) ORDER BY latest IS NULL, latest, canonical DESC, id
    )
)
INSERT INTO article_figures
    (article, version, source, published_at, day, language, cluster, copy, kept, first_source, delay)
SELECT id, version, source, published_at, SUBSTR(published_at, 1, 10), language, cluster, NOT canonical, kept,
       CASE WHEN place > 1 THEN first_source END,
       CASE WHEN place > 1 THEN 24 * (moment - first_moment) END
FROM placed
WHERE 1
ON CONFLICT (article) DO UPDATE SET
    version = excluded.version, source = excluded.source, published_at = excluded.published_at, day = excluded.day,
    language = excluded.language, cluster = excluded.cluster, copy = excluded.copy, kept = excluded.kept,
    first_source = excluded.first_source, delay = excluded.delay
WHERE (version, source, published_at, language, cluster, copy, kept, first_source, delay)
      IS NOT (excluded.version, excluded.source, excluded.published_at, excluded.language, excluded.cluster,
              excluded.copy, excluded.kept, excluded.first_source, excluded.delay)
"""

COUNTED = "DELETE FROM uncounted"

# The middle delay, or the mean of the two in the middle. Both walks are in the order of an index without a row's rest.
COPYING = """
WITH pairs AS (
    SELECT first_source, source, COUNT(*) AS copies, COUNT(delay) AS timed
    FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source IS NOT NULL {chosen}
    GROUP BY first_source, source
), ranked AS (
    SELECT first_source, source, delay,
           ROW_NUMBER() OVER (PARTITION BY first_source, source ORDER BY delay) AS place
    FROM article_figures INDEXED BY article_figures_of_copies
    WHERE first_source IS NOT NULL AND delay IS NOT NULL {chosen}
), medians AS (
    SELECT ranked.first_source, ranked.source, ROUND(AVG(ranked.delay), 1) AS hours
    FROM ranked
    JOIN pairs ON pairs.first_source = ranked.first_source AND pairs.source = ranked.source
    WHERE ranked.place IN ((pairs.timed + 1) / 2, (pairs.timed + 2) / 2)
    GROUP BY ranked.first_source, ranked.source
)
SELECT firsts.name AS source, copiers.name AS copied_by, pairs.copies, pairs.timed, medians.hours AS median_hours
FROM pairs
JOIN sources AS firsts ON firsts.id = pairs.first_source
JOIN sources AS copiers ON copiers.id = pairs.source
LEFT JOIN medians ON medians.first_source = pairs.first_source AND medians.source = pairs.source
"""

# The views of 0001 and 0002 over the figures: each walks one index, where it went over all articles and their texts.
VIEWS = """
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT sources.name AS source,
       (SELECT COUNT(*) FROM captures WHERE captures.source = sources.id) AS captures,
       (SELECT COUNT(*) FROM article_figures WHERE article_figures.source = sources.id) AS articles,
       (SELECT COALESCE(SUM(copy), 0) FROM article_figures WHERE article_figures.source = sources.id) AS copies,
       (SELECT COUNT(*) FROM captures INDEXED BY captures_that_failed
         WHERE captures.source = sources.id AND captures.version IS NULL
           AND EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)) AS failures,
       (SELECT MAX(captured_at) FROM captures WHERE captures.source = sources.id) AS last_capture
FROM sources;

DROP VIEW removed_by_reason;
CREATE VIEW removed_by_reason AS
SELECT sources.name AS source, article_cuts.reason, SUM(article_cuts.blocks) AS blocks,
       SUM(article_cuts.characters) AS characters
FROM article_cuts
JOIN sources ON sources.id = article_cuts.source
GROUP BY article_cuts.source, article_cuts.reason;

DROP VIEW who_copies_whom;
CREATE VIEW who_copies_whom AS
{who_copies_whom}
"""

# One after the other, in one transaction.
COUNT = (FORGET_CUTS, COUNT_CUTS, ADD_STORIES, FORGET_FIGURES, COUNT_FIGURES, COUNTED)

SCRIPT = TABLES + ";\n".join(COUNT) + ";\n" + VIEWS.format(who_copies_whom=COPYING.format(chosen=""))
