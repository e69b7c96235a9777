"""Why a unit that the model left out is no body text: by what the line and its neighbours look like.

In: a reason and its evidence for each unit left out. Out: the decision itself. A reason is only named where the line
shows it; the rest is told by shape: short lines are navigation, headlines without a full stop a list of links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from extractors.flattened_dates import is_date_line
from extractors.flattened_rules import BYLINE, Mark, ends_sentence, is_prose
from extractors.flattened_units import Unit
from extractors.flattened_words import WORD
from extractors.records import Reason

# Signs of each reason in the languages of the news; the first sign in the line decides. They are anchored at words and
# have no open repetition, so that a line costs time linear in its length. Each begins with a character or a bracket.
_EVIDENCE = {
    Reason.PROMPT: "words of a prompt: newsletter, subscription, sign-in, share bar, comments or consent",
    Reason.CREDIT: "words of a credit or of rights",
    Reason.CAPTION: "a placeholder of a picture, a video or an embed",
    Reason.BIO: "speaks of the author",
}
_SIGNS = {
    Reason.PROMPT: (
        r"newsletter|subscri|sign (?:up|in)|log ?in\b|cookie|privacy|datenschutz|consent|einwilligung|abonn|"
        r"suscr[ií]b|inscreva|assine|iscriviti|abone ol|abunə|подпи[сш]|підпи[сш]|zapisz się|subskryb|"
        r"schrijf je in|"
        r"اشترك|share (?:this|on)|teilen\b|partager|compart[ie]|condividi|paylaş|поделит|поділит|udostępnij|"
        r"facebook|whatsapp|telegram|instagram|comments?\b|kommentar|comentar|commentaire|yorum|коммент|комент|"
        r"follow us|folgen sie|suivez|síguenos|seguici|bizi takip|download (?:the|our) app|advertisement|anzeige\b|"
        r"werbung|publicidad|publicité|pubblicità|реклама|reklam"
    ),
    Reason.CREDIT: (
        r"©|copyright|all rights reserved|alle rechte|tous droits|todos los derechos|tutti i diritti|все права|"
        r"reporting by|editing by|writing by|contributed to this|with files from|"
        r"(?:source|quelle|fuente|fonte|kaynak|mənbə|источник|джерело|źródło|bron):|"
        r"(?:photo|foto|fotos|bild|image|picture|crédit|фото|fotoğraf)(?: by|:|/| ©)|getty images|shutterstock"
    ),
    Reason.CAPTION: (
        r"(?:image|video|photo|picture|bild|imagen|vídeo|видео|фото|görsel)\s?(?:\d{1,3}\b|caption|of \d|$)|"
        r"pic\.twitter\.com|view (?:\d|this|all) ?|watch:|listen:"
    ),
    Reason.BIO: (
        r"is an? (?:[^\W\d_]{3,20} ){0,2}(?:journalist|reporter|correspondent|writer|editor|columnist)|"
        r"about the author|"
        r"über (?:den autor|die autorin)|ist (?:redakteur|autor|journalist|korrespondent)|"
        r"journaliste (?:à|au|pour)|"
        r"sobre (?:el autor|la autora|o autor)|yazar hakkında|об авторе|про автора|o autorze"
    ),
}
_ONE_SIGN = re.compile(r"(?:\([^)]*\)|[^|])+")  # what stands between bars that are in no bracket


def _by_beginning(signs: Iterable[str]) -> str:
    """One pattern of all the signs, those that begin alike under their first character: at a word a few characters are
    tried and not a hundred signs (half of the time)."""
    rest: dict[str, list[str]] = defaultdict(list)
    for sign in signs:
        beginning = "" if sign.startswith("(") else sign[0]
        rest[beginning].append(sign[len(beginning) :])
    return "|".join(f"{beginning}(?:{'|'.join(ends)})" for beginning, ends in rest.items())


_SIGN = re.compile(rf"(?<!\w)(?:{_by_beginning(_ONE_SIGN.findall('|'.join(_SIGNS.values())))})")
_SIGNS_OF = {reason: re.compile(signs) for reason, signs in _SIGNS.items()}
# Reasons that no sign in the line shows.
BY_SHAPE = frozenset((Reason.NAVIGATION, Reason.LINK_LIST, Reason.HEADING, Reason.OTHER))
_SHORT_WORDS = 3  # "Home", "World news", "Sign out": a menu's line
_HEADING_WORDS = 6
_SIGNED_WORDS = 40  # in a longer line a word such as "comments" is no sign


def reasons_for(units: Sequence[Unit], left_out: Sequence[int], first_kept: int) -> dict[int, Mark]:
    """Return a mark for each place of `left_out` (ascending); `first_kept` is the place of the first kept unit."""
    marks: dict[int, Mark] = {}
    for _, run in groupby(enumerate(left_out), key=lambda item: item[1] - item[0]):
        places = [place for _, place in run]
        signed = {place: mark for place in places if (mark := _signed(units[place].text, place < first_kept))}
        marks |= signed
        for plain, group in groupby(places, key=lambda place: place not in signed):
            if plain:
                marks |= _by_shape(units, list(group))
    return marks


def _signed(text: str, before_text: bool) -> Mark | None:
    """The mark of a line that shows its reason by itself."""
    if is_date_line(text):
        if before_text:
            return Mark(Reason.METADATA, "a date before the text")
        return Mark(Reason.PAGE_DATE, "a date on a line of its own")
    if before_text and BYLINE.match(text) and not _has_more_words(text, 2 * _HEADING_WORDS):
        return Mark(Reason.METADATA, "a byline before the text")
    if _has_more_words(text, _SIGNED_WORDS):
        return None
    match = _SIGN.search(text.lower())
    if match is None:
        return None
    reason = next(reason for reason, signs in _SIGNS_OF.items() if signs.match(match.string, match.start()))
    return Mark(reason, _EVIDENCE[reason])


def _by_shape(units: Sequence[Unit], places: list[int]) -> dict[int, Mark]:
    """The mark of a run of lines without signs: what most of their words stand in."""
    weights = {Reason.NAVIGATION: 0, Reason.LINK_LIST: 0, Reason.OTHER: 0}
    for place in places:
        reason, words = _shape(units[place].text)
        weights[reason] += words
    reason = max(weights, key=lambda name: weights[name])
    heading = _heading(units, places) if reason is Reason.LINK_LIST else None
    evidence = {
        Reason.NAVIGATION: "short lines without a sentence",
        Reason.LINK_LIST: "lines like headlines" + (f", under “{heading}”" if heading else ""),
        Reason.OTHER: "sentences that stand apart from the text",
    }
    marks = dict.fromkeys(places, Mark(reason, evidence[reason]))
    if heading:
        marks[places[0]] = Mark(Reason.HEADING, f"heads {len(places) - 1} lines like headlines")
    return marks


def _shape(text: str) -> tuple[Reason, int]:
    words = _words(text)
    if words <= _SHORT_WORDS:
        return Reason.NAVIGATION, words
    return Reason.OTHER if is_prose(text) or ends_sentence(text) else Reason.LINK_LIST, words


def _heading(units: Sequence[Unit], places: list[int]) -> str | None:
    """The first line, if it is shorter than the headlines under it."""
    first = units[places[0]].text
    if len(places) < 3 or _has_more_words(first[:200], _HEADING_WORDS) or ends_sentence(first):
        return None
    return first if all(len(units[place].text) > len(first) for place in places[1:3]) else None


def _words(text: str) -> int:
    return len(WORD.findall(text[:1000]))


def _has_more_words(text: str, number: int) -> bool:
    """Whether there are more words than that in the text: each takes two characters, with what parts it from others."""
    return len(text) > 2 * number and _words(text) > number
