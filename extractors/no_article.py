"""Pages that hold no article: said instead of storing an article full of teasers.

In: what is left of a page, and what the page says it is. A page that says that it is an article is believed as
soon as it has text. Out: the quality of a text.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from extractors import linked_data, places
from extractors.blocks import Block
from extractors.metadata import Head, Metadata
from extractors.page_columns import Columns

_ENOUGH: Final = 400  # letters of a text that is believed whatever the page says; the shortest news item has 150
_SOME: Final = 60  # letters of the shortest text of a page that says that it is an article
_LONG_WALL: Final = 5000  # letters of the longest wall
_EMPTY_PAGE: Final = 250  # letters on a whole page that was left for scripts to fill
_TEASER: Final = 25  # letters of a link that reads like a headline
_LINK: Final = 0.8
_SCATTERED: Final = 0.8  # places of text for each paragraph: teasers have one each
_MANY: Final = 15  # such links; an article's page has them too, but then it has a text
_NOT_FOUND: Final = (
    r"not found|nicht gefunden|introuvable|no encontrad[ao]|non trovata|não encontrada|bulunamadı|tapılmadı|не найдена|"
    r"не знайдено|nie znaleziono|niet gevonden"
)
_PAGE: Final = r"page|seite|página|pagina|sayfa|səhifə|страница|сторінк\w|stron\w|url"
# A title that says nothing else: "404", "Error 404 | Paper", "Page not found"; news have "error" and "500" in theirs.
_ERROR: Final = re.compile(
    r"^\W*(?:(?:http|error|oops|sorry|status|code|ошибка|hata|erreur|fehler)\W+)*(?:"
    rf"(?:40[0-9]|50[0-9])\W*(?:$|[-–—|:(]|error|page|forbidden|bad|gateway|service|internal|{_NOT_FOUND})"
    rf"|(?:\w+\W+){{0,3}}(?:{_PAGE})\W+(?:\w+\W+){{0,5}}?(?:{_NOT_FOUND})|(?:{_NOT_FOUND})\W*(?:$|[-–—|:]|{_PAGE})"
    r"|(?:access denied|forbidden|service unavailable|bad gateway|error)\W*(?:$|[-–—|:])"
    r"|just a moment|are you a robot|captcha)",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 300  # characters that are read of one
_CONSENT: Final = re.compile(
    r"cookie|consent|gdpr|datenschutz|einwilligung|consentement|zgod|toestemming", re.IGNORECASE
)
_LOGIN: Final = re.compile(
    r"log ?in|sign ?in|anmelden|einloggen|connexion|iniciar sesión|accedi|entrar|giriş|daxil ol|войти|увійти|zaloguj|"
    r"inloggen|"
    r"تسجيل الدخول|subscribe|abonn|suscr|abbonati|assine",
    re.IGNORECASE,
)
_CONSENT_WALL: Final = "a consent wall; capture it after consenting"
_LOGIN_WALL: Final = "a login wall; capture it with a subscription"
_AROUND: Final = places.NAVIGATION | places.HEADER | places.FOOTER
_LOOKED_AT: Final = 400  # blocks of a page without a text that are read for what it is
_GALLERY: Final = {"ImageGallery", "MediaGallery", "CollectionPage", "SearchResultsPage", "VideoGallery"}


def kind(head: Head, said: Metadata, blocks: list[Block], found: Columns, text: str) -> str | None:
    """Return what a page is and what to do, if it holds no article; None if it does."""
    length = _letters(blocks, found, text)
    if not _says_article(said) and _front_page(head, found):
        return "a front page or a list of stories; take the stories' own pages"
    if not _says_article(said) and _asks_consent(blocks, text):
        return _CONSENT_WALL
    if length >= _ENOUGH or (length >= _SOME and _says_article(said)):
        return None
    size = sum(len(block.text) for block in blocks[:_LOOKED_AT])
    titles = [title[:_LONGEST_TITLE] for title in (head.tree.findtext(".//title") or "", *head.headings[:3])]
    if size < 3000 and any(map(_ERROR.search, titles)):
        return "an error page; fetch it again"
    if length < _SOME and (wall := _wall(" ".join(titles), blocks, size)):
        return wall
    if _GALLERY & set(said.kinds) or len(head.tree.findall(".//figure")) >= _MANY:
        return "a gallery; its captions are not an article"
    return None if length >= _SOME else "a page without a text; see what it holds"


def _letters(blocks: list[Block], found: Columns, text: str) -> float:
    """Return how many letters of text a page has: what was kept, or what the extractor took for text if that is more,
    as not all of an unusual article is kept."""
    if not text:
        return 0.0
    taken = min(float(found.length[found.kept].sum()), float(len(text)) * 3)
    lines = set(text.split("\n"))
    return max(taken, float(found.length[[block.text in lines for block in blocks]].sum()))


def _wall(name: str, blocks: list[Block], size: int) -> str | None:
    """Return what stands in place of a text; None where nothing says so.

    Every site has "Log in" in its menu and "Cookies" at its foot, so that what stands there says nothing.
    """
    if size < _EMPTY_PAGE:
        return _LOGIN_WALL if _LOGIN.search(name) else "an empty shell that scripts fill; capture it with a browser"
    page = " ".join(block.text for block in blocks[:_LOOKED_AT] if _in_the_middle(block))
    if _CONSENT.search(page):
        return _CONSENT_WALL
    return _LOGIN_WALL if _LOGIN.search(page) else None


def _in_the_middle(block: Block) -> bool:
    return bool(block.flags & (places.CONSENT | places.PROMPT)) or not block.flags & _AROUND


def _asks_consent(blocks: list[Block], text: str) -> bool:
    """Whether all the text that was kept stands in a box that asks for consent, and speaks of it."""
    kept = set(text.split("\n"))
    places_of = [block.flags for block in blocks if block.text in kept]
    return len(text) < _LONG_WALL and all(flags & places.CONSENT for flags in places_of) and bool(_CONSENT.search(text))


def _says_article(said: Metadata) -> bool:
    named = any(linked_data.is_article(each) or each.lower() in ("article", "news") for each in said.kinds)
    return named or bool(said.authors.value)


def _front_page(head: Head, found: Columns) -> bool:
    """Many headlines that are links; and the address is the site's root, or what text there is is less than
    theirs."""
    teasers = (found.linked > _LINK) & (found.length >= _TEASER)
    count = int(np.count_nonzero(teasers))
    if head.url is not None and _is_root(head.url):
        return count >= _MANY / 3
    text = found.kept & found.prose
    scattered = len(np.unique(found.parent[text])) >= _SCATTERED * np.count_nonzero(text)
    return bool(count >= _MANY and scattered and found.length[text].sum() < found.length[teasers].sum())


def _is_root(address: str) -> bool:
    """Whether an address is a site's own; "/?p=12" is that of a story in many WordPress sites."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query
