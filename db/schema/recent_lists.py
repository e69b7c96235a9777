"""Migration 0011: what arrived of posting lists and buckets stands apart until it is much."""

from __future__ import annotations

SCRIPT = """
CREATE TABLE recent_bands (
    key INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (key, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_postings (
    key INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (key, text)
) STRICT, WITHOUT ROWID;
"""
