"""Lines inside a text that say themselves that they stand beside it: captions that end in the credit of their picture,
and links to other stories.

In: patterns that are certain wherever they stand, for lines that the model would keep. Out: what has to be weighed.
A caption is running text about what the article speaks of, between its paragraphs: by all else it is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.flattened_units import UPPER
from extractors.records import Reason
from extractors.verdicts import Verdict
from extractors.words import FOREIGN_HEADING, lower

_LONGEST_CAPTION = 60  # words
_CREDIT_LENGTH = 140  # characters at a line's end that are looked at
_NAME = rf"[{UPPER}][\w.'’-]*"
_PICTURE = (
    "Foto|Fotos|FOTO|Photo|Photos|PHOTO|Bild|Bilder|BILD|Picture|Pictures|PICTURE|Image|Images|Imagen|Credit|Crédit|"
    "Crédits|Crédit photo|Fotoğraf|Фото|ФОТО|Grafik|Zdroj|Zdjęcie|Kuva|Ljósmynd|Symbolbild|Archivbild|Symbolfoto|"
    "Archivfoto"
)
# Of the lines of 131 pages in six forms 1,053 end so, of 76 pages, and 21 of these are counted as body text, most of
# them captions for all that. Of 97 that the model keeps it is 7: without them mean F1 is .0016 higher, and no page's
# lower by .005. On the wider web 172 lines end so (form container), and 8 are counted as body text.
_CREDITS = (
    # "Foto: Privat", "Picture: Anna Bright/Coast", "AP Photo/Anna Bright", "Image by Anna Bright"
    re.compile(
        rf"(?:^|[\s.!?…|(\[/])(?:{_PICTURE})(?:\s?[:©]\s?(?:©\s?)?|/| (?:by|von|par|de) )"
        rf"[{UPPER}«„“\"][^.!?:;]{{1,60}}[)\]]?$"
    ),
    # "The harbour on Monday. (Anna Bright/Coast Pictures)", "The harbour. (Supplied)": behind the end of a sentence
    re.compile(
        rf"[.!?…][”\"»’']?\s?[(\[](?:{_NAME}(?: [\w.'’-]+){{1,4}}\s?/\s?{_NAME}(?: [\w.'’-]+){{0,4}}|"
        r"(?:[^()\[\]]{0,30}\b)?(?:[Pp]hoto|Unsplash|Pixabay|Shutterstock|Getty Images|Supplied|Handout)\b"
        r"[^()\[\]]{0,40})[)\]]$"
    ),
    # "The harbour on Monday. — © COAST"
    re.compile(rf"(?:^|\s)©\s?[{UPPER}][^.!?:;]{{1,40}}$"),
)
_NO_CREDIT = (".", "!", "?", ":", ";")  # at the end of a line: none of these ends so, and most lines do
_CAPTION = Verdict(Reason.CAPTION, "ends in the credit of a picture")
# "Anna Bright (l.) with the mayor.", and the archive's picture as agencies mark it: "FILE - The harbour in May." None
# of the 60 lines that say so is body text; the model keeps 20 of them. .0002 of mean F1. Not "(Mitte)", "(center)" or
# "(izquierda)", which stand behind politicians' names.
_SEEN = re.compile(
    r"\((?:l\.|r\.|li\.|re\.|links|rechts|left|right|à gauche|à droite|izq\.|dcha\.|a sinistra|a destra|à esquerda|"
    r"à direita|solda|sağda|слева|справа|ліворуч|праворуч|vlevo|vpravo|z lewej|z prawej|til venstre|til høyre|"
    r"till vänster|till höger|t\.v\.|t\.h\.)\)"
)
_FILED = re.compile(r"\W{0,2}(?:FILE|FILE PHOTO|ARCHIVO)\s?[-–—:]")
_PICTURED = Verdict(Reason.CAPTION, "says where in a picture somebody stands, or that it is from the archive")
# "Read also: ...", "Lire aussi sur les ports : ...": the colon stands so near behind the phrase, and a headline
# follows. 20 lines of four pages that the model keeps, none of them body text: .0003 of mean F1.
_LONGEST_LINK, _SHORTEST_HEADLINE, _NEAR = 200, 8, 20
_LINK = Verdict(Reason.LINK_LIST, "a link to another story, by how it begins")


def asides(lines: Sequence[str]) -> dict[int, Verdict]:
    """Return the verdicts on the lines that are captions or links by what they say, by place; never on all of them."""
    found = {place: verdict for place, line in enumerate(lines) if (verdict := _verdict(line))}
    return found if len(found) < len(lines) else {}


def _verdict(line: str) -> Verdict | None:
    if _is_link(line):
        return _LINK
    if len(line.split(maxsplit=_LONGEST_CAPTION)) > _LONGEST_CAPTION:
        return None
    if ("(" in line and _SEEN.search(line)) or _FILED.match(line):
        return _PICTURED
    return _CAPTION if _ends_in_credit(line) else None


def _ends_in_credit(line: str) -> bool:
    if line.endswith(_NO_CREDIT):
        return False
    end = line[-_CREDIT_LENGTH:]
    return any(credit.search(end) for credit in _CREDITS)


def _is_link(line: str) -> bool:
    if len(line) > _LONGEST_LINK or ":" not in line or line.endswith("."):
        return False
    folded = lower(line)
    phrase = FOREIGN_HEADING.match(folded)
    if phrase is None:
        return False
    colon = folded.find(":", phrase.end(), phrase.end() + _NEAR)
    return colon >= 0 and len(folded) > colon + _SHORTEST_HEADLINE
