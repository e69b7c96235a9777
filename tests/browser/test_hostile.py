"""What came from outside and attacks whoever looks at it is shown as text, in a real browser, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from flows.inspecting import Inspection, free_port, running_datasette
from tests.browser.hostile_store import ENDLESS, EVERYTHING, Hostile, make_hostile
from tests.browser.visitor import NO_BROWSER, PHONE, Visitor, find_browser, visiting

OURS = {
    "home": "/",
    "article": "/article/{first}",
    "difference": "/article/{first}/diff",
    "article without a day": "/article/{second}",
    "story": "/story/{story}",
    "comparison": "/story/{story}/compare?a={first}&b={second}",
    "sources": "/sources",
    "source": "/source/{source}",
    "runs": "/runs",
    "run": "/run/1",
    "copies": "/copies",
    "watches": "/watches",
    "search": "/search?q=harbour",
    "search for an attack": "/search?q={everything}",
    "filters that attack": "/search?q=harbour&source={everything}&language={everything}&since={everything}",
    "unknown article": "/article/{everything}",
    "unknown source": "/source/{everything}",
    "unknown page": "/{everything}",
}
STOCK = {
    "tables": "/news",
    "articles": "/news/articles",
    "versions": "/news/versions?_size=2",
    "captures": "/news/captures?_size=2",
    "removed texts": "/news/removed_texts",
    "removed blocks": "/news/removed_blocks?_facet=reason",
    "links": "/news/links",
    "failures": "/news/failures",
    "runs": "/news/runs",
    "sources": "/news/sources",
    "a source": "/news/sources/1",
    "a version": "/news/versions/1",
    "filter": "/news/versions?title__contains={everything}",
    "search": "/news/article_search?_search={everything}",
    "unknown table": "/news/{everything}",
}
FOREIGN_SCRIPTS = "[...document.scripts].filter(one => !one.src.startsWith(location.origin)).map(one => one.outerHTML)"
FOREIGN_IMAGES = "[...document.images].filter(one => !one.src.startsWith(location.origin)).map(one => one.outerHTML)"
RUNNING_LINKS = "[...document.links].filter(one => !/^https?:$/.test(one.protocol)).map(one => one.outerHTML)"
# Charts set the places and colours of their own elements by script.
INSIDE = """
[...document.querySelectorAll("script:not([src]), style, [style]")].filter(one => !one.closest("[data-chart]"))
    .map(one => one.outerHTML)
"""
HANDLERS = """
[...document.querySelectorAll("main *")].filter(one => [...one.attributes].some(name => name.name.startsWith("on")))
    .map(one => one.outerHTML)
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    if find_browser() is None:
        pytest.skip(NO_BROWSER)
    return make_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def server(hostile: Hostile) -> Iterator[str]:
    inspection = Inspection(hostile.database, port=free_port("127.0.0.1"))
    with running_datasette(inspection):
        yield inspection.address


@pytest.fixture
def visitor(page: Page, server: str) -> Iterator[Visitor]:
    with visiting(page, server, PHONE) as visitor:
        yield visitor


def path_of(pattern: str, hostile: Hostile) -> str:
    first, second = hostile.articles[:2]
    source, everything = quote(hostile.source, safe=""), quote(EVERYTHING.replace(ENDLESS, "W" * 400), safe="")
    return pattern.format(first=first, second=second, story=hostile.story, source=source, everything=everything)


def has_run(visitor: Visitor) -> bool:
    """Move the mouse over the page and wait a moment: then return if anything of the store was run."""
    visitor.page.mouse.move(100, 300)
    visitor.page.mouse.move(200, 400)
    visitor.page.wait_for_timeout(50)
    return bool(visitor.page.evaluate("window.hacked === 1"))


class TestPagesOfOurs:
    @pytest.mark.parametrize("name", OURS)
    def test_nothing_is_run_loaded_turned_around_or_too_wide(
        self, visitor: Visitor, hostile: Hostile, name: str
    ) -> None:
        visitor.go(path_of(OURS[name], hostile))
        assert not has_run(visitor)
        assert visitor.page.evaluate(FOREIGN_SCRIPTS) == []
        assert visitor.page.evaluate(FOREIGN_IMAGES) == []
        assert visitor.page.evaluate(RUNNING_LINKS) == []
        assert visitor.page.evaluate(HANDLERS) == []
        assert visitor.page.evaluate(INSIDE) == []
        text = visitor.page.locator("body").inner_text() + visitor.page.title()
        assert not set("\u202e\u2066\x1b\x07") & set(text)
        assert visitor.overflow() <= 0
        assert [fault for fault in visitor.faults if "404" not in fault] == []

    @pytest.mark.parametrize("name", ["article", "story", "search", "source", "run"])
    def test_the_attack_is_shown_as_it_was_written(self, visitor: Visitor, hostile: Hostile, name: str) -> None:
        visitor.go(path_of(OURS[name], hostile))
        text = visitor.page.locator("main").inner_text()
        assert "<script>window.hacked=1;alert(1)</script>" in text
        assert "U+202E" in text

    def test_templates_in_the_store_are_text(self, visitor: Visitor, hostile: Hostile) -> None:
        visitor.go(path_of(OURS["article"], hostile))
        text = visitor.page.locator("main").inner_text()
        assert "{{ 7*7*191 }}" in text
        assert "9359" not in text


class TestPagesOfDatasette:
    @pytest.mark.parametrize("name", STOCK)
    def test_nothing_is_run_and_nothing_is_too_wide(self, visitor: Visitor, hostile: Hostile, name: str) -> None:
        visitor.go(path_of(STOCK[name], hostile))
        assert not has_run(visitor)
        assert visitor.page.evaluate(FOREIGN_IMAGES) == []
        assert visitor.page.evaluate(RUNNING_LINKS) == []
        assert visitor.page.evaluate(HANDLERS) == []
        assert visitor.overflow() <= 0
        assert [fault for fault in visitor.faults if "404" not in fault] == []
