"""Links, images and raw HTML of a text, and the tags in it."""

from __future__ import annotations

import pytest

from git_report.markdown.inlines import Html, Link
from git_report.markdown.leaves import find_markup
from git_report.markdown.tags import TagReader


def found(text: str) -> list[tuple[int, str, str]]:
    """The line, what is shown or its kind, and the target or source of each markup."""
    return [
        (markup.line, markup.found.text, markup.found.target)
        if isinstance(markup.found, Link)
        else (markup.line, "html", markup.found.source)
        for markup in find_markup(text)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[a](b)", [(1, "a", "b")]),
        ("x\n![a [b]](<c d>\n'e')", [(2, "a [b]", "c d")]),
        ("[a](j&#97;va&colon;\\(x)", [(1, "a", "java:(x")]),
        ("`[a](b)` \\[a](b) <aa:b>", [(1, "aa:b", "aa:b")]),
        ("- `\n- [a](b)\n- `", [(2, "a", "b")]),
        ("> `\n>\n> [a](b) `", [(3, "a", "b")]),
        ("> a | b\n> --|--\n> ` | [a](b) `", [(3, "a", "b")]),
        ("1. ```\n   [a](b)\n   ```\n2. c", []),
        ("[a][b] [B] [c\\]d][]\n\n> [b]: e\n> [c\\]d]:\n> f 'g'", [
            (1, "a", "e"), (1, "B", "e"), (1, "c\\]d", "f"),
        ]),
        ("![a ![b](c)](d) [a [b](c)](d)", [(1, "a ![b](c)", "d"), (1, "b", "c")]),
        ("https://a.example/`<b>`", [(1, "html", "<b>")]),
        ("# a <b\nc>\n- <div>\n  `<i>`", [(3, "html", "<div>\n`<i>`")]),
    ],
)  # fmt: skip
def test_markup_is_found_in_its_own_container(
    text: str, wanted: list[tuple[int, str, str]]
) -> None:
    assert found(text) == wanted


def test_an_offset_is_one_of_the_containers_text() -> None:
    first, second = find_markup("a <b> [c](d)")
    assert (first.found, second.found) == (Html("<b>", 2), Link("c", "d", "[c](d)", 6))


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<A B='c>d' e=\"f\" G=h/i>", [("a", {"b": "c>d", "e": "f", "g": "h/i"}, True)]),
        ("<a/b=c><d e='&#102;'", [("a", {"b": "c"}, True), ("d", {"e": "f"}, False)]),
        ("<? > <a> ?>", [("a", {}, True)]),
        ("<!--> <a> --><!-- <b> --!><c>", [("a", {}, True), ("c", {}, True)]),
        ("a < b, 1<2, </a href=x>", []),
    ],
)
def test_tags_are_those_of_a_browser(
    html: str, wanted: list[tuple[str, dict[str, str], bool]]
) -> None:
    assert [
        (tag.name, dict(tag.attributes), tag.closed) for tag in TagReader().read(html)
    ] == wanted
