"""Month names in the languages of the news: full names, their genitives and the usual short forms.

In: en, de, fr, es, it, pt, tr, az, ru, uk, pl, nl, ar. Names are compared folded (`fold`), so case, accents and
the dotless i do not matter. Out: days of the week, which say nothing that the date does not.
"""

from __future__ import annotations

import unicodedata

_NAMES = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro ocak oca yanvar yan январь "
    "января янв січень січня січ styczeń stycznia sty januari يناير",
    "february feb februar fév février févr febrero febbraio fevereiro fev şubat şub fevral февраль "
    "февраля фев февр лютий лютого лют luty lutego lut februari فبراير شباط",
    "march mar märz mär mars marzo março mart март марта мар березень березня бер marzec marca maart mrt مارس آذار",
    "april apr avril avr abril abr aprile nisan nis aprel апрель апреля апр квітень квітня кві квіт "
    "kwiecień kwietnia kwi أبريل إبريل نيسان",
    "may mai mayo maggio mag maio mayıs май мая травень травня тра трав maj maja mei مايو أيار",
    "june jun juni juin junio giugno giu junho haziran haz iyun июнь июня июн червень червня чер черв "
    "czerwiec czerwca cze يونيو حزيران",
    "july jul juli juillet juil julio luglio lug julho temmuz tem iyul июль июля июл липень липня лип "
    "lipiec lipca lip يوليو تموز",
    "august aug août agosto ago ağustos ağu avqust avq август августа авг серпень серпня сер серп "
    "sierpień sierpnia sie augustus أغسطس آب",
    "september sep sept septembre septiembre settembre set setembro eylül eyl sentyabr sen сентябрь "
    "сентября сен сент вересень вересня вер wrzesień września wrz سبتمبر أيلول",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki oktyabr октябрь октября окт "
    "жовтень жовтня жов październik października paź أكتوبر",
    "november nov novembre noviembre novembro kasım kas noyabr noy ноябрь ноября ноя нояб листопад "
    "листопада лис лист listopad listopada lis نوفمبر",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro aralık ara dekabr dek декабрь "
    "декабря дек грудень грудня гру груд grudzień grudnia gru ديسمبر",
)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, with the dotless i dotted and the digits of any script as 0
    to 9."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in letters.replace("ı", "i")
    )


MONTHS: dict[str, int] = {fold(name): number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
