"""Signs of furniture: words and forms by which lines in many languages give themselves away, and how near they are.

In: what addresses the reader, asks for consent or for a subscription, credits a picture; headings of other stories and
of comments; bylines; lines that stand in the document again. Each is a feature, for the model to weigh. Out: what
training learned of words, which `flattened_phrases` and the lexicon say, and any decision.

On publishers never seen these were worth .005 of mean F1 (cross-validated), most of it in consent texts, comments and
teasers that follow the body and are themselves running text.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np

from extractors.flattened_measures import Measures
from extractors.flattened_rules import BYLINE
from extractors.flattened_vocabulary import ADDRESSING, CONSENT, CREDITING, PICTURING, PROMPTING, SPEAKING
from extractors.flattened_windows import shifted, window_means
from extractors.flattened_words import Floats, Words
from extractors.words import CREDIT, FOREIGN_HEADING, lower

_KINDS = {
    "addressing": ADDRESSING,
    "consent": CONSENT,
    "prompting": PROMPTING,
    "crediting": CREDITING,
    "picturing": PICTURING,
    "speaking": SPEAKING,
}
_HEARD = {"addressing", "consent", "prompting", "speaking"}  # kinds that are also counted around
_AROUND = ((2, 2), (5, 5), (-1, 6), (6, -1), (15, 15))  # units before and after; -1: from beyond the unit itself
_FULL = 25  # words from which a unit says no more
_LINE, _BYLINE, _COMMENTS = 160, 90, 60  # characters of a line that may be a heading or credit, a byline, "12 comments"
_FAR, _FAR_WORDS, _NEVER = 60, 2000, 3000  # distances are counted up to here; the last stands for none before
_BEGINNING, _SAME = 25, 20  # characters that two lines begin with; of the shortest line that another may begin with
_COMMENTS_HEADING = re.compile(
    r"\W*(?:\d+\s*)?(?:reader |user |view |all |show |leser|neueste |leave a |post a )?"
    r"(?:comments?|kommentare?|kommentieren|commentaires?|comentarios?|commenti|comentários|yorum(?:lar)?|"
    r"şərh(?:lər)?|комментари[ийя]|комментариев|коментарі|komentarze|reacties|تعليقات|kommentarer|コメント|댓글|評論|评论)"
    r"(?: section)?\W*\d*\W*"
)
# What speaks of commenting: "Log in to comment", "Die Kommentarfunktion ist geschlossen". The pattern begins with one
# of a set of characters, which is searched for in half the time of a list of words.
_COMMENTING = re.compile(
    r"[ckyşкrتコ댓評评](?<!\w[ckyşкrت])(?:"
    r"(?<=c)om(?:ment|entar|entári)|(?<=k)om(?:ment(?:ar|ier)|ent(?:ar|uj|ář))|(?<=y)orum|(?<=ş)ərh|(?<=к)омм?ентар"
    r"|(?<=r)ea(?:ctie|geer)|(?<=ت)عليق|(?<=コ)メント|(?<=댓)글|(?<=評)論|(?<=评)论)"
)
_LONGEST_COMMENTING = 120  # characters
_AGENCIES = (
    "AP", "AFP", "dpa", "EPA", "Reuters", "REUTERS", "Getty Images", "Getty", "Shutterstock", "imago", "IMAGO",
    "picture alliance", "picture-alliance", "AA", "DHA", "TASS", "ТАСС", "PA", "CP", "EFE", "ANSA", "Anadolu",
)  # fmt: skip
# "(Ida Brandt/Coast Pictures)", "(AP Photo)", "Reuters": searched in the last characters of lines that may end so.
_CREDIT_END = re.compile(
    rf"(?:\([^()]{{2,60}}/[^()]{{2,60}}\)|\((?:AP|AFP|Reuters)[^()]{{0,40}}\)|\b(?:{'|'.join(_AGENCIES)})\W{{0,3}})$"
)
_CREDIT_LENGTH, _LONGEST_AGENCY = 130, 20  # characters
_PUNCTUATION = " .,;:)]}\"'”’»|/–—-"


def signs_of(texts: list[str], words: Words, marker: Floats) -> Measures:
    """Return the signs of each unit, whose texts and words are given; `marker` is 1 where a unit begins as one of a
    list does."""
    number = np.maximum(np.bincount(words.unit, minlength=len(texts)), 1).astype(np.float32)
    forms = _forms(texts)
    again = _again(texts)
    signs = _vocabulary(words, number)
    signs |= forms | again
    signs |= _distances(forms, number)
    signs |= _around(forms, again, marker)
    return signs


def _vocabulary(words: Words, number: Floats) -> Measures:
    """The share of each kind of words, here and around; the counts of two kinds; the consent of the whole document."""
    units, kinds = len(number), words.kinds[words.word]
    heard = np.minimum(number, _FULL)
    signs: Measures = {}
    for name, bit in _KINDS.items():
        count = np.bincount(words.unit[(kinds & bit) > 0], minlength=units).astype(np.float32)
        signs[f"{name}_words"] = count
        signs[name] = count / number
        if name in _HEARD:
            signs |= window_means(name + "-{}+{}", count / number, heard, _AROUND)
    consent = float(signs["consent_words"].sum() / number.sum())
    return signs | {"document_consent": np.full(units, consent, np.float32)}


def _forms(texts: list[str]) -> Measures:
    """Whether a line is of a form: heads other stories or comments, names the writer, begins or ends as a credit."""
    rows = [_form(text) for text in texts]
    names = ("heading", "comments", "commenting", "byline", "credit", "credit_end")
    return dict(zip(names, np.array(rows, np.float32).T, strict=True))


def _form(text: str) -> tuple[bool, ...]:
    ends = _ends_in_credit(text)
    if len(text) > _LINE:
        return False, False, False, False, False, ends
    folded = lower(text)
    return (
        bool(FOREIGN_HEADING.match(folded)),
        len(text) <= _COMMENTS and bool(_COMMENTS_HEADING.fullmatch(folded)),
        len(text) <= _LONGEST_COMMENTING and bool(_COMMENTING.search(folded)),
        len(text) <= _BYLINE and bool(BYLINE.match(text)),
        bool(CREDIT.match(folded)),
        ends,
    )


def _ends_in_credit(text: str) -> bool:
    last = text[-_LONGEST_AGENCY:].rstrip(_PUNCTUATION)
    if text[-1] != ")" and not last.endswith(_AGENCIES):
        return False
    return bool(_CREDIT_END.search(text[-_CREDIT_LENGTH:]))


def _again(texts: list[str]) -> Measures:
    """How many lines begin as a line does, and whether one line is the beginning of another: headlines recur, with
    their standfirst or a picture's text behind them."""
    beginnings = [text[:_BEGINNING] for text in texts]
    count = Counter(beginnings)
    alike = [float(count[text]) if len(text) == _BEGINNING else 0.0 for text in beginnings]
    begins: dict[str, int] = {}
    for shorter, longer in pairwise(sorted({text for text in texts if len(text) >= _SAME})):
        if longer.startswith(shorter):
            begins[shorter] = begins.get(shorter, 0) | 1
            begins[longer] = begins.get(longer, 0) | 2
    begun = [float(begins.get(text, 0)) for text in texts]
    return {"alike": np.array(alike, np.float32), "begun": np.array(begun, np.float32)}


