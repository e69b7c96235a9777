"""What changed between two versions of an article, on a terminal.

Out: what changed (`db.reading.changes`).
"""

from __future__ import annotations

from db.reading.changes import word_changes

MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def marked_words(before: str, after: str) -> str:
    """Return `after` with the words taken away as [-these-] and the new ones as {+these+}."""
    return " ".join(MARKS[run.kind].format(run.words) for run in word_changes(before, after))
