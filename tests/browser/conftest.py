"""A real browser, where there is one: Debian's chromium, Chrome, or playwright's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass
class Opened:
    """A page in the browser, and what it did that nobody asked for."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors, messages, dialogs, new windows and requests."""
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("popup", lambda popup: self.complaints.append(popup.url))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def text(self, selector: str) -> str:
        """The text of an element as it is shown."""
        return self.page.inner_text(selector)


Open = Callable[..., Opened]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium; tests are skipped where none is found.

    It has a loop of asyncio running in this thread, which other tests are not to meet.
    """
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
        if found is None and Path(playwright.chromium.executable_path).exists():
            found = playwright.chromium.executable_path
        if found is None:
            pytest.skip("no browser: install chromium, or name one in CHROMIUM")
        # A container seldom lets the browser make a sandbox of its own.
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page's text: ``show(html, "#read/2", scheme="dark", size=(390, 844))``."""
    contexts = []

    def call(
        html: str, place: str = "", *, scheme: str = "light", size: tuple[int, int] = (1280, 900)
    ) -> Opened:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        opened = Opened(context.new_page(), file.as_uri() + place)
        opened.watch()
        opened.page.goto(opened.url)
        opened.page.wait_for_selector("html[data-ready]", state="attached")
        return opened

    yield call
    for context in contexts:
        context.close()
