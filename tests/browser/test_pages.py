"""Each page, at phone and desktop width, light and dark: nothing goes wrong or is too wide, and everyone can use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import News
from tests.browser.visitor import DESKTOP, PHONE, Window, visiting

PAGES = {
    "home": "/",
    "article": "/article/{seed}",
    "difference": "/article/{corrected}/diff",
    "story": "/story/{story}",
    "comparison": "/story/{story}/compare?a={first}&b={second}",
    "sources": "/sources",
    "source": "/source/caspianwire",
    "runs": "/runs",
    "run": "/run/1",
    "copies": "/copies",
    "watches": "/watches",
    "search": "/search?q=the",
    "search for nothing": "/search?q=nowhereatall",
    "database": "/news",
    "table": "/news/articles?_size=5",
    "table of long texts": "/news/versions?_size=3",
    "facet": "/news/runs?_facet=state",
    "view": "/news/source_health",
    "row": "/news/runs/1",
}


def path_of(name: str, news: News) -> str:
    first, second = news.members
    return PAGES[name].format(seed=news.seed, corrected=news.corrected, story=news.story, first=first, second=second)


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_the_light_and_in_the_dark(
    page: Page, address: str, news: News, name: str, window: Window
) -> None:
    with visiting(page, address, window) as visitor:
        assert visitor.go(path_of(name, news)).status == 200
        assert visitor.page.locator("h1").count() == 1
        assert visitor.overflow() <= 0
        assert visitor.accessibility_faults() == []
        visitor.darken()
        assert visitor.overflow() <= 0
        assert visitor.accessibility_faults("color-contrast", "link-in-text-block") == []
        assert visitor.faults == []


@pytest.mark.parametrize("name", ["home", "source"])
def test_a_chart_is_drawn_in_the_dark_too(page: Page, address: str, news: News, name: str) -> None:
    with visiting(page, address, PHONE, dark=True) as visitor:
        visitor.go(path_of(name, news))
        assert visitor.page.locator("canvas").count() >= 1
        assert visitor.faults == []


@pytest.mark.parametrize(
    "path", ["/nowhere", "/article/0000000000000000", "/story/999999", "/source/nobody", "/run/999"]
)
def test_a_page_that_is_not_there_says_so(page: Page, address: str, path: str) -> None:
    with visiting(page, address, PHONE) as visitor:
        assert visitor.go(path).status == 404
        assert visitor.page.locator("h1").count() == 1
        assert [fault for fault in visitor.faults if "404" not in fault] == []
        assert visitor.accessibility_faults() == []
