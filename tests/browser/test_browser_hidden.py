"""What a browser does not show is not counted as text: a page that looks the same says the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from git_report.markdown import parse
from git_report.markdown.hidden import find_unread, leave_out
from tests.checks.living import render

pytestmark = pytest.mark.slow

UNSEEN = [
    "<p style='background:#000'>{}</p>",
    "<p style='color:navy;background:#000080'>{}</p>",
    "<div style='background:red'><p style='color:red'>{}</p></div>",
    "<div style='color:#fff;background:#333'><p style='background:#fff'>{}</p></div>",
    "<div style='background:linear-gradient(#000,#000)'>{}</div>",
    "<div style='box-shadow:inset 0 0 0 900px #000'>{}</div>",
    "<p style='background:CanvasText'>{}</p>",
    "<div style='margin-left:-90px'><div style='margin-left:-90px'>{}</div></div>",
    "<p style='position:relative;top:-90px'><b style='position:relative;top:-90px'>{}</b></p>",
    "<p style='height:18px;overflow:hidden;line-height:60px'>{}</p>",
    "<p style='height:18px;overflow:auto'><b style='display:block;height:90px'>x</b>{}</p>",
    "<p style='display:grid;grid-template-rows:0;overflow:hidden'>{}</p>",
    "<p style='display:table-column'>{}</p>",
    "<marquee height=1>{}</marquee>",
    "<math><semantics><mi>x</mi><mtext>{}</mtext></semantics></math>",
    "<math><mtext mathcolor=white>{}</mtext></math>",
    "<details><div><summary>{}</summary></div></details>",
    "<details name=x open>a</details><details name=x open>{}</details>",
    "<font color='#ffffff '>{}</font>",
]
SEEN = [
    "<p style='color:#333;background:#eee;padding:8px;border:1px solid #ccc'>{}</p>",
    "<div style='color:white;background:navy'>a <b style='font-size:90%'>{}</b></div>",
    "<pre style='max-height:400px;overflow:auto'>{}</pre>",
    "<details open><summary>a</summary>{}</details>",
    "H<sub>2</sub> <small>{}</small>",
]


def looks_the_same(browser: Browser, one: str, other: str) -> bool:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    shots = []
    for text in (one, other):
        page.set_content(f"<!DOCTYPE html><html><body>{render(text)}</body></html>")
        shots.append(page.screenshot())
    page.close()
    return shots[0] == shots[1]


def is_counted(text: str) -> bool:
    document = parse(f"# T\n\n{text}\n")
    return "UNSEEN" in leave_out(document, find_unread(document)).source


@pytest.mark.parametrize("form", UNSEEN)
def test_what_a_browser_does_not_show_is_not_counted(browser: Browser, form: str) -> None:
    assert looks_the_same(browser, form.format("UNSEEN"), form.format("WORDS"))
    assert not is_counted(form.format("UNSEEN"))


@pytest.mark.parametrize("form", SEEN)
def test_what_it_shows_is_counted(browser: Browser, form: str) -> None:
    assert not looks_the_same(browser, form.format("UNSEEN"), form.format("WORDS"))
    assert is_counted(form.format("UNSEEN"))
