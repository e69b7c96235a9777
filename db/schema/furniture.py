"""Migration 0003: the lines of each source's texts, and what is to be counted again."""

from __future__ import annotations

# A line's number derives from its source's name and its words. `lines` says in which stories and versions it stands, as
# counted when last settled; what changed since is noted by the triggers. A version's words are counted twice: what is
# shown, and what there was before furniture was taken out, as nothing that decides a story may depend on furniture.
SCRIPT = """
CREATE TABLE lines (
    line INTEGER NOT NULL,
    story INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (line, story, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE unsettled_versions (
    version INTEGER PRIMARY KEY REFERENCES versions (id)
) STRICT;
INSERT INTO unsettled_versions SELECT id FROM versions;

CREATE TRIGGER version_stored AFTER INSERT ON versions
BEGIN INSERT INTO unsettled_versions VALUES (NEW.id); END;

CREATE TABLE unsettled_stories (
    article TEXT PRIMARY KEY REFERENCES articles (id),
    story_before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER story_changed AFTER UPDATE OF cluster ON articles
WHEN OLD.cluster IS NOT NULL AND OLD.cluster IS NOT NEW.cluster
BEGIN INSERT OR IGNORE INTO unsettled_stories VALUES (NEW.id, OLD.cluster); END;

ALTER TABLE furniture ADD COLUMN taken INTEGER NOT NULL DEFAULT 0 CHECK (taken IN (0, 1, 2));

ALTER TABLE versions ADD COLUMN base_words INTEGER;

CREATE VIEW furniture_lines AS
SELECT sources.name AS source, furniture.example AS line, furniture.texts AS stories,
       ROUND(CAST(furniture.texts AS REAL) / totals.texts, 3) AS share,
       CASE furniture.taken WHEN 1 THEN 'at the end and between paragraphs' ELSE 'everywhere' END AS taken
FROM furniture
JOIN sources ON sources.id = furniture.source
JOIN furniture AS totals ON totals.source = furniture.source AND totals.example = ''
WHERE furniture.taken > 0
ORDER BY sources.name, furniture.texts DESC, furniture.example;
"""
