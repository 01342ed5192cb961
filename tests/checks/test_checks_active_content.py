"""S007 beside GitHub's own renderer: what its HTML loads or runs is named, what it shows is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.checks.active_content import find_activity
from tests.checks.living import live_markers, make_document, markers, shown_markers

IMAGE = "![x](http://evil.example/p.png)"
SCRIPT = "<script>alert(1)</script>"


def lines(text: str) -> list[int]:
    """The lines of what is found."""
    return [activity.line for activity in find_activity(text)]


def named(text: str) -> set[str]:
    """The markers of what is found."""
    return {marker for found in find_activity(text) for marker in markers(found.text)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Backticks of different containers are not a pair.
        (f"- `\n- {IMAGE}\n- `", [2]),
        (f"1. a `\n   - {IMAGE} `", [2]),
        (f"> `\n>\n> {IMAGE} `", [3]),
        (f"> `\n\n> {IMAGE} `", [3]),
        (f"| ` | {SCRIPT} ` |\n|---|---|", [1]),
        (f"| a | b |\n|---|---|\n| ` | {SCRIPT} ` |", [3]),
        (f"> | a | b |\n> |---|---|\n> | ` | x |\n> | {SCRIPT} | ` |", [4]),
        (f"# a `\n{IMAGE} `", [2]),
        (f"a `\n***\n{IMAGE} `", [3]),
        (f"a `\n```\n`\n```\n{IMAGE}", [5]),
        (f"a `\n<div>\n{IMAGE} `<b onclick=x>\n</div>", [3]),
        (f"<b title='`'> {IMAGE} `", [1]),
        (f"<https://a.example/`> {IMAGE} `", [1]),
        (f"https://a.example/` {IMAGE} `", [1]),
        (f"www.a.example/` {IMAGE} `", [1]),
        (f"a <!-- ` --> {IMAGE} `", [1]),
        (f"[a](b 'c `') {IMAGE} `", [1]),
        (f"[a]: b '`'\n{IMAGE} `", [2]),
        (f"[^1]: `\n\n    {IMAGE} `", [3]),
        # Descriptions of any length and nesting.
        ("![" + "long " * 100 + "](//evil.example/p.png)", [1]),
        ("![a [b [c [d]]]](//evil.example/p.png)", [1]),
        ("![a \\[ b](//evil.example/p.png)", [1]),
        ("![`]`](//evil.example/p.png)", [1]),
        # Definitions wherever they are.
        ("![x][a]\n\n> [a]: //evil.example/p.png", [1]),
        ("![x][a]\n\n- b\n\n  [a]: //evil.example/p.png", [1]),
        ("![x][a\\]b]\n\n[a\\]b]: //evil.example/p.png", [1]),
        ("![x][a b]\n\n[a\nb]:\n//evil.example/p.png\n'title'", [1]),
        ("> - [x][A  b]\n\n1. > [a B]: <javascript:alert(1)>", [1]),
        # Tags of any length, attributes as browsers read them.
        (f'<b title="{"long " * 500}" onclick=x>', [1]),
        ("<img src=a.png srcset='b.png 2x, //evil.example/p.png 3x'>", [1]),
        ("<img src=a.png srcset='b.png 2x,//evil.example/p.png 3x'>", [1]),
        ("<img dynsrc=//evil.example/p.png>", [1]),
        ("<img src=ftp://evil.example/p.png>", [1]),
        ("<img src='\\\\evil.example/p.png'>", [1]),
        ("<img\n alt='x'\n src='http:evil.example'>", [1]),
        ("> <img\n> src=//evil.example/p.png>", [1]),
        ("<td background=//evil.example/p.png>", [1]),
        ("<p style='a:URL( &quot;//evil.example/p.png)'>", [1]),
        ("<p style='a:u\\72 l(//evil.example/p.png)'>", [1]),
        ("<style>\n@import/**/'//evil.example/p.css';\n</style>", [1]),
        ("a <style> b{c:url(//evil.example/p.png)} </style>", [1]),
        ("<div><style>\n\nb{c:url(//evil.example/p.png)}\n\n</style></div>", [1]),
        ("<svg><image href=//evil.example/p.png /></svg>", [1]),
        # What looks like a comment in a string, in an address or behind a backslash is none.
        ("<i style=\"--a:'/*';b:url(//evil.example/p.png);--c:'*/'\">", [1]),
        ("<i style='--a:\\/*;b:url(//evil.example/p.png);--c:*/'>", [1]),
        ("<i style='--a:url(/*);b:url(//evil.example/p.png);--c:url(*/)'>", [1]),
        ("<i style=\"b:image-set('a;b' 1x, '//evil.example/p.png' 2x)\">", [1]),
        ("a <style>b{c:&#117;rl(//evil.example/p.png)}</style>", [1]),
        # A browser passes over white space in an address of a style too, escaped or not.
        ("<i style='b:url(\"/\\a/evil.example/p.png\")'>", [1]),
        ("<i style='b:url(\"/\t/evil.example/p.png\")'>", [1]),
        ("<i style='b:url(/\\9/evil.example/p.png)'>", [1]),
        ("<i style='b:image-set(\"/&Tab;/evil.example/p.png\" 1x)'>", [1]),
        ("<style>@import 'ht\\9tps://evil.example/p.css';</style>", [1]),
        ("<style>@font-face{src:local('a'),url('/\\a/evil.example/f')}</style>", [1]),
        # An address may begin with an escape, and so what looks like a comment in it is none.
        ("<i style='--a:\\url(/*);b:url(//evil.example/p.png);--c:url(*/)'>", [1]),
        ("<i style='--a:u\\72l(/*);b:url(//evil.example/p.png);--c:url(*/)'>", [1]),
        # What a variable or a function puts into an image.
        ("<i style='--x:\"//evil.example/p.png\";b:image-set(var(--x) 1x)'>", [1]),
        ("<i style='--x:\"//evil.example/p.png\" 1x;b:-webkit-image-set(var(--x))'>", [1]),
        ("<i style='--x:\"//evil.example/p.png\";b:image-set(if(else:var(--x)) 1x)'>", [1]),
        ("<style>@function --f(){result:'//evil.example'} b{c:image-set(--f() 1x)}</style>", [1]),
        ("<i style='b:src(var(--x))'>", [1]),
        # An animation sets a style.
        (
            "<svg><rect><set attributeName=mask to='url(//evil.example#a)' /></rect></svg>",
            [1],
        ),
        (
            "<svg><path><set attributeName=marker-end to='url(//e.example#a)' /></svg>",
            [1],
        ),
        ("<svg><rect><animate values='none;url(//evil.example/a.svg#a)' /></rect></svg>", [1]),
        ("<svg><rect><set attributeName=cursor to='url(//evil.example/a.png),auto' /></svg>", [1]),
        # A style in a drawing is markup, of which only the text counts.
        ("<svg><style>@im<!-- -->port '//evil.example/p.css';</style></svg>", [1]),
        ("<svg><style>b{c:u<g/>rl(//evil.example/p.png)}</style></svg>", [1]),
        ("<svg><style>b{c:u<?x?>rl(//evil.example/p.png)}</style></svg>", [1]),
        ("<svg><style>b{c:u<![CDATA[r]]>l(//evil.example/p.png)}</style></svg>", [1]),
        ("<svg><style><!--</style>-->b{c:url(//evil.example/p.png)}</style></svg>", [1]),
        ("<svg><style><g a='</style>'/>b{c:url(//evil.example/p.png)}</style></svg>", [1]),
        ("<svg>\n\n<style>b{c:u<!--\n-->rl(//evil.example/p.png)}</style></svg>", [3]),
        ("a <svg><style>b{c:u[](x)rl(//evil.example/p.png)}</style></svg>", [1]),
        # In a paragraph, Markdown reads backslashes before the browser does.
        ("a <style>b{c:url\\(//evil.example/p.png)}</style>", [1]),
        ("a <style>b{c:u\\\\72l(//evil.example/p.png)}</style>", [1]),
        # An animation goes through its values.
        ("<svg><a><animate attributeName=href values='#;javascript:alert(1)' /></a></svg>", [1]),
        ("<svg><image><animate values='a.png;//evil.example/p.png' /></image></svg>", [1]),
        # Documents that an address holds itself.
        ("[x](data:image/svg+xml,abc)", [1]),
        ("<a href='data:application/xhtml+xml,abc'>", [1]),
        ("<svg><use href='data:image/svg+xml,abc' /></svg>", [1]),
        ("<a href=b attributionsrc=//evil.example>", [1]),
        ("<img src='file:////evil.example/p.png'>", [1]),
        # White space and digits of other scripts are letters to CommonMark.
        ("x[^a\u00a0b]\n\n[^a\u00a0b]: <div><b/onclick=x></div>", [3]),
        ("\u0661.     [x](javascript:alert(1))", [1]),
        ("<a href=b ping=//evil.example>", [1]),
        ("<a href='\n java\nscript:alert(1)'>", [1]),
        # What CommonMark takes for a comment or a value, and a browser does not.
        ("<? > <b onclick=x> ?>", [1]),
        ("<![CDATA[ > <b onclick=x> ]]>", [1]),
        ("<!--> <b onclick=x> -->", [1]),
        ("<!-- --!> <b onclick=x> -->", [1]),
        ("<title><p title='</title><b onclick=x>'>", [1]),
        ("<div><!--\n\n<p title='--><b onclick=x>'>", [3]),
        ("a\n\n<div><img alt='\n\n[b](c/onerror=alert(1)//)", [3]),
    ],
)
def test_what_a_renderer_makes_live_is_reported_with_its_line(text: str, wanted: list[int]) -> None:
    assert lines(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        f"- `{IMAGE}`\n- ``{SCRIPT} ` ``",
        f"> `a\n> {IMAGE}`",
        f"| `{SCRIPT}` | \\`a |\n|---|---|",
        f"- ```\n  {SCRIPT}\n  ```",
        f"> 1. a\n>\n>        {SCRIPT}",
        f"[a](b '{SCRIPT}') <b title=\"{IMAGE}\">",
        f"![{SCRIPT} {IMAGE}](local.png)",
        f"https://a.example/{IMAGE}",
        f"\\{IMAGE.replace('http:', '')} &lt;script>",
        f"<!-- {SCRIPT} -->",
        "![x][a]\n\n[a]: local.png\n[a]: //evil.example/p.png",
        "![x][a]\n\n`[a]: //evil.example/p.png`",
        "[^1]: a\n\n[a]: //evil.example/page\n\n[a]",
        "a <style>b{c:url(d.png)}</style> `<style>b{c:url(//evil.example/p.png)}</style>`",
        "<svg><a xlink:href='https://a.example'><use href='#b' /></a></svg>",
        "<img src=a.png srcset='b.png 2x'> <video poster=c.png src=d.mp4></video>",
        "![x](data:image/svg+xml,abc) <img src='data:image/svg+xml,abc'>",
        "[x](data:text/plain,abc) [y](data:image/png;base64,abc)",
        "<i style='a:b /* url(//evil.example/p.png) */'>x</i>",
        '<i style=\'a:url("a b.png");b:image-set("c.png" 1x);d:var(--x)\'>x</i>',
        "<svg><style>b{c:url(#a)}</style><text>url(//evil.example)</text></svg>",
        "<svg><rect><set attributeName=mask to='url(#a)' /></rect></svg>",
        "a <style>b > c{d:url(\\#a)}</style>",
        "\u0661. <div><b/onclick=x>",
    ],
)
def test_what_a_renderer_shows_is_left_alone(text: str) -> None:
    assert lines(text) == []


@pytest.mark.parametrize("seed", range(5))
def test_documents_of_nested_containers(seed: int) -> None:
    for number in range(10):
        check(make_document(random.Random(1_000_000 + seed * 10 + number)))


@given(st.randoms(use_true_random=False))
def test_any_document_of_nested_containers(rng: random.Random) -> None:
    check(make_document(rng))


@given(st.lists(st.sampled_from(
    ["`", "``", "[", "]", "![", "](", ")", "<b title='", "'>", "\\", "|", "\n", "\n\n", "- ", "> ",
     "    ", "```\n", "<!--", "-->", "[a]: /b\n", "|a|\n|-|\n", "x", "http://a.example/", " ",
     "![zq1z](//e.example)", "<kbd onclick=zq2z>", "`<kbd onclick=zq3z>`"]
), max_size=12).map("".join))  # fmt: skip
def test_any_mixture_of_marks(text: str) -> None:
    check(text)


def check(text: str) -> None:
    """Whatever is live is named, and nothing that is only shown."""
    live, found = live_markers(text), named(text)
    assert live <= found
    assert not (found - live) & shown_markers(text)