def _distances(forms: Measures, number: Floats) -> Measures:
    """How far the heading of other stories or of comments lies back, in units and words, and how far ahead."""
    at = np.arange(len(number))
    until = np.concatenate([[0.0], np.cumsum(number)])
    signs: Measures = {}
    for name in ("heading", "comments", "commenting"):
        places = np.flatnonzero(forms[name])
        before = np.concatenate([[-1], places])[np.searchsorted(places, at, "right")]
        after = np.concatenate([places, [len(at) + _FAR]])[np.searchsorted(places, at, "left")]
        back = np.minimum(until[at] - until[np.maximum(before, 0)], _FAR_WORDS)
        signs[f"{name}_before"] = np.where(before < 0, _FAR, np.minimum(at - before, _FAR)).astype(np.float32)
        signs[f"{name}_after"] = np.minimum(after - at, _FAR).astype(np.float32)
        signs[f"{name}_words"] = np.where(before < 0, _NEVER, back).astype(np.float32)
    return signs


def _around(forms: Measures, again: Measures, marker: Floats) -> Measures:
    """The forms of the neighbours, and their share of the units around."""
    alike = (again["alike"] > 1).astype(np.float32)
    each = np.ones(len(alike), np.float32)
    signs = {f"byline{step:+d}": shifted(forms["byline"], step) for step in (-2, -1, 1, 2)}
    for name, values in (
        ("heading", forms["heading"]),
        ("credit", forms["credit"]),
        ("credit_end", forms["credit_end"]),
        ("alike", alike),
    ):
        signs |= {f"{name}{step:+d}": shifted(values, step) for step in (-1, 1)}
    signs |= {f"marker{step:+d}": shifted(marker, step) for step in (-1, 1)}
    signs |= window_means("marker-{}+{}", marker, each, ((2, 2), (5, 5)))
    signs |= window_means("byline-{}+{}", forms["byline"], each, ((2, 2), (5, 5)))
    signs |= window_means("alike-{}+{}", alike, each, ((3, 3), (8, 8)))
    return signs | window_means("heading-{}+{}", forms["heading"], each, ((6, -1),))
