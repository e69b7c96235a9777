"""The language of a text: guessed from its words, and weighed against what the page declares."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 300  # characters; more of a text changed no guess on the development pages
ENOUGH = 200  # characters from which the guess is believed against the page's own declaration
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", re.IGNORECASE)

# Languages that the guess confuses even on long texts, so that the declaration stays: each set is one language to it.
_CLOSE = (
    {"no", "nb", "nn", "da"},
    {"hr", "sr", "bs", "sh"},
    {"id", "ms"},
    {"tr", "az"},
    {"cs", "sk"},
    {"gl", "pt"},
    {"fa", "ar", "ur"},
    {"zh", "yue"},
)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def detect(text: str) -> str | None:
    """Return the ISO 639 code of the language of `text`, or None where it has no letters."""
    sample = text[:SAMPLE]
    if not any(letter.isalpha() for letter in sample):
        return None
    return str(_identifier().classify(sample)[0])


def normal(tag: str | None) -> str | None:
    """Return a BCP 47 tag as it is usually written ("pt-BR"), or None where `tag` is none."""
    if not tag or not _TAG.fullmatch(tag.strip()):
        return None
    first, *rest = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def agrees(declared: str, detected: str) -> bool:
    """Whether the declared tag and the guessed language are the same, or too close for the guess to tell."""
    primary = declared.split("-")[0]
    return primary == detected or any({primary, detected} <= close for close in _CLOSE)


def choose(declared: str | None, text: str) -> tuple[str | None, bool]:
    """Return the language of `text` and whether it was guessed.

    What the page declares is kept, with its region, where a guess from enough text does not contradict it.
    """
    tag = normal(declared)
    detected = detect(text)
    if tag and (detected is None or len(text) < ENOUGH or agrees(tag, detected)):
        return tag, False
    return detected, detected is not None
