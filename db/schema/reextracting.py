"""Migration 0007: what is to be extracted again, and with which recipe a capture failed."""

from __future__ import annotations

# A capture whose version was made with another recipe than today's is to be extracted again. Several captures may share
# a version, and the first of them renews it: so what is to be done is noted, for all of them, before the first is.
SCRIPT = """
CREATE TABLE unextracted (
    capture INTEGER PRIMARY KEY REFERENCES captures (id)
) STRICT;

ALTER TABLE failures ADD COLUMN recipe TEXT REFERENCES recipes (id);
"""
