"""Migration 0005: watches, their alerts, the outbox in which alerts wait for delivery, and the troubles of sources.

In: the tables. Out: what is matched (`db.watches`), delivered (`db.outbox`) and judged (`db.health`).
"""

from __future__ import annotations

SCRIPT = """
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    question TEXT NOT NULL,
    made TEXT NOT NULL,
    since INTEGER NOT NULL,
    matched_run INTEGER NOT NULL,
    matched_settlement INTEGER NOT NULL,
    ended TEXT
) STRICT;

CREATE TABLE alerts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    watch INTEGER NOT NULL REFERENCES watches (id),
    kind TEXT NOT NULL CHECK (kind IN ('story', 'correction', 'trouble', 'recovery')),
    article TEXT REFERENCES articles (id),
    version INTEGER REFERENCES versions (id),
    source INTEGER REFERENCES sources (id),
    run INTEGER NOT NULL REFERENCES runs (id),
    made TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_by_watch ON alerts (watch);
CREATE INDEX alerts_by_article ON alerts (article);

CREATE TABLE told_articles (
    watch INTEGER NOT NULL REFERENCES watches (id),
    article TEXT NOT NULL REFERENCES articles (id),
    alert INTEGER REFERENCES alerts (number),
    version INTEGER REFERENCES versions (id),
    PRIMARY KEY (watch, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    watch INTEGER NOT NULL REFERENCES watches (id),
    name TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    paused_until TEXT,
    error TEXT,
    ended TEXT,
    UNIQUE (watch, name)
) STRICT;

CREATE TABLE deliveries (
    channel INTEGER NOT NULL REFERENCES channels (id),
    alert INTEGER NOT NULL REFERENCES alerts (number),
    attempts INTEGER NOT NULL DEFAULT 0,
    paused_until TEXT,
    error TEXT,
    delivered TEXT,
    PRIMARY KEY (channel, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_waiting ON deliveries (channel, attempts, alert) WHERE delivered IS NULL;

CREATE TABLE source_troubles (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    kind TEXT NOT NULL CHECK (kind IN ('silent', 'empty', 'alike', 'rebuilt', 'feed', 'robots')),
    what TEXT NOT NULL,
    facts TEXT NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    ending TEXT
) STRICT;
CREATE UNIQUE INDEX standing_troubles ON source_troubles (source, kind) WHERE ended IS NULL;
"""
