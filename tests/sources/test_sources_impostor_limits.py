"""How long a page in place of another is, and how much of it says so: a case on either side."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, NamedTuple

import pytest

from git_report.errors import ReportError
from git_report.sources.pages.blocked_pages import Signs, name_impostor
from git_report.sources.pages.web_page import read_html
from tests.sources.edges import text

NO_SIGNS = Signs(
    title="Mill",
    policy=None,
    redirect="",
    article="",
    password=False,
    accept=False,
    captcha=False,
    paid=False,
    scripts=True,
)


class Short(NamedTuple):
    """What a page says, and the length from which on it is not taken for another."""

    said: str
    limit: int
    title: str = "Mill"
    signs: tuple[tuple[str, Any], ...] = ()
    at_end: bool = False


SHORT = {
    "redirect": Short("Go on.", 100, signs=(("redirect", "/b"),)),
    "redirect, moved": Short("This page has moved.", 400, signs=(("redirect", "/b"),)),
    "moved": Short("This page has moved.", 200),
    "check: its title": Short("Wait.", 300, "Just a moment"),
    "check: its title, a captcha": Short("Wait.", 1200, "Just a moment", (("captcha", True),)),
    "check: its title and words": Short("Verify you are human.", 1200, "Just a moment"),
    "check: its words": Short("Verify you are human.", 500),
    "check: its words, a captcha": Short("Verify you are human.", 1200, signs=(("captcha", True),)),
    "check: its words twice": Short("Verify you are human. Are you a robot?", 1200),
    "login: its title, a password": Short("Hello.", 1500, "Sign in", (("password", True),)),
    "login: its words, a password": Short("Sign in.", 600, signs=(("password", True),)),
    "login: its title and words": Short("Sign in.", 150, "Sign in"),
    "missing: its title": Short("Sorry.", 300, "404 Not Found"),
    "missing: its title and words": Short("The page was not found.", 900, "404 Not Found"),
    "broken: its title": Short("Sorry.", 800, "Bad gateway"),
    "paywall: its words": Short("To continue reading, pay.", 700, at_end=True),
    "paywall: its words, paid": Short(
        "To continue reading, pay.", 2501, signs=(("paid", True),), at_end=True
    ),
    "paywall: its words twice": Short(
        "To continue reading, pay. Already a member?", 2501, at_end=True
    ),
}


def name(said: str, title: str = "Mill", shown: str = "", **signs: Any) -> str:
    return name_impostor(dataclasses.replace(NO_SIGNS, title=title, **signs), said, shown or said)


def fill(said: str, length: int, *, at_end: bool = False) -> str:
    """The words, and prose that says nothing of the kind, of so many characters together."""
    prose = text(length - len(said) - 1)
    prose += "." * (length - len(said) - 1 - len(prose))
    return f"{prose} {said}" if at_end else f"{said} {prose}"


@pytest.mark.parametrize("short", SHORT.values(), ids=SHORT)
def test_a_page_in_place_of_another_is_short(short: Short) -> None:
    signs = dict(short.signs)
    found = [
        name(fill(short.said, length, at_end=short.at_end), short.title, **signs)
        for length in (short.limit - 1, short.limit)
    ]
    assert [bool(each) for each in found] == [True, False]


@pytest.mark.parametrize(
    ("said", "limit", "signs"),
    [
        ("Please enable JavaScript to view this.", 400, {"scripts": False}),
        ("This browser is not supported here.", 400, {}),
        ("You must log in to see this text.", 400, {}),
        ("We use cookies and so do our partners.", 600, {}),
    ],
)
def test_a_page_of_nothing_else_is_short(said: str, limit: int, signs: dict[str, Any]) -> None:
    more = (limit - len(said)) // (len(said) + 1)
    whole = " ".join([said] * (more + 1))
    assert name(whole[: limit - 1], **signs)
    assert not name(" ".join([whole, said])[:limit].rstrip().ljust(limit, "."), **signs)


@pytest.mark.parametrize(
    ("said", "share", "title", "signs"),
    [
        ("Please enable JavaScript to view this.", 0.5, "Mill", {"scripts": False}),
        ("This browser is not supported here.", 0.8, "Mill", {}),
        ("You must log in to see this text.", 0.5, "Mill", {}),
        ("With a login you see the text.", 0.5, "Log in", {}),
        ("The page was not found.", 0.3, "Mill", {}),
        ("We use cookies and so do our partners.", 0.5, "Mill", {}),
        ("We use cookies and so do our partners.", 0.5, "Mill", {"accept": True}),
    ],
)
def test_a_page_in_place_of_another_says_little_else(
    said: str, share: float, title: str, signs: dict[str, Any]
) -> None:
    said = " ".join([said] * 4)
    size = len(said) - 3
    other = math.floor(size / share) - size
    assert name(f"{said} {'a' * other}", title, **signs)
    assert not name(f"{said} {'a' * (other + 9)}", title, **signs)


@pytest.mark.parametrize(("share", "is_wall"), [(0.32, True), (0.28, False)])
def test_a_wall_with_a_button_speaks_for_itself(share: float, is_wall: bool) -> None:
    voice, other = "We use cookies.", "Cookies are small files here."
    count = 40
    spoken = round(count * share * len(other) / (len(voice) + share * (len(other) - len(voice))))
    said = " ".join([voice] * spoken + [other] * (count - spoken))
    assert bool(name(said, accept=True)) is is_wall


@pytest.mark.parametrize(
    ("title", "words", "limit"),
    [("Sign in", "Sign in.", 80), ("404 not found", "Sorry.", 100), ("Bad gateway", "Sorry.", 80)],
)
def test_the_title_of_a_page_in_place_of_another_is_short(
    title: str, words: str, limit: int
) -> None:
    said = fill(words, 140)
    assert name(said, f"{title}: ".ljust(limit - 1, "x"))
    assert not name(said, f"{title}: ".ljust(limit, "x"))


@pytest.mark.parametrize(("length", "is_named"), [(30, True), (31, False)])
def test_of_a_page_without_text_all_is_looked_at(length: int, is_named: bool) -> None:
    said = "# Mill\n\n" + "a" * length
    assert bool(name(said, shown="Verify you are human. a")) is is_named


@pytest.mark.parametrize(("seconds", "is_named"), [(30, True), (31, False)])
def test_a_page_that_leads_elsewhere_does_so_in_half_a_minute(seconds: int, is_named: bool) -> None:
    refresh = f"<meta http-equiv=refresh content='{seconds}; url=https://a.example/b'>"
    body = f"{refresh}<title>Mill</title><p>The mill at the weir.</p>".encode()
    if is_named:
        with pytest.raises(ReportError, match="redirect"):
            read_html(body, "")
    else:
        assert read_html(body, "").text == "The mill at the weir.\n"


@pytest.mark.parametrize(
    ("page", "limit"),
    [
        ("<div id=root></div><p>{}</p>", 400),
        ("<p>Please enable JavaScript. {}</p>", 400 - len("Please enable JavaScript. ")),
        ("<p>{}</p><noscript>Please enable JavaScript.</noscript>", 120),
    ],
)
def test_a_page_that_scripts_would_write_has_little_text(page: str, limit: int) -> None:
    def read(length: int) -> str:
        body = f"<title>Mill</title><script src=a.js></script>{page.format('a' * length)}"
        return read_html(body.encode(), "").text.rstrip("\n")

    with pytest.raises(ReportError, match="JavaScript"):
        read(limit - 1)
    assert read(limit).endswith("a" * limit)
