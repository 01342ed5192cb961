"""What a browser loads from another host by a style, S007 names: Chromium is the judge of CSS."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from git_report.checks.active_content import find_activity
from tests.checks.living import render

pytestmark = pytest.mark.slow

LOADING = [
    "<i style='background:url(//e.example/a)'>x</i>",
    "<i style='background:URL(/\\9/e.example/a)'>x</i>",
    "<i style='background:url(\"/\\a/e.example/a\")'>x</i>",
    "<i style='background:url(\"/\t/e.example/a\")'>x</i>",
    "<i style='background:\\75\\72\\6c(//e.example/a)'>x</i>",
    "<i style='x:\\url(/*);background:url(//e.example/a);y:url(*/)'>x</i>",
    "<i style='x:u\\72l(/*);background:url(//e.example/a);y:url(*/)'>x</i>",
    "<i style=\"x:'\\\\';background:url(//e.example/a);y:'\">x</i>",
    "<i style='x:\\/*;background:url(//e.example/a);y:*/'>x</i>",
    "<i style='background:image-set(\"/\\a/e.example/a\" 1x)'>x</i>",
    "<i style='--x:\"//e.example/a\";background:image-set(var(--x) 1x)'>x</i>",
    "<i style='--x:\"//e.example/a\" 1x;background:-webkit-image-set(var(--x))'>x</i>",
    '<style>@import "/\\a/e.example/a";</style>',
    "<style>@font-face{font-family:y;src:url('/\\9/e.example/a')}i{font-family:y}</style><i>x</i>",
    "<svg><style>@im<!---->port '//e.example/a';</style></svg>",
    "<svg><style>@im<g/>port '//e.example/a';</style></svg>",
    "<svg><style>i{background:u<?x?>rl(//e.example/a)}</style></svg><i>x</i>",
    "<svg><style><!--</style>-->i{background:url(//e.example/a)}</style></svg><i>x</i>",
    "a <svg><style>i{background:u[](x)rl(//e.example/a)}</style></svg> <i>x</i>",
    "a <style>i{background:url\\(//e.example/a)}</style> <i>x</i>",
    "<svg><rect width=9 height=9><set attributeName=mask to='url(//e.example/a#a)' /></rect></svg>",
]


def list_requests(browser: Browser, html: str) -> list[str]:
    """The addresses that a page with this body asks for, besides its own."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url == "https://page.example/":
            body = f"<!DOCTYPE html><html><body>{html}</body></html>"
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)
        else:
            asked.append(route.request.url)
            route.abort()

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("https://page.example/", wait_until="networkidle")
    page.close()
    return asked


@pytest.mark.parametrize("text", LOADING)
def test_what_a_browser_loads_is_named(browser: Browser, text: str) -> None:
    asked = list_requests(browser, render(text))
    assert any("//e.example/" in address for address in asked), asked
    assert list(find_activity(text))
