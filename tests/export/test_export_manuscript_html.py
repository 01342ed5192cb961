"""The HTML page that is sent on: whole, inert, and its links lead somewhere."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from git_report.export.manuscript_html import find_widths, render_for_pandoc, render_page
from git_report.markdown import Table, parse
from tests.export.test_export_manuscript import TAIL, make

REPORT = (
    "# Title & more\n\nText.[^1] See [costs](#costs), [nowhere](#nope).\n\n## Costs\n\n"
    "**Exhibit 1: Prices**\n\n| A | B |\n|---|--:|\n| x[^2] | 1 |\n\n"
    "<details><summary>Sum</summary>Folded</details>\n\n![Drawing](img/a.png)\n" + TAIL
)


def page(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(render_page(make(text, linked=True, date="2026-11-29")))


def words(tree: LexborHTMLParser, selector: str) -> str:
    return "".join(node.text() for node in tree.css(selector))


def test_every_link_into_the_page_has_its_place() -> None:
    tree = page(REPORT)
    targets = [a.attributes["href"] or "" for a in tree.css("a[href^='#']")]
    assert targets == ["#source-1", "#section-2", "#source-2"]
    assert all(tree.css_first(target) is not None for target in targets)


def test_the_page_loads_and_runs_nothing() -> None:
    html = render_page(make(REPORT + "<script>alert(1)</script>", linked=True))
    assert "<script" not in html
    assert (
        re.findall(r'(?:src|href)="(?!#|data:image/png;base64,|https://example)[^"]*"', html) == []
    )
    assert "default-src 'none'; style-src 'sha256-" in html


def test_tables_have_their_captions_and_details_are_open() -> None:
    tree = page(REPORT)
    assert [caption.text() for caption in tree.css("table > caption")] == ["Exhibit 1: Prices"]
    assert tree.text().count("Exhibit 1") == 1
    assert [node.attributes for node in tree.css("details")] == [{"open": None}]


def test_an_image_has_its_caption_and_a_mention_is_none() -> None:
    tree = page(
        "**Figure 1: Flow[^1]**\n\n![Flow](img/a.png)\n\nText.\n\n**Exhibit 2: Code**\n\n"
        "```\nx\n```\n\n**Exhibit 3: Missing**\n\n![Gone](gone.png)\n" + TAIL
    )
    assert [each.text() for each in tree.css("figure > figcaption")] == ["Figure 1: Flow[1]"]
    assert [each.text() for each in tree.css("main > p > strong")] == [
        "Exhibit 2: Code",
        "Exhibit 3: Missing",
    ]


def test_title_and_date_are_of_the_document() -> None:
    tree = page(REPORT)
    assert [h1.text() for h1 in tree.css("h1")] == ["Title & more"]
    assert words(tree, "title") == "Title & more"
    assert words(tree, "header .date") == "2026-11-29"
    html = render_for_pandoc(make(REPORT, linked=True, date="2026-11-29"), {})
    assert '<meta name="date" content="2026-11-29"><title>Title &amp; more</title>' in html
    assert "<h1" not in html


def test_an_image_that_cannot_go_along_is_its_description() -> None:
    tree = page('![Far](https://example.org/a.png) <img src="img/a.png" alt="Near &lt;x&gt;">\n')
    assert tree.css("img") == []
    assert words(tree, "main").strip() == "Far Near <x>"


def test_columns_have_widths_where_the_table_is_wide() -> None:
    def widths(*cells: str) -> list[int]:
        row = " | ".join(cells)
        (table,) = (b for b in parse(f"| a | b |\n|---|---|\n| {row} |\n").blocks())
        assert isinstance(table, Table)
        return find_widths(table)

    assert widths("short", "cells") == []
    # Three characters between columns, and ninety in a line.
    assert widths("a" * 42, "b" * 42) == []
    assert widths("a" * 42, "b" * 43) == [49, 51]
    # By the longest word and three, else by four times the root of the mean length.
    assert widths("a" * 22, "b " * 200) == [31, 69]
    narrow, wide = widths("a name", "a long sentence with many words " * 10)
    assert narrow + wide == 100
    assert narrow < wide / 2


@given(st.text(alphabet="#$\\]`*_[](){}<>&@~ \nab|-", max_size=60))
def test_words_of_any_text_are_on_the_page(text: str) -> None:
    tree = page(f"# T\n\nalpha {text}\n\nomega\n")
    shown = words(tree, "main")
    assert "alpha" in shown
    assert "omega" in shown
