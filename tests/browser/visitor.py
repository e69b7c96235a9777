"""A visitor: a page in the browser that notes whatever goes wrong on it.

In: errors on the console (a violated content security policy is one), exceptions, failed requests, dialogs; width;
faults of accessibility. Out: what is on the pages.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
NO_BROWSER = "there is no Chromium on this machine (Debian: apt-get install chromium; or name one in WIRESIFT_BROWSER)"
AXE = Axe()
VIOLATIONS = "options => axe.run(document, options).then(results => results.violations)"  # the rest is large
LEFT = "net::ERR_ABORTED"  # the visitor went to another page before this was loaded


@dataclass(frozen=True, slots=True)
class Window:
    """What the visitor looks at a page with."""

    width: int
    height: int


PHONE, DESKTOP = Window(390, 844), Window(1280, 800)


def find_browser() -> str | None:
    """Return the path of a Chromium; None where there is none."""
    named = os.environ.get("WIRESIFT_BROWSER")
    found = (shutil.which(name) for name in NAMES)
    return named or next(filter(None, found), None) or next((str(place) for place in PLACES if place.exists()), None)


@dataclass
class Visitor:
    """A page, and what went wrong on it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to everything that may go wrong."""
        for event, note in self._listeners().items():
            self.page.on(event, note)  # type: ignore[call-overload]

    def leave(self) -> None:
        """Listen no longer: the page is for the next visitor."""
        for event, note in self._listeners().items():
            self.page.remove_listener(event, note)

    def _listeners(self) -> dict[str, Callable[[Any], None]]:
        return {
            "console": self._note_message,
            "pageerror": self._note_exception,
            "requestfailed": self._note_failure,
            "response": self._note_response,
            "dialog": self._note_dialog,
        }

    def go(self, path: str) -> Response:
        """Open a page of the server and wait until it is there whole."""
        answer = self.page.goto(self.address.rstrip("/") + path, wait_until="load")
        if answer is None:
            raise AssertionError(f"{path} was not answered")
        return answer

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def darken(self) -> None:
        """Look at the same page in the dark."""
        self.page.emulate_media(color_scheme="dark")

    def accessibility_faults(self, *rules: str) -> list[str]:
        """Return the serious and critical faults that axe-core finds on the page, by all its rules or by these."""
        only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.axe_script)
        found = self.page.evaluate(VIOLATIONS, {"resultTypes": ["violations"]} | only)
        return [
            f"{fault['impact']} {fault['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"][:3]
        ]

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _note_exception(self, error: Error) -> None:
        self.faults.append(f"exception: {error}")

    def _note_failure(self, request: Request) -> None:
        if request.failure != LEFT:
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def new_page(browser: Browser) -> Page:
    """Return a page with a memory of its own."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(15_000)
    return context.new_page()


@contextmanager
def visiting(page: Page, address: str, window: Window, *, dark: bool = False) -> Iterator[Visitor]:
    """Give a visitor with this window. The page may have had others: a new one takes as long as what is done on it."""
    visitor = _looking(page, address, window, dark=dark)
    try:
        yield visitor
    finally:
        visitor.leave()


def new_visitor(browser: Browser, address: str, window: Window, *, dark: bool = False) -> Visitor:
    """Return a visitor with a memory of its own."""
    return _looking(new_page(browser), address, window, dark=dark)


def _looking(page: Page, address: str, window: Window, *, dark: bool) -> Visitor:
    page.set_viewport_size({"width": window.width, "height": window.height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    return Visitor(page, address)
