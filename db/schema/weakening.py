"""Migration 0013: pairs that lost their lists are named as they lose them, so no index has to find them."""

from __future__ import annotations

SCRIPT = """
DROP INDEX pairs_to_forget;
"""
