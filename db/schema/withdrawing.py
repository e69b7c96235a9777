"""Migration 0008: who took a verdict back."""

from __future__ import annotations

SCRIPT = """
ALTER TABLE verdicts ADD COLUMN withdrawn_by TEXT;
"""
