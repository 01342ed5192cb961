"""What a document holds and a reader is not shown: each kind is found, and nothing in sight."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from git_report.markdown import parse
from git_report.markdown.hidden import How, find_hidden, find_unread, leave_out
from tests.differ.markdown_texts import pairs

HIDDEN = [
    "<div hidden>\n\nUNSEEN **b**\n\n- UNSEEN\n\n</div>\n\nseen",
    "<div hidden\n\nUNSEEN\n\n</div>\n\nseen",
    "seen <span style='display:none'>UNSEEN</span> seen",
    "seen <span style='dis\\70lay : NONE !important'>UNSEEN</span>",
    "seen <b style='opacity:0'>UNSEEN\n\nUNSEEN\n\n- UNSEEN",
    "<p style='color:#FFF'>UNSEEN</p>\n\nseen",
    "<p style='color:red;background:red'>UNSEEN</p>\n\nseen",
    "<p style='font-size:1px'>UNSEEN</p>\n\nseen",
    "<p style='position:absolute;left:-9999px'>UNSEEN</p>\n\nseen",
    "<font color=white>UNSEEN</font> seen",
    "seen <b style='font:0/0 a'>UNSEEN</b>",
    "seen <b style='font-size:1e-9px'>UNSEEN</b>",
    "seen <b style='font-size:var(--nothing)'>UNSEEN</b>",
    "seen <b style='opacity:.01'>UNSEEN</b>",
    "seen <b style='color:rgba(0, 0, 0, 0)'>UNSEEN</b>",
    "seen <b style='color:#fefefe'>UNSEEN</b>",
    "seen <b style='color:white;background:#fff'>UNSEEN</b>",
    "seen <b style='color:#010101;background:black'>UNSEEN</b>",
    "seen <b style='-webkit-text-fill-color:transparent'>UNSEEN</b>",
    "seen <b style='position:absolute;clip-path:polygon(0 0)'>UNSEEN</b>",
    "seen <b style='transform:matrix(0,0,0,0,0,0)'>UNSEEN</b>",
    "seen <b style='position:relative;left:-99em'>UNSEEN</b>",
    "seen <b style='margin:0 0 0 -9999px'>UNSEEN</b>",
    "seen <b style='margin-left:-00000000000000000000000000000000000000009999px'>UNSEEN</b>",
    "seen <b style='display:block;overflow-y:hidden;height:0'>UNSEEN</b>",
    "seen <b style='display:none;display:bogus'>UNSEEN</b>",
    "seen <b style=\"--a:'/*';display:none;--b:'*/'\">UNSEEN</b>",
    "seen <b style='some-later-property:hide'>UNSEEN</b>",
    # Letters in the colour of what is behind them, whoever says so.
    "<p style='background:#000'>UNSEEN</p>\n\nseen",
    "<p style='color:red;background:#f00'>UNSEEN</p>\n\nseen",
    "<div style='background:red'><p style='color:#f00'>UNSEEN</p></div>\n\nseen",
    "<div style='color:#fff;background:#333'>seen <i style='background:#fff'>UNSEEN</i></div>",
    "<div style='background:linear-gradient(#000,#000)'>UNSEEN</div>\n\nseen",
    "<div style='background:url(black.png)'>UNSEEN</div>\n\nseen",
    "<div style='box-shadow:inset 0 0 0 900px #000'>UNSEEN</div>\n\nseen",
    "<table bgcolor=black><tr><td>UNSEEN</table>\n\nseen",
    "<table><tr><td bgcolor=red><font color=#f00>UNSEEN</font><td>seen</table>",
    "<font color='#ffffff '>UNSEEN</font> seen",
    "<font color=ffffffff>UNSEEN</font> seen",
    # Each of several elements does a little of it.
    "<small><small><small><small><small><small><small><small><small><small>UNSEEN"
    "</small></small></small></small></small></small></small></small></small></small> seen",
    "<i style='font-size:40%'><i style='font-size:40%'>UNSEEN</i></i> seen",
    "<i style='opacity:.3'><i style='opacity:.3'>UNSEEN</i></i> seen",
    "<p style='margin-left:900px'>seen <i style='padding-left:900px'>UNSEEN</i></p>",
    # Boxes that are cut, or that lead off the page.
    "<p style='height:18px;overflow:hidden;line-height:60px'>UNSEEN</p>\n\nseen",
    "<p style='overflow:hidden;width:90px;text-indent:95px'>UNSEEN</p>\n\nseen",
    "<p style='height:18px;overflow:auto'>UNSEEN</p>\n\nseen",
    "<p style='border-top:9999px solid'>UNSEEN</p>\n\nseen",
    "<table width=99999><tr><td align=right>UNSEEN</table>\n\nseen",
    "<p style='display:table-column'>UNSEEN</p>\n\nseen",
    "<marquee width=1 height=1>UNSEEN</marquee>\n\nseen",
    "<textarea rows=1>UNSEEN</textarea>\n\nseen",
    "<ul><li hidden>\n\nUNSEEN\n\n- UNSEEN\n\nUNSEEN\n</li><li>seen</li></ul>\n\nseen",
    "<table><tr><td hidden>UNSEEN<td>seen</table>\n\nseen",
    "<select><option>UNSEEN</option></select> seen",
    "<progress>UNSEEN</progress> seen",
    "<ruby>seen<rp>UNSEEN</rp><rt>seen</rt></ruby>",
    "<bdo dir=rtl>UNSEEN</bdo> seen",
    "<script type=text/plain>UNSEEN</script>\n\nseen",
    "seen <span hidden>UNSEEN\n\nseen",
    "<template>UNSEEN</template> seen",
    "<dialog>UNSEEN</dialog> seen",
    "<noscript>UNSEEN</noscript> seen",
    "<b it's><i hidden>UNSEEN</i> seen it's",
    "<!-- UNSEEN -->\n\nseen",
    "seen <!-- UNSEEN\nUNSEEN --> seen",
    "<!-- UNSEEN\n\n## UNSEEN\n\nUNSEEN",
    "<div><!-- UNSEEN\n\nUNSEEN\n\n</div> -->\n\nseen",
    "<? UNSEEN ?> seen",
    "- seen\n- <div hidden>\n\n  UNSEEN\n\nseen",
    "> <div hidden>\n> UNSEEN\n>\n> UNSEEN\n> </div>\n\nseen",
    "[//]: # (UNSEEN text)\n\nseen",
    "[^n]: UNSEEN\n\nseen",
    "[^n]: UNSEEN\n\n    UNSEEN\n\n    - UNSEEN\n\nseen",
    "[^n]: UNSEEN\n\nseen `[^n]` \\[^n] <!-- [^n] -->",
    # Where a mark is not displayed, neither is its note.
    "[^n]: UNSEEN\n\nseen <i title='[^n]'>seen</i>",
    "[^n]: UNSEEN\n\nseen [seen](a[^n]) [seen](a '[^n]') <http://a.example/[^n]>",
    "[^n]: UNSEEN\n\n<div>\n[^n]\n</div>\n\nseen",
    "| a |\n|---|\n| seen | [^n] |\n\n[^n]: UNSEEN",
    "[^n]: UNSEEN\n\nseen http://a.example/[^n]",
]
BESIDE = [
    '[a]: http://x.example "UNSEEN"\n\n[a] seen',
    "seen ![UNSEEN](a.png \"UNSEEN\") [seen](u 'UNSEEN')",
    "<span title='UNSEEN'>seen</span>",
    "<p hidden>UNSEEN\n\nseen\n\n</p>",
    "[seen](<UNSEEN UNSEEN>)",
    "[a]: <UNSEEN UNSEEN>\n\n[a] seen",
    "``` UNSEEN\nseen\n```",
    "<div\nUNSEEN words\n>\n\nseen\n\n</div UNSEEN>",
    "<a id='UNSEEN'></a> seen <a name=UNSEEN></a> <a href='UNSEEN words'>seen</a>",
    "seen <map name='UNSEEN'></map><img src='UNSEEN words.png'>",
    "seen [seen][UNSEEN words as a label]\n\n[UNSEEN words as a label]: a.md",
    "```mermaid\ngraph TD\n  %% UNSEEN\n  seen\n```",
    "<u style='--a:line-through;text-decoration:var(--a)'>UNSEEN</u> seen",
    "- > ~~~ UNSEEN `UNSEEN`\n  > seen\n  > ~~~",
    "<svg><text>UNSEEN</text></svg> seen",
    "<math><semantics><mi>x</mi><mtext>UNSEEN</mtext></semantics></math> seen",
    "<math><mtext mathcolor=white>UNSEEN</mtext></math> seen",
    "<math><maction><mn>1</mn><mtext>UNSEEN</mtext></maction></math> seen",
    "| a | seen |\n|---|---|\n| 1 | 2 | UNSEEN |",
    "~~UNSEEN~~ seen ~UNSEEN~ seen",
    "<del>UNSEEN</del> seen <s>UNSEEN\n\nUNSEEN</s> seen",
    "seen <u style='text-decoration: line-through'>UNSEEN</u>",
]
IN_SIGHT = [
    "`<div hidden>` seen",
    "```\n<div hidden>\n```\n\nseen",
    "<details open><summary>seen</summary>\n\nseen\n\n</details>",
    "<p style='color:#fff;background:#000'>seen</p>",
    "<dialog open>seen</dialog>",
    "<p style='color:#333;background:#fff;font:bold 12px/1.5 serif'>seen</p>",
    "<td style='padding:4px 8px;border:1px solid #ccc;background-color:lightgray'>seen</td>",
    "<div style='color:white;background:navy'>seen <b style='font-size:90%'>seen</b></div>",
    "<div style='background:#eee'>seen <i style='color:#a00'>seen</i></div>",
    "<pre style='max-height:400px;overflow:auto'>seen</pre>",
    "<img src=a.png style='width:100%;border:1px solid #333;display:block;margin:0 auto'> seen",
    "H<sub>2</sub>O<sup>2</sup> <small>seen <sub>seen</sub></small>",
    "<p style='margin:0 auto;padding:4px;text-indent:-2em;opacity:.8;font-size:80%'>seen</p>",
    "<p style='white-space: nowrap; width: 90px; height: 0; border: 0'>seen</p>",
    "<p style=\"color:red /* display:none */;font-family:'x;display:none;y'\">seen</p>",
    "<p style='direction:rtl;position:relative;letter-spacing:1px;overflow:auto'>seen</p>",
    "<font color=red>seen</font> <bdo dir=ltr>seen</bdo>",
    "seen[^n]\n\n[^n]: seen\n\n    seen",
    "[^n]: seen\n\nseen[^n]",
    "[^n]: seen\n\n[seen[^n]](a.md) ~~[^n]~~",
    "[^n]: seen\n\nseen ([seen](http://a.example/b)).[^n]",
    "[^n]: seen\n\n[seen](http://a.example/b)[^n]",
    "[^n]: seen\n\n[seen][a][^n]\n\n[a]: http://a.example/b",
    "[^n]: seen\n\n| a |\n|---|\n| seen [^n] |",
    "[a]: http://x.example\n\n[a] seen",
    "seen ~5 and ~6 `~~seen~~` \\~~seen~~",
    "\\<!-- seen -->",
    "seen <!-- seen\n\nseen -->",
]


@pytest.mark.parametrize("text", [*HIDDEN, *BESIDE])
def test_what_is_not_in_sight_is_left_out(text: str) -> None:
    document = parse(f"# T\n\n{text}\n")
    left = leave_out(document, find_unread(document)).source
    assert "UNSEEN" not in left
    assert left.count("seen") == text.count("seen")
    assert left.count("\n") == document.source.count("\n")


@pytest.mark.parametrize("text", HIDDEN)
def test_what_hides_is_found(text: str) -> None:
    document = parse(f"# T\n\n{text}\n")
    found = find_hidden(document)
    assert any("UNSEEN" in document.source[each.start : each.end] for each in found)


@pytest.mark.parametrize("text", IN_SIGHT)
def test_what_is_in_sight_stays(text: str) -> None:
    document = parse(f"# T\n\n{text}\n")
    assert find_hidden(document) == []
    assert leave_out(document, find_unread(document)).source.count("seen") == text.count("seen")


COVERING = [
    "<body text=white>", "<body bgcolor=black>", "<html style='color:#fff'>", "<body class=x>",
    "<img src=a.png style='position:relative;top:-99px'>", "<hr style='margin:-90px 0 0'>",
    "<div style='margin-top:-60px;background:white'></div>", "<i style='outline:99px solid'></i>",
    "<p style='box-shadow:0 0 0 900px black'></p>", "<table><col style='visibility:collapse'>",
]  # fmt: skip


@pytest.mark.parametrize("tag", COVERING)
def test_what_may_hide_other_text_is_found(tag: str) -> None:
    document = parse(f"# T\n\nseen\n\n{tag}\n\nseen\n")
    assert How.COVER in {each.how for each in find_hidden(document)}
    assert leave_out(document, find_unread(document)).source.count("seen") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<details><div><summary>UNSEEN</summary></div></details>",
        "<details><summary><details>UNSEEN</details></summary>UNSEEN</details>",
        "<details>UNSEEN<p>UNSEEN</p><summary>UNSEEN</summary></details>",
        "<details open name=a>UNSEEN</details>",
    ],
)
def test_only_a_summary_in_its_place_is_shown(text: str) -> None:
    document = parse(f"{text}\n\nseen\n")
    assert "UNSEEN" not in leave_out(document, find_hidden(document)).source


def test_details_show_their_summary() -> None:
    document = parse("<details><summary>seen</summary>\n\nUNSEEN\n\n</details>\n\nseen\n")
    left = leave_out(document, find_hidden(document)).source
    assert left == "<details><summary>seen</summary>\n\n\n\n\n\nseen\n"


@given(pairs())
def test_lines_keep_their_numbers(texts: tuple[str, str]) -> None:
    for text in texts:
        document = parse(text)
        left = leave_out(document, find_unread(document))
        assert left.source.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "piece",
    [
        "<b hidden>", "<!--", "~a ", "~~a~ ", "<details>", "<a '", "[a]: b\n\n", "`", "> <i>\n",
        "<i style='margin:1", "<i style='color:red'>", "<small>", "<td bgcolor=red>",
        "](<", "](< ", "[a]: < ", "~~~ a\n", "[^a]: b\n\n",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_no_long_time(piece: str) -> None:
    document = parse(piece * (60_000 // len(piece)))
    started = time.process_time()
    find_unread(document)
    assert time.process_time() - started < 5
