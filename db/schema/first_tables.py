"""Migration 0001: runs, dumps, captures, articles, versions, copies, full-text search and their views."""

from __future__ import annotations

INTAKE = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'killed')),
    started TEXT NOT NULL,
    finished TEXT,
    error TEXT,
    read INTEGER NOT NULL DEFAULT 0,
    new_captures INTEGER NOT NULL DEFAULT 0,
    new_articles INTEGER NOT NULL DEFAULT 0,
    new_versions INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE dumps (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs (id),
    last_run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT,
    homepage TEXT,
    language TEXT,
    preference INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE payloads (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL
) STRICT;

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    dump INTEGER NOT NULL REFERENCES dumps (id),
    locator TEXT NOT NULL,
    payload INTEGER NOT NULL REFERENCES payloads (id),
    source INTEGER NOT NULL REFERENCES sources (id),
    run INTEGER NOT NULL REFERENCES runs (id),
    url TEXT,
    captured_at TEXT,
    record_id TEXT,
    charset TEXT,
    hint_title TEXT,
    hint_authors TEXT NOT NULL DEFAULT '[]',
    hint_published TEXT,
    hint_language TEXT,
    hint_origin TEXT NOT NULL,
    version INTEGER REFERENCES versions (id),
    UNIQUE (dump, locator, payload)
) STRICT;
CREATE INDEX captures_without_version ON captures (id) WHERE version IS NULL;
CREATE INDEX captures_by_version ON captures (version);
CREATE INDEX captures_by_payload ON captures (payload);
CREATE INDEX captures_by_source ON captures (source, captured_at);

