"""Migration 0010: a source can be in trouble because its file is wrong.

SQLite cannot change what a column may hold, so the table is made anew.
"""

from __future__ import annotations

SCRIPT = """
CREATE TABLE troubles_now (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    kind TEXT NOT NULL CHECK (kind IN ('silent', 'empty', 'alike', 'rebuilt', 'feed', 'robots', 'file')),
    what TEXT NOT NULL,
    facts TEXT NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    ending TEXT
) STRICT;
INSERT INTO troubles_now SELECT id, source, kind, what, facts, began, ended, ending FROM source_troubles;
DROP TABLE source_troubles;
ALTER TABLE troubles_now RENAME TO source_troubles;
CREATE UNIQUE INDEX standing_troubles ON source_troubles (source, kind) WHERE ended IS NULL;
"""
