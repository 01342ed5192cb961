"""What a parser would make of a page's tags: many more elements, or none that it has to look at."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from git_report.errors import ReportError
from git_report.sources.pages.tag_counts import bound_tags
from git_report.sources.pages.web_page import read_html

_BLOCKS = "<p>x" * 3_000
OPENERS = {
    "plain": "<b id={}>",
    "fonts": "<font a={}><p>",
    "behind a quote": '<i a="></i>" id={}>',
    "behind a quote that is none": '<i a="\'></i>" id={}>',
    "in a value without quotes": '<i a=5" id={}></i a="">',
    "behind a comment": "<i id={}><!--></i>-->",
    "behind a comment that ends at once": "<i id={}><!--></i><!-- -->",
    "behind an object": "<i id={}><object></i></object>",
    "around deep blocks": "<i id={}>" + "<div>" * 9 + "</i>",
    "closed by another's end": "<b id={}></i>",
}


@pytest.mark.parametrize("opener", OPENERS)
def test_formatting_is_not_opened_again_in_every_block(opener: str) -> None:
    page = "".join(OPENERS[opener].replace("{}", str(n)) for n in range(2_000)) + _BLOCKS
    tree = LexborHTMLParser(bound_tags(page))
    assert len(tree.css("*")) < 5 * page.count("<")


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "".join(f"<i id={n}>" for n in range(2_000)) + "</table>" + _BLOCKS,
        "".join(f"<i id={n}>" for n in range(2_000)) + "<svg><style>" + _BLOCKS,
        "<!-->" + "".join(f"<i id={n}>" for n in range(2_000)) + "<!-->" + _BLOCKS,
    ],
    ids=["before a table", "in a drawing", "after a comment"],
)
def test_nor_where_a_simple_count_would_not_see_it(page: str) -> None:
    assert len(LexborHTMLParser(bound_tags(page)).css("*")) < 5 * page.count("<")


def test_the_text_of_such_a_page_is_whole() -> None:
    page = "".join(f"<b id={n}>w{n} " for n in range(2_000)) + "<p>x" * 2_000 + "last"
    text = read_html(page.encode(), "").text
    assert all(f"w{n} " in text for n in range(2_000))
    assert text.rstrip().endswith("last")


@pytest.mark.parametrize(
    "page",
    [
        "<p>some <b class=a>bold</b> and <code>code</code></p>" * 5_000,
        "<table>" + "<tr><td><font size=1>x<td><b>y" * 3_000 + "</table>",
        "<font face=a><center>" + "<p>a <i>b</i>" * 5_000,
        "<ul>" + "<li><b>term</b> and text" * 5_000,
    ],
    ids=["closed", "cells that nothing closes", "a font around all", "items"],
)
def test_a_page_as_people_write_them_is_as_it_was(page: str) -> None:
    assert bound_tags(page) == page


def test_elements_in_each_other_without_end_are_refused_with_a_way_out() -> None:
    with pytest.raises(ReportError, match="nested too deeply") as told:
        read_html(b"<div>" * 200_000, "")
    assert "git report attach" in told.value.hint


@given(st.lists(st.sampled_from([
    "<b id=1>", "</b>", "<p>", "</p>", "<table>", "</table>", "<td>", "<tr>", "<!--", "-->",
    "<!-->", "<script>", "</script>", "<title>", "'", '"', "<i a='", "<i a=\"", ">", "=",
    "<object>",
    "</object>", "<", "</", "x ", "<br>", "<svg>", "</svg>", "<div>", "</div>",
]), max_size=40))  # fmt: skip
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_markup_breaks_the_count(parts: list[str]) -> None:
    page = "".join(parts)
    assert bound_tags(page) == page


def test_ends_of_elements_that_nobody_opened_take_no_long_time() -> None:
    start = process_time()
    bound_tags("<div>" * 30_000 + "</section>" * 30_000)
    assert process_time() - start < 3
