"""Blocks as HTML: what Markdown says is shown, and nothing of it can act."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.markdown import parse
from git_report.markdown.html import _RULES, LONGEST, BlockRenderer

HOSTILE = [
    "<script>alert(1)</script>",
    "a <script src=//evil.example/x.js></script> b",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](x.png\"onerror=alert(1))",
    '![x" onerror="alert(1)](x.png)',
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input autofocus onfocus=alert(1)></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    '<a href="x" onclick="alert(1)" style="position:fixed">x</a>',
    "<style>body{background:url(https://evil.example)}</style>",
    '<div style="background:url(https://evil.example)">x</div>',
    "<link rel=stylesheet href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<video src=https://evil.example poster=x></video><audio src=x>",
    "<p id=data name=data>clobber</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<table background=https://evil.example><tr><td background=x>x</td></tr></table>",
    "<blockquote cite=https://evil.example>x</blockquote>",
    "<ul><li></script></li></ul>",
    "```\n</script><script>alert(1)</script>\n```",
    "| <script>alert(1)</script> | b |\n|-|-|\n| <img src=x onerror=alert(1)> | [x](javascript:1)",
    "# <img src=x onerror=alert(1)> [x](javascript:1)",
    "[^<script>alert(1)</script>]",
    "[^\"onclick=alert(1)]",
    "<!-- --!> <img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<a href='https://x.example' target=_blank ping=https://evil.example>x</a>",
    "\0<scr\0ipt>alert(1)</script>",
    "<x-foo onclick=alert(1)>x</x-foo>",
]  # fmt: skip
ALLOWED = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl "
    "dt em figcaption figure hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span "
    "strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
HARMLESS = set("href title alt align colspan rowspan start reversed open class dir lang".split())


class Audit(HTMLParser):
    """Every element and attribute that a parser would make, as complaints."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.complaints.append(f"<{tag}>")
        for name, value in attrs:
            if name not in HARMLESS:
                self.complaints.append(f"<{tag} {name}>")
            if name == "href" and not (value or "").lower().startswith(
                ("http://", "https://", "mailto:", "#")
            ):
                self.complaints.append(f"<{tag} href={value}>")
            if name == "class" and value not in ("mark", "image", "path", ""):
                self.complaints.append(f"<{tag} class={value}>")

    def handle_comment(self, data: str) -> None:
        self.complaints.append(f"<!--{data}-->")


def render(text: str) -> list[str]:
    document = parse(text)
    renderer = BlockRenderer(document)
    return [renderer.render(block) for block in document.blocks()]


def audit(html: str) -> list[str]:
    parser = Audit()
    parser.feed(html)
    parser.close()
    return parser.complaints


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_text_can_act(text: str) -> None:
    for html in render(text):
        assert audit(html) == []
        assert "evil.example/x.js" not in html


@given(st.text(alphabet="<>/!-a=\"'`[]()#&;:\n\\|*_ sriptvgonj", max_size=80))
def test_nothing_of_any_text_can_act(text: str) -> None:
    for html in render(text):
        assert audit(html) == []


@given(st.text(max_size=200))
def test_what_is_clean_stays(text: str) -> None:
    for html in render(text):
        assert _RULES.sanitise(html) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <del>d</del></p>"),
        ("# A *b*", "A <em>b</em>"),
        ("claim.[^7]", '<p>claim.<sup><a class="mark" href="#reference-7">7</a></sup></p>'),
        ("claim.[^note]", "<p>claim.<sup>note</sup></p>"),
        ("`[^7]`", "<p><code>[^7]</code></p>"),
        ("[a](https://x.example)", '<p><a href="https://x.example">a</a></p>'),
        ("[a](b/c.md)", '<p><span class="path" title="b/c.md">a</span></p>'),
        ("[a](#b)", '<p><a href="#b">a</a></p>'),
        ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"),
        (
            "![a *b*](https://x.example/i.png)",
            '<p><a href="https://x.example/i.png" title="https://x.example/i.png">'
            '<span class="image">a <em>b</em></span></a></p>',
        ),
        (
            "| a | b |\n|---|--:|\n| 1[^2] |",
            "<table><thead><tr><th>a</th><th align=\"right\">b</th></tr></thead><tbody><tr><td>1"
            '<sup><a class="mark" href="#reference-2">2</a></sup></td><td align="right"></td></tr>'
            "</tbody></table>",
        ),
        ("---\na: b\n---\n", "<pre>---\na: b\n---</pre>"),
    ],
)  # fmt: skip
def test_markdown_is_shown(text: str, html: str) -> None:
    assert render(text) == [html]


def test_a_definition_elsewhere_counts() -> None:
    assert render("see [it]\n\n[it]: https://x.example")[0] == (
        '<p>see <a href="https://x.example">it</a></p>'
    )


def test_renderers_of_one_key_agree() -> None:
    one, other = (BlockRenderer(parse(f"{head}\n\n[it]: https://x.example")) for head in "ab")
    assert one.key == other.key
    assert one.key != BlockRenderer(parse("a\n\n[it]: https://y.example")).key


@pytest.mark.parametrize(("side", "cells"), [(20, 20 * 20), (200, 200)])
def test_short_rows_are_filled_up_where_that_is_no_multiple_of_the_text(
    side: int, cells: int
) -> None:
    table = "\n".join(("|a" * side, "|-" * side, *["|b|"] * side))
    (html,) = render(table)
    assert html.count("<td") == cells


def test_a_block_beyond_the_limit_is_shown_as_it_stands() -> None:
    (html,) = render("*a* " * (LONGEST // 4 + 1))
    assert html.startswith("<pre>*a* *a*")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("<div>\n" * 2000, True),
        ("<b>" * 2000 + "a" + "</b>" * 2000, True),
        ("<b>a</b>" * 2000, False),
        ("a<br>\n" * 2000, False),
        ("<https://x.example>\n" * 2000, False),
        (f"<table>{'<tr><td>a' * 2000}</table>", False),
    ],
)
def test_elements_that_are_too_deep_are_shown_as_source(text: str, source: bool) -> None:
    (html,) = render(text)
    assert html.startswith("<pre>") is source


def test_bytes_that_are_not_text_are_replaced() -> None:
    assert render("a\udcffb") == ["<p>a?b</p>"]


def test_only_images_whose_bytes_are_given_are_shown() -> None:
    uri = "data:image/png;base64,AA=="
    document = parse('![a "b"](one.png) ![c](two.png) <img src="one.png" onerror="x"><img src=x>\n')
    renderer = BlockRenderer(document, {"one.png": uri})
    html = "".join(renderer.render(block) for block in document.blocks())
    assert html.count(f'<img src="{uri}"') == 2
    assert 'alt="a &quot;b&quot;"' in html
    assert html.count("src=") == 2
    assert "onerror" not in html
    assert "src=" not in "".join(BlockRenderer(document).render(b) for b in document.blocks())


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<table><tr><td colspan=3 rowspan=200>a</td></tr></table>", True),
        ("<ol start=2026><li>a</li></ol>", True),
        ("<table><tr><td colspan=999999999>a</td></tr></table>", False),
        ("<table><tr><td rowspan=100000>a</td></tr></table>", False),
        ("<table><tr><th colspan='9 9'>a</th></tr></table>", False),
        ("<ol start=99999999999999999999><li>a</li></ol>", False),
    ],
)
def test_counts_are_small(html: str, kept: bool) -> None:
    (rendered,) = render(html)
    assert any(f" {name}=" in rendered for name in ("colspan", "rowspan", "start")) is kept
