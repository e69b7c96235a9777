"""The login, in a real browser: what a visitor sees of a server with a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flows.inspecting import Inspection, free_port, running_datasette
from flows.inspecting_password import password_hash
from tests.browser.visitor import NO_BROWSER, PHONE, Visitor, find_browser, new_visitor
from tests.db.reading_store import make_sample

PASSWORD = "a long enough word"  # noqa: S105


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if find_browser() is None:
        pytest.skip(NO_BROWSER)
    folder: Path = tmp_path_factory.mktemp("guarded")
    (folder / "password").write_text(PASSWORD)
    database = make_sample(folder).path
    hashed = password_hash(folder / "password", lambda _: None)
    inspection = Inspection(database, port=free_port("127.0.0.1"), sql=True, password=hashed)
    with running_datasette(inspection):
        yield inspection.address


@pytest.fixture
def visitor(browser: Browser, guarded: str) -> Iterator[Visitor]:
    visitor = new_visitor(browser, guarded, PHONE)
    visitor.go("/news?sql=select+id,+state+from+runs")
    yield visitor
    assert visitor.faults == []
    visitor.page.context.close()


def test_who_knows_the_password_gets_in_and_out_again(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#totals")).to_be_visible()
    assert "ds_actor" not in page.evaluate("document.cookie")
    page.get_by_role("button", name="Log out").click()
    visitor.go("/")
    expect(page.get_by_label("Password")).to_be_visible()


def test_who_is_in_may_write_sql_where_that_is_allowed(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#totals")).to_be_visible()
    visitor.go("/news?sql=select+id,+state+from+runs")
    expect(page.locator("main table")).to_contain_text("done")
    expect(page.locator(".CodeMirror")).to_be_visible()
    assert visitor.accessibility_faults() == []


def test_who_does_not_is_told_so_and_sees_nothing(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Password").fill("a long enough guess")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    assert "done" not in page.content()


def test_everyone_can_use_the_login(visitor: Visitor) -> None:
    assert visitor.overflow() <= 0
    assert visitor.accessibility_faults() == []
    visitor.darken()
    assert visitor.accessibility_faults("color-contrast") == []
