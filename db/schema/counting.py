"""Migration 0009: what each source has brought, summed up, so that no page has to count 200,000 rows.

In: the tables of sums, the triggers that keep them right with every row that comes or goes, and what there was before.
Out: what the sums are of (migration 0006), and what the pages make of them.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE source_figures (
    source INTEGER PRIMARY KEY REFERENCES sources (id),
    captures INTEGER NOT NULL DEFAULT 0,
    last_capture TEXT,
    articles INTEGER NOT NULL DEFAULT 0,
    copies INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    last_day TEXT
) STRICT;

CREATE TABLE cut_figures (
    source INTEGER NOT NULL REFERENCES sources (id),
    reason TEXT NOT NULL,
    blocks INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    PRIMARY KEY (source, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE later_versions (
    version INTEGER PRIMARY KEY REFERENCES versions (id)
) STRICT;
"""

BEFORE = """
INSERT INTO source_figures (source, captures, last_capture)
SELECT sources.id, COUNT(captures.id), MAX(captures.captured_at)
FROM sources LEFT JOIN captures ON captures.source = sources.id GROUP BY sources.id;

UPDATE source_figures SET articles = counted.articles, copies = counted.copies, kept = counted.kept,
                          last_day = counted.last_day
FROM (
    SELECT source, COUNT(*) AS articles, SUM(copy) AS copies, SUM(kept) AS kept, MAX(day) AS last_day
    FROM article_figures GROUP BY source
) AS counted WHERE counted.source = source_figures.source;

INSERT INTO cut_figures SELECT source, reason, SUM(blocks), SUM(characters) FROM article_cuts GROUP BY source, reason;

INSERT INTO later_versions
SELECT id FROM versions AS later WHERE EXISTS (SELECT 1 FROM versions WHERE article = later.article AND id < later.id);
"""

# A line that ends with a semicolon ends a statement of the migration, so one inside a trigger stands within a line.
# An article never changes its source: its id derives from it. Captures are never taken back. Each trigger takes one or
# two microseconds, a source's last day is the end of a range of an index.
TRIGGERS = """
CREATE TRIGGER source_stored AFTER INSERT ON sources
BEGIN INSERT INTO source_figures (source) VALUES (NEW.id); END;

CREATE TRIGGER capture_stored AFTER INSERT ON captures
BEGIN UPDATE source_figures
SET captures = captures + 1,
    last_capture = MAX(COALESCE(last_capture, NEW.captured_at), COALESCE(NEW.captured_at, last_capture))
WHERE source = NEW.source; END;

CREATE TRIGGER article_figured AFTER INSERT ON article_figures
BEGIN UPDATE source_figures
SET articles = articles + 1, copies = copies + NEW.copy, kept = kept + NEW.kept,
    last_day = (SELECT MAX(day) FROM article_figures WHERE source = NEW.source)
WHERE source = NEW.source; END;

CREATE TRIGGER article_figured_again AFTER UPDATE ON article_figures
WHEN (OLD.copy, OLD.kept, OLD.day) IS NOT (NEW.copy, NEW.kept, NEW.day)
BEGIN UPDATE source_figures
SET copies = copies + NEW.copy - OLD.copy, kept = kept + NEW.kept - OLD.kept,
    last_day = (SELECT MAX(day) FROM article_figures WHERE source = NEW.source)
WHERE source = NEW.source; END;

CREATE TRIGGER article_unfigured AFTER DELETE ON article_figures
BEGIN UPDATE source_figures
SET articles = articles - 1, copies = copies - OLD.copy, kept = kept - OLD.kept,
    last_day = (SELECT MAX(day) FROM article_figures WHERE source = OLD.source)
WHERE source = OLD.source; END;

CREATE TRIGGER cuts_counted AFTER INSERT ON article_cuts
BEGIN INSERT INTO cut_figures VALUES (NEW.source, NEW.reason, NEW.blocks, NEW.characters)
ON CONFLICT (source, reason) DO UPDATE
SET blocks = blocks + excluded.blocks, characters = characters + excluded.characters; END;

CREATE TRIGGER cuts_forgotten AFTER DELETE ON article_cuts
BEGIN UPDATE cut_figures SET blocks = blocks - OLD.blocks, characters = characters - OLD.characters
WHERE source = OLD.source AND reason = OLD.reason; DELETE FROM cut_figures
WHERE source = OLD.source AND reason = OLD.reason AND blocks = 0; END;

CREATE TRIGGER later_version_stored AFTER INSERT ON versions
WHEN EXISTS (SELECT 1 FROM versions WHERE article = NEW.article AND id <> NEW.id)
BEGIN INSERT INTO later_versions VALUES (NEW.id); END;
"""

VIEWS = """
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT sources.name AS source, source_figures.captures, source_figures.articles, source_figures.copies,
       (SELECT COUNT(*) FROM captures INDEXED BY captures_that_failed
         WHERE captures.source = sources.id AND captures.version IS NULL
           AND EXISTS (SELECT 1 FROM failures WHERE failures.capture = captures.id)) AS failures,
       source_figures.last_capture
FROM sources
JOIN source_figures ON source_figures.source = sources.id;

DROP VIEW removed_by_reason;
CREATE VIEW removed_by_reason AS
SELECT sources.name AS source, cut_figures.reason, cut_figures.blocks, cut_figures.characters
FROM cut_figures
JOIN sources ON sources.id = cut_figures.source;
"""

SCRIPT = TABLES + BEFORE + TRIGGERS + VIEWS
