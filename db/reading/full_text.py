"""What a person types to search, as an FTS5 expression.

In: words, `"phrases"`, `prefix*`, `OR` between alternatives, `-unwanted`. Everything else is looked for as it stands,
so that nothing a person can type is a syntax error. Out: FTS5's own column filters, NEAR and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass
class Alternative:
    """The terms between two `OR`s: an article must have all that are wanted and none that are unwanted."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)

    def expression(self) -> str:
        """Return the alternative as FTS5: a space between phrases is its AND."""
        wanted = f"({' '.join(self.wanted)})"
        return f"({wanted} NOT ({' OR '.join(self.unwanted)}))" if self.unwanted else wanted


def full_text_expression(query: str) -> str | None:
    """Return the FTS5 expression for `query`, or None when it has no word to look for.

    `a b OR c -d` finds articles with both a and b, and those with c but not d. An alternative of unwanted terms only
    finds nothing by itself and is left out.
    """
    alternatives = [alternative for alternative in _alternatives(query) if alternative.wanted]
    return " OR ".join(alternative.expression() for alternative in alternatives) or None


def _alternatives(query: str) -> Iterator[Alternative]:
    alternative = Alternative()
    for match in TERM.finditer(_storable(query)):
        if match.group() == "OR":
            yield alternative
            alternative = Alternative()
        elif term := _term(match):
            (alternative.unwanted if match["minus"] else alternative.wanted).append(term)
    yield alternative


def _storable(query: str) -> str:
    """Return `query` without what SQLite cannot take: FTS5 reads up to a NUL, and a lone surrogate is no UTF-8."""
    return query.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _term(match: re.Match[str]) -> str | None:
    """Return one quoted term, or None for what FTS5's tokenizer would find no word in, and for a written AND."""
    text = match["phrase"] if match["word"] is None else match["word"]
    if match.group() == "AND" or not any(character.isalnum() for character in text):
        return None
    if match["word"] is not None and text.endswith("*"):
        return f'"{text.rstrip("*")}"*'
    return f'"{text}"'
