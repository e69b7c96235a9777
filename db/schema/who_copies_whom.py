"""Migration 0002: who copies whom."""

from __future__ import annotations

# The first article of a story is the one published first; a day without a time counts as its end, as when the canonical
# is chosen, and where no time is known the canonical is the first. A median is the middle delay, or the mean of the two
# in the middle; only articles that say the minute have a delay.
SCRIPT = """
CREATE VIEW who_copies_whom AS
WITH members AS (
    SELECT articles.id, articles.cluster, articles.source,
           CASE versions.published_precision
               WHEN 'day' THEN SUBSTR(versions.published_at, 1, 10) || 'T23:59:59Z'
               ELSE versions.published_at
           END AS published_at,
           CASE WHEN versions.published_precision IN ('minute', 'second')
               THEN JULIANDAY(versions.published_at)
           END AS day,
           articles.id = clusters.canonical AS canonical
    FROM clusters
    CROSS JOIN articles ON articles.cluster = clusters.id
    JOIN versions ON versions.id = articles.newest
    WHERE EXISTS (
        SELECT 1 FROM articles AS copies WHERE copies.cluster = clusters.id AND copies.id <> clusters.canonical
    )
), placed AS (
    SELECT cluster, source, day,
           ROW_NUMBER() OVER story AS place,
           FIRST_VALUE(source) OVER story AS first_source,
           FIRST_VALUE(day) OVER story AS first_day
    FROM members
    WINDOW story AS (
        PARTITION BY cluster ORDER BY published_at IS NULL, published_at, canonical DESC, id
    )
), delays AS (
    SELECT first_source, source, 24 * (day - first_day) AS hours FROM placed WHERE place > 1
), ranked AS (
    SELECT first_source, source, hours,
           COUNT(hours) OVER (PARTITION BY first_source, source) AS timed,
           ROW_NUMBER() OVER (PARTITION BY first_source, source ORDER BY hours IS NULL, hours) AS place
    FROM delays
)
SELECT firsts.name AS source, copiers.name AS copied_by, COUNT(*) AS copies, MAX(timed) AS timed,
       ROUND(AVG(CASE WHEN place IN ((timed + 1) / 2, (timed + 2) / 2) THEN hours END), 1) AS median_hours
FROM ranked
JOIN sources AS firsts ON firsts.id = ranked.first_source
JOIN sources AS copiers ON copiers.id = ranked.source
GROUP BY ranked.first_source, ranked.source;
"""
