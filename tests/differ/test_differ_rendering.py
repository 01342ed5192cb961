"""diff.md as others show it: excerpts keep their structure, in GitHub's renderer and in another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from git_report.differ import diff_texts, render_diff
from git_report.differ.story.quoting import quote_excerpt
from git_report.markdown import Kind
from tests.differ.markdown_texts import pairs

GOLDEN = Path(__file__).parent / "golden"


def show_as_github(text: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_FOOTNOTES))


def show_with_markdown_it(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


RENDERERS = (show_as_github, show_with_markdown_it)


@pytest.mark.parametrize("name", ["rendering", "report"])
def test_diff_md_renders_as_its_golden_page(name: str) -> None:
    text = (GOLDEN / f"{name}.diff.md").read_text("utf-8")
    assert show_as_github(text) == (GOLDEN / f"{name}.diff.html").read_text("utf-8")


@pytest.mark.parametrize("show", RENDERERS)
@pytest.mark.parametrize(
    ("kind", "excerpt", "held", "not_held"),
    [
        # The numbers of items that are not next to each other, and a cut that is none of them.
        (Kind.LIST, "…\n3. c\n…\n7. g\n…", ['<ol start="3">', '<ol start="7">'], ["c\n…", "g\n…"]),
        # Items that are next to each other, whatever their numbers: nothing is cut there.
        (Kind.LIST, "3. c\n7. g", ['<ol start="3">', "<p>7. g</p>"], ["…"]),
        (Kind.LIST, "6. f\n8. h\n   i\n9. j", ["<p>8. h\ni</p>", '<ol start="9">'], ["…"]),
        (Kind.LIST, "1. a\n1. b\n1. c", ["<li>c</li>"], ["…", "start"]),
        (Kind.LIST, "2. b\n3. c", ['<ol start="2">', "<li>c</li>"], ["…"]),
        # A nested item on its own is an item, not code.
        (Kind.LIST, "…\n    - deep\n    - deeper", ["<li>deep</li>"], ["<code>"]),
        (Kind.LIST, "- a\n    - deep", ["<li>a\n<ul>"], ["<code>"]),
        # After a cut it is below its own, and numbered as it was.
        (Kind.LIST, "- a\n  - b\n…\n  - d", ["</ul>\n<p>…</p>\n<ul>\n<li>d</li>"], ["<code>"]),
        (Kind.LIST, "1. a\n   1. b\n…\n   4. d\n…\n3. e", ['<p>…</p>\n<ol start="4">'], ["\\"]),
        # Rows with their header are a table, others are lines; a cut is a row of its own.
        (Kind.TABLE, "| A | B |\n|---|---|\n…\n| c | d |", ["<td>c</td>", "<td>…</td>"], ["--"]),
        (Kind.TABLE, "| A … b\n| C … d", ["<p>| A … b</p>", "<p>| C … d</p>"], []),
        # Code is code, also without the line that closes its fence.
        (Kind.CODE, "```text\n…", ["<pre><code>```text\n…\n</code>"], []),
        (Kind.CODE, "```text\nx\n```", ["<pre"], ["`"]),
        (Kind.DEFINITION, "[a]: https://example.org/", ["<pre><code>[a]:"], []),
        (Kind.HTML, "<!-- hidden -->", ["&lt;!-- hidden --&gt;"], []),
        # A comment without its end would hide what follows.
        (Kind.QUOTE, "> a\n> <!-- b …", ["<pre><code>&gt; a\n&gt; &lt;!-- b …\n</code>"], ["<!"]),
        (Kind.LIST, "- a\n\n  <!-- b", ["<pre><code>- a\n\n  &lt;!-- b\n</code>"], ["<!"]),
        (Kind.PARAGRAPH, "a <!-- b", ["<p>a &lt;!-- b</p>"], ["<pre"]),
        (Kind.QUOTE, "> a <!-- b … --> c", ["<p>a"], ["<pre"]),
        (Kind.PARAGRAPH, '<a id="x"></a>', ["&lt;a id="], []),
        (Kind.TABLE, "| A |\n|---|\n…\n| c |\n…", ["<td>…</td>"], ["| …"]),
        # A mark has no note here.
        (Kind.PARAGRAPH, "Said so.[^10] `[^10]`", ["so.[^10]", "<code>[^10]</code>"], ["<sup"]),
        (Kind.PARAGRAPH, "one\n…\ntwo", ["<p>one</p>\n<p>…</p>\n<p>two</p>"], []),
    ],
)
def test_an_excerpt_is_shown_as_what_it_is(
    show: Callable[[str], str], kind: Kind, excerpt: str, held: list[str], not_held: list[str]
) -> None:
    shown = show(quote_excerpt(kind, excerpt)).replace(" />", ">")
    for words in held:
        assert words in shown
    for words in not_held:
        assert words not in shown


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
def test_no_mark_of_a_version_becomes_a_footnote(pair: tuple[str, str]) -> None:
    text = render_diff(diff_texts(*pair), "report-01.md", "report-02.md")
    assert "footnote" not in show_as_github(f"{text}\n[^1]: A note.\n")


if __name__ == "__main__":
    for each in ("rendering", "report"):
        told = (GOLDEN / f"{each}.diff.md").read_text("utf-8")
        (GOLDEN / f"{each}.diff.html").write_text(show_as_github(told), "utf-8")
