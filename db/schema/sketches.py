"""Migration 0012: with each signature a sketch of its text, so that pairs by chance cost no reading of texts."""

from __future__ import annotations

SCRIPT = """
ALTER TABLE signatures ADD COLUMN sketch BLOB NOT NULL DEFAULT x'';
"""
