"""The names of those who wrote an article, out of what pages write into their author fields.

In: splitting of lists, what stands around names ("By", "(ab)", ", Berlin"), and what is no name (addresses,
brands). Out: who a person is, and names in the running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 80  # characters of one name; an agency with its city has 50
_BY = re.compile(r"^(?:by|von|par|por|di|de|da|door|av|przez|yazan|автор|автори?|بقلم)[:\s]\s*", re.IGNORECASE)
_AND = re.compile(r"\s+(?:(?i:and|und|et|og|och|en|ve|və|та)|y|e|и|і|i|و|&)\s+|\s*[;|/]\s*|\s+·\s+")
_BRACKETS = re.compile(r"\s*\([^()]{1,12}\)$")  # the writer's sign: "(abc)"
_NO_NAME = re.compile(r"https?:|www\.|@|/|^\W*$|^\d+$|[{}<>=]", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")  # a name as it stands in an address: "ada-quill"
_NOBODY = {
    "admin",
    "administrator",
    "author",
    "editor",
    "redaktion",
    "null",
    "none",
    "undefined",
    "unknown",
    "guest",
    "n/a",
}


def names(fields: Iterable[str]) -> tuple[str, ...]:
    """Return the names in author fields, each once, in their order."""
    found = (name for field in fields for part in _split(field) if (name := _name(part)))
    return tuple({" ".join(name.casefold().split()): name for name in reversed(list(found))}.values())[::-1]


def _split(field: str) -> list[str]:
    """The parts of a list of names. A comma divides only where each part may be a full name ("A B, C D")."""
    parts = [part for each in _AND.split(_BY.sub("", field.strip())) for part in _at_commas(each)]
    return parts if all(" " in part.strip() or len(parts) == 1 for part in parts) else [_BY.sub("", field.strip())]


def _at_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if all(2 <= len(part.split()) <= 4 for part in parts) else [text]


def _name(text: str) -> str | None:
    name = _BRACKETS.sub("", _BY.sub("", " ".join(text.split()))).strip(" ,;|-–")
    if not name or len(name) > _LONGEST or _NO_NAME.search(name) or _SLUG.fullmatch(name) or name.casefold() in _NOBODY:
        return None
    return name
