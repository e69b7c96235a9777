"""Characters that are obeyed and not shown: what whoever shows a stored text must make visible.

Stored texts come from strangers. Out: how it looks on a terminal (`flows.present`) and on a page (`db.datasette`).
"""

from __future__ import annotations

import re

# Controls of C0 and C1 (escape sequences begin with one) but newline; line and paragraph separators; embeddings,
# overrides and isolates of the bidirectional algorithm; lone surrogates. Joiners stay: Persian and Hindi need them.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escaped(match: re.Match[str]) -> str:
    r"""Return the character that was found as \x1b or \u202e."""
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
