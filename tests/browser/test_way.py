"""The ways of a person who has never seen SQL: from home to what was cut from a page, to a story, to what failed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import News
from tests.browser.visitor import DESKTOP, PHONE, Visitor, Window, visiting


@pytest.fixture
def window() -> Window:
    return DESKTOP


@pytest.fixture
def visitor(page: Page, address: str, window: Window) -> Iterator[Visitor]:
    with visiting(page, address, window) as visitor:
        yield visitor
    assert visitor.faults == []


def words_of(title: str) -> str:
    """Return the two longest words of a title, by which it is found."""
    return " ".join(sorted(re.findall(r"\w+", title), key=len)[-2:])


class TestFromHome:
    @pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
    def test_to_the_removed_block_of_a_seed_document(self, visitor: Visitor, news: News) -> None:
        page = visitor.page
        visitor.go("/")
        page.get_by_role("main").get_by_role("searchbox").fill(words_of(news.title))
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.locator(f"#results a[href$='/article/{news.seed}']").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(news.title.split("\n")[0][:20])
        line = max(news.removed.split("\n"), key=len)
        removed = page.locator("#text del").filter(has_text=line).first
        expect(removed).to_be_visible()
        assert "line-through" in removed.evaluate("one => getComputedStyle(one).textDecorationLine")

    def test_what_was_removed_can_be_put_away_by_keyboard(self, visitor: Visitor, news: News) -> None:
        visitor.go(f"/article/{news.seed}")
        switch = visitor.page.locator("#show-cuts")
        switch.focus()
        switch.press("Space")
        expect(visitor.page.locator("#text del").first).to_be_hidden()
        switch.press("Space")
        expect(visitor.page.locator("#text del").first).to_be_visible()

    def test_to_a_story_and_two_of_its_articles_side_by_side(self, visitor: Visitor, news: News) -> None:
        page = visitor.page
        visitor.go(f"/article/{news.members[0]}")
        page.locator(f"a[href$='/story/{news.story}']").first.click()
        expect(page.locator("#members li")).not_to_have_count(0)
        page.get_by_role("link", name="side by side").first.click()
        expect(page.locator("#left mark").first).to_be_visible()
        expect(page.locator("#right mark").first).to_be_visible()

    @pytest.mark.parametrize("window", [PHONE], ids=["phone"])
    def test_to_a_source_and_what_was_cut_from_its_pages(self, visitor: Visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.locator("#sources a.source-link").first.click()
        expect(page.locator("#removed-a-day")).to_be_visible()

    @pytest.mark.parametrize("window", [PHONE], ids=["phone"])
    def test_to_the_failures_of_the_last_run(self, visitor: Visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.locator("#runs a[href*='/run/']").first.click()
        expect(page.locator("#failures")).to_contain_text("not JSON")

    @pytest.mark.parametrize("window", [PHONE], ids=["phone"])
    def test_to_what_a_watch_has_told(self, visitor: Visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.locator("#watches a").click()
        page.locator(".watch ol a[href*='/article/']").first.click()
        expect(page.locator("#text")).to_be_visible()

    def test_to_two_versions_of_an_article(self, visitor: Visitor, news: News) -> None:
        visitor.go(f"/article/{news.corrected}")
        visitor.page.get_by_role("button", name="Compare").click()
        expect(visitor.page.locator("main ins, main del").first).to_be_visible()

    @pytest.mark.parametrize("window", [PHONE], ids=["phone"])
    def test_to_a_table_and_back_to_an_article(self, visitor: Visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.get_by_role("link", name="Tables and queries").click()
        page.get_by_role("link", name="articles", exact=True).click()
        page.locator("table a[href*='/article/']").first.click()
        expect(page.locator("#text")).to_be_visible()


class TestByKeyboard:
    def test_the_first_key_offers_to_skip_what_every_page_has(self, visitor: Visitor) -> None:
        visitor.go("/")
        visitor.page.keyboard.press("Tab")
        expect(visitor.page.locator(":focus")).to_have_text("Skip to the content")
        visitor.page.keyboard.press("Enter")
        assert visitor.page.evaluate("document.activeElement.tagName") == "MAIN"

    def test_a_search_needs_no_mouse(self, visitor: Visitor, news: News) -> None:
        visitor.go("/")
        field = visitor.page.get_by_role("main").get_by_role("searchbox")
        field.focus()
        field.press_sequentially(words_of(news.title))
        field.press("Enter")
        result = visitor.page.locator(f"#results a[href$='/article/{news.seed}']")
        result.focus()
        result.press("Enter")
        expect(visitor.page.locator("#text")).to_be_visible()

    def test_what_has_the_focus_is_marked(self, visitor: Visitor) -> None:
        visitor.go("/")
        for _ in range(6):
            visitor.page.keyboard.press("Tab")
            style = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none"


class TestFeeds:
    @pytest.mark.parametrize("form", ["Atom feed", "JSON Feed"])
    def test_a_search_can_be_kept_watching(self, visitor: Visitor, form: str) -> None:
        visitor.go("/search?q=the")
        address = visitor.page.get_by_role("link", name=form).get_attribute("href")
        assert address
        answer = visitor.page.request.get(visitor.address.rstrip("/") + address)
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(("application/atom+xml", "application/feed+json"))
