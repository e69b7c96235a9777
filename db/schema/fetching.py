"""Migration 0004: the state of feeds, pages and hosts, and what servers answered."""

from __future__ import annotations

SCRIPT = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    address TEXT NOT NULL,
    parent INTEGER REFERENCES feeds (id),
    told TEXT,
    moved_to TEXT,
    kind TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    entries INTEGER NOT NULL DEFAULT 0,
    checked TEXT,
    succeeded TEXT,
    changed TEXT,
    due TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    error_kind TEXT,
    error TEXT,
    status INTEGER,
    run INTEGER REFERENCES runs (id),
    UNIQUE (source, address)
) STRICT;
CREATE INDEX feeds_by_parent ON feeds (parent) WHERE parent IS NOT NULL;

CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    address TEXT NOT NULL,
    feed INTEGER REFERENCES feeds (id),
    hint_title TEXT,
    hint_authors TEXT NOT NULL DEFAULT '[]',
    hint_published TEXT,
    hint_language TEXT,
    found TEXT NOT NULL,
    fetched TEXT,
    checked TEXT,
    due TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    error_kind TEXT,
    error TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    UNIQUE (source, address)
) STRICT;
CREATE INDEX pages_due ON pages (due) WHERE due IS NOT NULL;
CREATE INDEX pages_by_feed ON pages (feed);

CREATE TABLE hosts (
    name TEXT PRIMARY KEY,
    free TEXT NOT NULL,
    robots TEXT,
    robots_checked TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE responses (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    source INTEGER NOT NULL REFERENCES sources (id),
    dump INTEGER NOT NULL REFERENCES dumps (id),
    locator TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'page')),
    address TEXT NOT NULL,
    final_address TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    received TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (dump, locator)
) STRICT;
CREATE INDEX responses_by_run ON responses (run);
CREATE INDEX responses_by_source ON responses (source, id);
"""
