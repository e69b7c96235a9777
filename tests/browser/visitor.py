"""A visitor: a page in the browser that notes whatever goes wrong on it.

In: errors on the console (a violated content security policy is one), exceptions, failed requests, dialogs; width;
faults of accessibility. Out: what is on the pages.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
NO_BROWSER = "there is no Chromium on this machine (Debian: apt-get install chromium; or name one in WIRESIFT_BROWSER)"
AXE = Axe()
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
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)
        self.page.on("dialog", self._note_dialog)

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
        found = AXE.run(self.page, options={"resultTypes": ["violations"]} | only).response["violations"]
        return [
            f"{fault['impact']} {fault['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"][:3]
        ]

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _note_failure(self, request: Request) -> None:
        if request.failure != LEFT:
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def new_visitor(browser: Browser, address: str, window: Window, *, dark: bool = False) -> Visitor:
    """Return a visitor with a memory of its own."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return Visitor(context.new_page(), address)
