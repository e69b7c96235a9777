"""Why a block that is not the article's was left out, in words for a person.

In: the evidence on one block, in the order of trust: what it is called, then what it says, then where it
stands. Out: that it is left out, which `judge` has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extractors import places, words
from extractors.blocks import Block
from extractors.dates import parse_date
from extractors.evidence import Evidence
from extractors.records import Reason
from extractors.verdicts import Verdict

STANDFIRST: Final = Verdict(Reason.METADATA, "the standfirst")
_LINE: Final = 160  # characters of a line that may be a date, a byline or a credit
_DATE: Final = 60
_WORDS_BESIDE_DATE: Final = 4  # "Last updated on ... January"; a headline with its date has more
_DIGITS: Final = 3  # of the shortest date: "5 Apr 12:20" has five, a heading with a number in it one or two
_LINKED: Final = 0.6  # share of links from which a block is one of a list of links
_SAME_TITLE: Final = 0.9
_MOST_OF_BYLINE: Final = 0.4  # of a byline's letters are the name; "By" and a place are the rest
_CAPTION: Final = places.CAPTION | places.FIGURE
_CAPTION_VERDICT: Final = Verdict(Reason.CAPTION, "stands with a picture")
HEADS: Final = "heads other stories"

# What the place is called, in the order of trust.
_PLACES: Final = (
    (places.NAVIGATION, Reason.NAVIGATION, "stands in a menu"),
    (places.COMMENTS, Reason.OTHER, "a reader's comment"),
    (places.CONSENT, Reason.PROMPT, "asks for consent"),
    (places.SHARE, Reason.PROMPT, "a share bar"),
    (places.EMBED, Reason.CAPTION, "stands with an embed"),
    (places.RELATED, Reason.LINK_LIST, "stands in a box of other stories"),
    (places.AUTHOR, Reason.BIO, "stands in a box about the author"),
    (places.TAGS, Reason.LINK_LIST, "a list of topics"),
    (places.PROMPT | places.FORM | places.BUTTON, Reason.PROMPT, "stands in a form or a box that asks for something"),
    (places.ADVERTISEMENT, Reason.PROMPT, "stands in an advertisement"),
    (places.FOOTER, Reason.NAVIGATION, "stands in the foot of the page"),
    (places.HEADER, Reason.NAVIGATION, "stands in the head of the page"),
    (places.ASIDE, Reason.LINK_LIST, "stands beside the article"),
    (places.HIDDEN, Reason.OTHER, "is not shown"),
)


def reason(block: Block, position: int, evidence: Evidence, heading: str | None) -> Verdict:
    """Return why the block at `position` is left out. `heading` is the foreign heading that it stands under, if
    any."""
    local = int(evidence.local[position])
    return (
        _metadata(block, float(evidence.title[position]), evidence.people)
        or (_CAPTION_VERDICT if local & _CAPTION else None)
        or _words(block, position, evidence)
        or _place(block, local)
        or _context(block, heading)
    )


def _metadata(block: Block, title: float, people: Sequence[str]) -> Verdict | None:
    if title >= _SAME_TITLE:
        return Verdict(Reason.METADATA, "the title")
    if len(block.text) > _LINE:
        return None
    if found := byline(block, people):
        return found
    if _is_date(block.text):
        kind = Reason.METADATA if block.flags & places.DATE else Reason.PAGE_DATE
        return Verdict(kind, "a date on a line of its own")
    return None


def byline(block: Block, people: Sequence[str]) -> Verdict | None:
    """Return the verdict on a short block that is little more than the name of one of the article's authors."""
    if len(block.text) <= _LINE and any(
        name in block.key and len(name) >= _MOST_OF_BYLINE * len(block.key) for name in people
    ):
        return Verdict(Reason.METADATA, "the byline")
    return None


def _is_date(text: str) -> bool:
    """Whether a line is short, has digits enough for a day, few words beside, and is read as one."""
    if len(text) > _DATE or sum(map(str.isdecimal, text)) < _DIGITS:
        return False
    if sum(not any(map(str.isdecimal, word)) for word in text.split()) > _WORDS_BESIDE_DATE:
        return False
    date = parse_date(text)
    return date is not None and len(date.edtf) > len("2026")


def _words(block: Block, position: int, evidence: Evidence) -> Verdict | None:
    text = words.lower(block.text[:_LINE])
    if len(block.text) <= _LINE and words.FOREIGN_HEADING.search(text):
        linked = block.linked >= _LINKED
        return Verdict(Reason.LINK_LIST, "leads to another story") if linked else Verdict(Reason.HEADING, HEADS)
    if evidence.biography[position]:
        return Verdict(Reason.BIO, "is about the author")
    if evidence.prompt[position] > 0:
        return Verdict(Reason.PROMPT, "asks the reader for something")
    if len(block.text) <= _LINE and words.CREDIT.search(text):
        return Verdict(Reason.CREDIT, "a credit or a source")
    return None


def _place(block: Block, local: int) -> Verdict | None:
    for flags, reason, detail in _PLACES:
        if local & flags:
            return Verdict(reason, detail)
    return Verdict(Reason.LINK_LIST, "is made of links") if block.linked >= _LINKED else None


def _context(block: Block, heading: str | None) -> Verdict:
    if heading:
        return Verdict(Reason.LINK_LIST, f"under the heading {heading!r}")
    if block.flags & places.HEADING:
        return Verdict(Reason.HEADING, "heads nothing of the article")
    return Verdict(Reason.OTHER, "unlike the article's paragraphs, or apart from them")
