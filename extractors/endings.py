"""The last lines of a text that say themselves that they are not its own: who it is from, and what to subscribe to.

In: patterns that are certain where nothing but such lines follows, for pages and flattened text alike. Out: the same
lines inside a text, where a quotation may say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.records import Reason
from extractors.verdicts import Verdict

_LONGEST = 200  # characters; the longest of these lines name a title
_MOST = 4  # such lines at the end of one text

_SOURCE = re.compile(
    r"(?:source|sources|quelle|quellen|fuente|fonte|kaynak|mənbə|источник|джерело|źródło|bron|المصدر)\s?:\s?\S.{0,80}",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"the post .+ (?:first appeared|appeared first) on .+|der beitrag .+ erschien zuerst auf .+|"
    r"l[’']article .+ est apparu en premier sur .+|la entrada .+ (?:se publicó primero|aparece primero) en .+|"
    r"l[’']articolo .+ proviene da .+|o post .+ apareceu primeiro em .+|wpis .+ pojawił się (?:po raz )?pierwsz\w+ .+|"
    r"сообщение .+ появились? (?:сначала|впервые) .+|запись .+ впервые появилась .+|"
    r"het bericht .+ verscheen eerst op .+|.+ (?:yazısı|haberi) ilk önce .+ üzerinde ortaya çıktı\.?",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"subscribe to (?:our|the)|sign up (?:for|to) (?:our|the)|follow us on|join our (?:telegram|whatsapp)|"
    r"abonnieren sie|folgen sie uns|abonnez-vous|suivez-nous|suscríbete|síguenos|iscriviti|seguici|assine (?:a|o) |"
    r"inscreva-se|siga-nos|abone olun|takip edin|abunə olun|izləyin|подписывайтесь|подпишитесь|підписуйтесь|"
    r"підпишіться|zapisz się|obserwuj nas|abonneer je|schrijf je in|volg ons|اشترك|تابعونا",
    re.IGNORECASE,
)
_REPORTERS = re.compile(
    # Two credits, or one that is no sentence: not "Reporting by three papers led to the inquiry."
    r"\W{0,2}(?:additional )?(?:reporting|writing|editing) by \S.*(?:reporting|writing|editing) by .+|"
    r"\W{0,2}(?:additional )?(?:reporting|writing|editing|compiled) by .*[^.!?…\s]|"
    r"\W{0,2}(?:zusätzliche )?bericht(?:e|et)? von .+ redigiert von .+|"
    r"\W{0,2}(?:reportage|rédigé|reporte|información|reportagem|texto) (?:de|par|por) .+ "
    r"(?:édité|edité|version française|editado|edición|edição|editing) .+|"
    r"\W{0,2}a cura di .+ editing .+|haberi yazan .+ editör .+",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:this is an? )?(?:breaking|developing)(?: news?)? story\b.{0,80}|more (?:details )?to follow\W{0,3}|"
    r"(?:diese[rs]?|der) (?:artikel|meldung|text|beitrag) wird (?:laufend |fortlaufend |ständig )?aktualisiert\W{0,3}|"
    r"weitere informationen (?:folgen|in kürze)\W{0,3}|plus d['’]informations? (?:à suivre|à venir)\W{0,3}|"
    r"noticia en (?:desarrollo|elaboración|ampliación)\W{0,3}|notizia in aggiornamento\W{0,3}|"
    r"(?:esta )?(?:matéria|reportagem|notícia) em atualização\W{0,3}|(?:haber|gelişme)\w* güncelleniyor\W{0,3}|"
    r"новость дополняется\W{0,3}|новина доповнюється\W{0,3}|(?:artykuł|tekst) jest aktualizowany\W{0,3}",
    re.IGNORECASE,
)
_ENDINGS = (
    (_REPORTERS.fullmatch, Verdict(Reason.CREDIT, "names at the end of the text who else worked on it")),
    (_MORE.fullmatch, Verdict(Reason.OTHER, "says at the end of the text that more is to come")),
    (_FEED.fullmatch, Verdict(Reason.CREDIT, "says in which feed the text stood first")),
    (_SOURCE.fullmatch, Verdict(Reason.CREDIT, "says at the end of the text whom it is from")),
    (_PROMPT.search, Verdict(Reason.PROMPT, "asks the reader for something at the end of the text")),
)


def endings(lines: Sequence[str]) -> dict[int, Verdict]:
    """Return the verdicts on the lines at the end of a text that are not its own, by place; never on all of them."""
    found: dict[int, Verdict] = {}
    for place in range(len(lines) - 1, max(0, len(lines) - 1 - _MOST), -1):
        verdict = _verdict(lines[place])
        if verdict is None:
            break
        found[place] = verdict
    return found


def _verdict(line: str) -> Verdict | None:
    if len(line) > _LONGEST:
        return None
    return next((verdict for matches, verdict in _ENDINGS if matches(line)), None)