CREATE TABLE failures (
    id TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    stage TEXT NOT NULL,
    error TEXT NOT NULL,
    dump INTEGER REFERENCES dumps (id),
    locator TEXT NOT NULL,
    capture INTEGER REFERENCES captures (id)
) STRICT;
CREATE INDEX failures_by_capture ON failures (capture);
CREATE INDEX failures_by_run ON failures (run);
"""

ARTICLES = """
CREATE TABLE recipes (
    id TEXT PRIMARY KEY,
    parts TEXT NOT NULL
) STRICT;

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    address TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    newest INTEGER REFERENCES versions (id),
    cluster INTEGER REFERENCES clusters (id),
    changed INTEGER REFERENCES settlements (id),
    UNIQUE (source, address)
) STRICT;
CREATE INDEX articles_by_cluster ON articles (cluster);
CREATE INDEX articles_by_change ON articles (changed);
CREATE INDEX articles_by_newest ON articles (newest);

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles (id),
    digest TEXT NOT NULL,
    title TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    published TEXT,
    published_raw TEXT,
    published_precision TEXT,
    published_at TEXT,
    modified TEXT,
    language TEXT,
    standfirst TEXT,
    canonical_url TEXT,
    section TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    image TEXT,
    site_name TEXT,
    free INTEGER,
    origins TEXT NOT NULL,
    words INTEGER NOT NULL,
    recipe TEXT NOT NULL REFERENCES recipes (id),
    run INTEGER NOT NULL REFERENCES runs (id),
    superseded_by INTEGER REFERENCES versions (id),
    text TEXT NOT NULL,
    base_text TEXT,
    UNIQUE (article, digest)
) STRICT;
CREATE INDEX versions_by_publication ON versions (published_at);
CREATE INDEX versions_by_run ON versions (run);
CREATE INDEX versions_superseded ON versions (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE removed_texts (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE removed_blocks (
    version INTEGER NOT NULL REFERENCES versions (id),
    ordinal INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    text INTEGER NOT NULL REFERENCES removed_texts (id),
    PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
"""

COPIES = """
CREATE TABLE schemes (
    scheme TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
    version INTEGER PRIMARY KEY REFERENCES versions (id),
    text INTEGER NOT NULL
) STRICT;
CREATE INDEX signatures_by_text ON signatures (text);

CREATE TABLE bands (
    key INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (key, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE postings (
    key INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (key, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairs (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    spare INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    relation TEXT,
    shared INTEGER NOT NULL DEFAULT 0,
    a_size INTEGER NOT NULL DEFAULT 0,
    b_size INTEGER NOT NULL DEFAULT 0,
    numbers REAL NOT NULL DEFAULT 1,
    missing INTEGER NOT NULL DEFAULT 0,
    a_from INTEGER NOT NULL DEFAULT 0,
    a_to INTEGER NOT NULL DEFAULT 0,
    b_from INTEGER NOT NULL DEFAULT 0,
    b_to INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_by_b ON pairs (b);
CREATE INDEX pairs_to_settle ON pairs (settled) WHERE settled < 2;
CREATE INDEX pairs_to_forget ON pairs (spare) WHERE spare < 0;

CREATE TABLE round_ups (
    text INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE links (
    a INTEGER NOT NULL REFERENCES versions (id),
    b INTEGER NOT NULL REFERENCES versions (id),
    relation TEXT NOT NULL,
    jaccard REAL NOT NULL,
    containment REAL NOT NULL,
    contained INTEGER NOT NULL REFERENCES versions (id),
    numbers REAL NOT NULL,
    passages TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_b ON links (b);

CREATE TABLE clusters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    canonical TEXT NOT NULL REFERENCES articles (id)
) STRICT;

CREATE TABLE stop_shingles (
    key INTEGER NOT NULL,
    shingle INTEGER NOT NULL,
    PRIMARY KEY (key, shingle)
) STRICT, WITHOUT ROWID;

CREATE TABLE unsettled_keys (
    key INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE unsettled_texts (
    text INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE unsettled_members (
    article TEXT PRIMARY KEY REFERENCES articles (id),
    newest_before INTEGER
) STRICT, WITHOUT ROWID;

CREATE TRIGGER newest_changed AFTER UPDATE OF newest ON articles WHEN OLD.newest IS NOT NEW.newest
BEGIN INSERT OR IGNORE INTO unsettled_members VALUES (NEW.id, OLD.newest); END;

CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    a TEXT NOT NULL REFERENCES articles (id),
    b TEXT NOT NULL REFERENCES articles (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('not-a-copy', 'same-story')),
    who TEXT NOT NULL,
    decided TEXT NOT NULL,
    withdrawn TEXT
) STRICT;

CREATE TABLE furniture (
    source INTEGER NOT NULL REFERENCES sources (id),
    line INTEGER NOT NULL,
    texts INTEGER NOT NULL,
    example TEXT NOT NULL,
    PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE unsettled (
    article TEXT PRIMARY KEY REFERENCES articles (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlements (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    settled TEXT NOT NULL
) STRICT;
"""

SEARCH = """
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, text, content = 'versions', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
"""

VIEWS = """
CREATE VIEW current_articles AS
SELECT articles.id, sources.name AS source, articles.address, versions.title, versions.published, versions.published_at,
       versions.published_precision, versions.modified, versions.language, versions.authors, versions.standfirst,
       versions.text, versions.words, versions.canonical_url, articles.cluster,
       clusters.canonical = articles.id AS canonical, versions.id AS version, versions.recipe, articles.changed
FROM articles
JOIN versions ON versions.id = articles.newest
JOIN sources ON sources.id = articles.source
LEFT JOIN clusters ON clusters.id = articles.cluster;

CREATE VIEW canonical_articles AS
SELECT * FROM current_articles WHERE canonical;

CREATE VIEW cluster_members AS
SELECT cluster, canonical, id AS article, source, title, published_at, words
FROM current_articles
ORDER BY cluster, canonical DESC, published_at;

CREATE VIEW source_health AS
SELECT sources.name AS source,
       (SELECT COUNT(*) FROM captures WHERE captures.source = sources.id) AS captures,
       (SELECT COUNT(*) FROM articles WHERE articles.source = sources.id) AS articles,
       (SELECT COUNT(*) FROM articles JOIN clusters ON clusters.id = articles.cluster
         WHERE articles.source = sources.id AND clusters.canonical <> articles.id) AS copies,
       (SELECT COUNT(*) FROM failures JOIN captures ON captures.id = failures.capture
         WHERE captures.source = sources.id) AS failures,
       (SELECT MAX(captured_at) FROM captures WHERE captures.source = sources.id) AS last_capture
FROM sources;

CREATE VIEW removed_by_reason AS
SELECT sources.name AS source, removed_blocks.reason, COUNT(*) AS blocks, SUM(LENGTH(removed_texts.text)) AS characters
FROM removed_blocks
JOIN removed_texts ON removed_texts.id = removed_blocks.text
JOIN versions ON versions.id = removed_blocks.version
JOIN articles ON articles.id = versions.article
JOIN sources ON sources.id = articles.source
GROUP BY sources.name, removed_blocks.reason;
"""

SCRIPT = INTAKE + ARTICLES + COPIES + SEARCH + VIEWS
