"""Pages that are no article become failures that say what they are; short articles do not."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted, Failure


def teasers(count: int) -> str:
    """Return so many headlines that are links."""
    return "".join(
        f"<div><h3><a href='/s/{n}'>The council of town number {n} opens a bridge</a></h3></div>" for n in range(count)
    )


TEASERS = teasers(30)
PAGES = {
    "front page": ("https://paper.example/", f"<title>Paper</title><main>{TEASERS}</main>"),
    "list of stories": ("https://paper.example/politics", f"<title>Politics</title><main>{TEASERS}</main>"),
    "error page": (
        "https://paper.example/a",
        "<title>404 Not Found</title><h1>Page not found</h1><p>Try the search.</p>",
    ),
    "empty shell": ("https://paper.example/a", "<title>Paper</title><div id='root'></div><script>run()</script>"),
    "consent wall": (
        "https://paper.example/a",
        "<title>Paper</title><div class='cookie-consent'><h2>Your privacy</h2>"
        + "<p>We and our partners use cookies to store and read information on your device.</p>" * 4
        + "<button>Accept all</button></div>",
    ),
    "login wall": (
        "https://paper.example/a",
        "<title>Paper</title><form><h2>Log in to read on</h2><label>E-mail</label><label>Password</label>"
        + "<button>Log in</button><a href='/r'>Register now and read all stories</a>" * 6
        + "</form>",
    ),
}


def extracted(url: str, html: str) -> Extracted | Failure:
    return extract(Capture(html.encode(), "text/html", url, None, "paper", "x", None))


def failed(body: str, url: str = "https://paper.example/a") -> str:
    failure = extracted(url, f"<html><body>{body}</body></html>")
    assert isinstance(failure, Failure), failure
    what, _, advice = failure.error.removeprefix("not an article: ").partition("; ")
    assert failure.error.startswith("not an article: ")
    assert advice  # what to do
    return what


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_an_article_says_what_it_is(name: str) -> None:
    url, body = PAGES[name]
    assert name in failed(body, url)


def test_a_story_may_have_the_address_of_a_site_with_a_number() -> None:
    text = "The coast road is closed between the mill and the chapel until Monday at noon, as the council said today. "
    body = f"<title>Road closed</title><main><h1>Road closed</h1><p>{text * 4}</p></main>{teasers(8)}"
    assert failed(body, "https://paper.example/") == "a front page or a list of stories"
    assert isinstance(extracted("https://paper.example/?p=12", f"<html><body>{body}</body></html>"), Extracted)


def test_a_page_with_that_title_is_a_login_wall_however_short() -> None:
    form = "<form><input type='password'><button>Go</button></form>"
    assert failed(f"<title>Harbour</title><h1>Log in</h1>{form}") == "a login wall"


@pytest.mark.parametrize(
    "title",
    [
        *("404", "Error 404", "404 Not Found", "404 - Page not found | Paper", "Page not found – Paper", "Not Found"),
        *("The page you asked for was not found", "Oops! 404", "HTTP Error 503", "Access Denied", "Just a moment..."),
        *(
            "Seite nicht gefunden",
            "Erreur 404",
            "Page introuvable",
            "Página no encontrada",
            "Sayfa bulunamadı | Gazete",
        ),
        *("Səhifə tapılmadı", "Страница не найдена", "Ошибка 404", "Nie znaleziono strony", "Error", "502 Bad Gateway"),
    ],
)
def test_a_title_that_says_so_is_that_of_an_error_page(title: str) -> None:
    assert (
        failed(f"<title>{title}</title><h1>Paper</h1><p>Try the search, or go to the homepage.</p>") == "an error page"
    )


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Town is 500 years old",
            "404 lamps for the quay",
            "Pilot error closed the harbour",
            "Hiker not found in the fog",
        ),
        *("Harbour closed: access denied to trucks", "Error of a clerk costs the town a lamp", "501 paints 12 boats"),
    ],
)
def test_a_brief_whose_title_has_such_a_word_is_an_article(title: str) -> None:
    text = "The coast road is closed between the mill and the chapel until Monday at noon, as the council said today."
    found = extracted("https://paper.example/a", f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>")
    assert isinstance(found, Extracted), found
    assert found.text == text


def test_what_stands_in_every_menu_and_foot_is_no_wall() -> None:
    menu = "<nav><a href='/in'>Log in</a> <a href='/sub'>Subscribe</a></nav>"
    towns = "".join(f"<li><a href='/{number}'>Town {number}</a></li>" for number in range(60))
    assert (
        failed(f"<title>Lamps</title>{menu}<ul>{towns}</ul><footer>We use cookies</footer>") == "a page without a text"
    )


def test_a_brief_is_an_article() -> None:
    body = "<h1>Road closed</h1><p>The coast road is closed between the mill and the chapel until Monday at noon.</p>"
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Road closed"}</script>'
    html = f"<html><head><title>Road closed</title>{linked}</head><body>{body}{TEASERS}</body></html>"
    article = extracted("https://paper.example/a", html)
    assert isinstance(article, Extracted), article
    assert article.text == "The coast road is closed between the mill and the chapel until Monday at noon."
