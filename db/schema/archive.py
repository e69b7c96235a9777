"""The archive's migration 0001: the bytes."""

from __future__ import annotations

SCRIPT = """
CREATE TABLE bodies (
    digest TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
"""
