"""What a version of an article was made with: the extractor, the libraries, the models and the sources' rules.

Two captures of the same bytes with the same recipe give the same article; where the recipe differs, `reextract`
may help.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from extractors.records import SourceProfile

_LIBRARIES = ("trafilatura", "lxml", "htmldate", "py3langid", "resiliparse")
_ID_LENGTH = 12  # hexadecimal digits: 48 bits, for at most some thousands of recipes


@dataclass(frozen=True, slots=True)
class Recipe:
    """The parts that decide an extraction, each with its version, and a short name of them all."""

    id: str
    parts: tuple[tuple[str, str], ...]


def recipe(profiles: Iterable[SourceProfile] = ()) -> Recipe:
    """Return the recipe of this code, these libraries and the rules of `profiles`."""
    parts = (*_installed(), ("rules", _rules(profiles)))
    return Recipe(_digest(json.dumps(parts).encode()), parts)


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    folder = Path(__file__).parent
    code = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    model = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.np[yz]")))
    return (
        ("extractor", _digest(code)),
        ("model", _digest(model)),
        *((name, version(name)) for name in _LIBRARIES),
        ("unicode", unicodedata.unidata_version),
    )


def _rules(profiles: Iterable[SourceProfile]) -> str:
    """The digest of what the profiles say, whatever their order."""
    return _digest(
        json.dumps(sorted((asdict(profile) for profile in profiles), key=lambda each: str(each["name"]))).encode()
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_ID_LENGTH]
