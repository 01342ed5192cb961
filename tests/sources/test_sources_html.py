"""Pages as Markdown: the shapes of real ones, and what a stranger may try."""

from __future__ import annotations

import re
from html import escape
from json import dumps

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from git_report.errors import ReportError
from git_report.sources.escapes import clean_text
from git_report.sources.html import MOST_TAGS, read_html
from tests.sources.expected import compare, load, names


@pytest.mark.parametrize("name", names())
def test_a_page_keeps_what_it_says(name: str) -> None:
    body, expected = load(name)
    page = read_html(body, "utf-8")

    kept = compare(page.text, expected)

    assert {kind: missed for kind, missed in kept.missed.items() if missed} == {}, page.text
    for text in expected.get("contains", []):
        assert text in page.text
    said = {"title": page.title, "canonical": page.canonical, "language": page.language,
            "date": page.date, "unseen": list(page.unseen)}  # fmt: skip
    empty = {key: [] if key == "unseen" else "" for key in said}
    assert said == empty | {key: expected[key] for key in said if key in expected}


@pytest.mark.parametrize("charset", ["shift_jis", "euc-jp", "utf-8", "iso-2022-jp"])
@pytest.mark.parametrize("said", ["right", "wrong header", "wrong page", "nobody"])
def test_a_page_is_read_in_its_charset(charset: str, said: str) -> None:
    body, expected = load("japanese")
    text = body.decode("utf-8").replace("Shift_JIS", charset)
    header = charset if said in {"right", "wrong page"} else ""
    if said == "wrong header":
        header = "x-no-such-charset"
    if said == "wrong page":
        text = text.replace(f'charset="{charset}"', 'charset="rot13"')
    if said == "nobody":
        if charset == "iso-2022-jp":
            pytest.skip("seven bits are ASCII where nobody says otherwise")
        text = text.replace(f'<meta charset="{charset}">', "")

    page = read_html(text.encode(charset), header)

    assert compare(page.text, expected).missed == {
        "question": [], "answer": [], "cell": [], "boilerplate": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("é".encode("latin-1"), "iso-8859-1", "é"),
        ("“é”".encode("cp1252"), "ISO-8859-1", "“é”"),
        ("é".encode(), "iso-8859-1", "é"),  # the header lies
        (b"\xef\xbb\xbf" + "é".encode(), "shift_jis", "é"),
        ("é".encode("utf-16"), "", "é"),
        ("é".encode("cp1252"), "", "é"),
        ("é".encode("cp1252"), "utf-8", "\ufffd"),
        ("Ж".encode("koi8-r"), "'KOI8-R'", "Ж"),
        ("é".encode("cp1252"), "hex", "é"),
        ("é".encode("cp1252"), "\0\ud800", "é"),
    ],
)
def test_charset_names_may_be_wrong(body: bytes, charset: str, text: str) -> None:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    page = body if wide else body + b"<p>and more"

    assert read_html(page, charset).text.split("\n")[0] == text


@pytest.mark.parametrize(
    "body",
    [
        b"<div id=root></div><script src=app.js></script>",
        b"<div id=app></div><footer>Imprint</footer><script>1</script>",
        b"<body><script>document.write('x')</script>",
        b"<noscript>You need to enable JavaScript to run this app.</noscript><p>Wait</p>"
        b"<script>1</script>",
        b"<p>Please enable JavaScript to view this page.</p><script>1</script>",
    ],
)
def test_a_page_of_scripts_says_how_to_go_on(body: bytes) -> None:
    with pytest.raises(ReportError, match="JavaScript") as caught:
        read_html(body, "")
    assert "git report attach REF FILE" in caught.value.hint


def test_a_short_page_with_a_script_is_read() -> None:
    assert (
        read_html(b"<p>Closed on Monday.<script>track()</script>", "").text == "Closed on Monday.\n"
    )
    assert read_html(b"", "").text == ""


def _faq_data(*answered: tuple[str, str]) -> bytes:
    """A page whose questions only its data tells."""
    asked = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
        for name, text in answered
    ]
    data = {"@graph": [{"@type": ["WebPage", "FAQPage"], "mainEntity": asked}]}
    return f"<script type=application/ld+json>{dumps(data)}</script>".encode()


def test_questions_that_only_the_data_tells_are_read() -> None:
    data = _faq_data(
        ("How long is the <warranty>?", "<p>Eight years.</p><ul><li>Packs only</ul><script>1"),
        ("Does it\nmove?", "Yes."),
    )
    first = "## How long is the \\<warranty>?\n\nEight years.\n\n- Packs only\n"
    empty = b"<title>Help</title><div id=root></div>" + data
    assert read_html(empty, "").text == f"# Help\n\n{first}\n## Does it move?\n\nYes.\n"
    written = b"<h1>Help</h1><p>This is written.<h2>Does it move?</h2><p>Yes, it does.</p>" + data
    assert read_html(written, "").text == (
        f"# Help\n\nThis is written.\n\n## Does it move?\n\nYes, it does.\n\n{first}"
    )


def test_data_can_not_bring_more_tags_than_a_page_may_have() -> None:
    with pytest.raises(ReportError, match="tags"):
        read_html(_faq_data(*[(f"Q{n}?", "\u003cb>" * 5_000) for n in range(60)]), "")


@pytest.mark.parametrize(
    "block",
    [
        "<section id=comments><h2>3 Comments</h2><p>Great post, thanks!</p></section>",
        "<div class=author-box><p>Jo writes about pricing and lives in Oslo.</p></div>",
        "<aside class='about-author'><p>Jo lives in Oslo.</p></aside>",
    ],
)
def test_what_stands_below_an_article_goes(block: str) -> None:
    body = f"<main><h1>T</h1><p>{'The text is about pumps. ' * 20}</p>{block}</main>"
    assert "Oslo" not in read_html(body.encode(), "").text
    assert "thanks" not in read_html(body.encode(), "").text


def test_a_column_of_comments_and_a_line_of_the_author_stay() -> None:
    body = (
        b"<main><h1>T</h1><p class=author>By Jo.</p><table><tr><th>Part<th>Comments"
        b"<tr><td>A<td class=comments>Fits.</table></main>"
    )
    text = read_html(body, "").text
    assert "By Jo." in text
    assert "| A | Fits. |" in text


def test_a_table_may_hold_another_in_a_cell() -> None:
    inner = "<table><tr><td>net<td>20</table>"
    rows = f"<tr><td>Model<td>kW<td>Price<tr><td>A<td>50<td>9<tr><td>B<td>150<td>{inner}"
    assert "| B | 150 | net 20 |" in read_html(f"<table>{rows}</table>".encode(), "").text


def test_numbers_of_lines_are_no_code() -> None:
    body = b"<pre><code><span class=ln>1</span>run()\n<span class=ln>2</span>stop()</code></pre>"
    assert "run()\nstop()" in read_html(body, "").text


def _tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(text):
        found += [token, *(token.children or [])]
    return found


_TEXTS = st.text(
    st.sampled_from("ab1 <>/!?[]()^*_`~#+-=.:|&;\\\"'\n\té。\x07\u202e&lt"), max_size=40
)


@given(
    st.lists(_TEXTS, min_size=1, max_size=4),
    st.sampled_from(["p", "b", "span", "a href=/x", "li", "h2", "code"]),
)
@settings(max_examples=400, deadline=None)
def test_text_is_nothing_but_text(texts: list[str], tag: str) -> None:
    inner = f"<{tag}>".join(escape(text) for text in texts)

    page = read_html(f"<body><p>{inner}</p>".encode(), "")

    tokens = _tokens(page.text)
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "image", "fence", "hr", "table_open"}
    assert all(token.attrGet("href") == "/x" for token in tokens if token.type == "link_open")
    if tag in {"p", "span", "b"}:
        if tag != "b":  # a bold line that asks is a question
            assert "heading_open" not in kinds
        assert not kinds & {"bullet_list_open", "ordered_list_open", "link_open"}
        assert not kinds & {"blockquote_open", "code_block", "code_inline"}
        shown = "".join(t.content for t in tokens if t.type == "text")
        if tag != "b":
            assert "".join(shown.split()) == "".join(clean_text("".join(texts)).split())


@given(
    st.text(st.sampled_from("ab<>`~ \n|\\&;"), max_size=60),
    st.sampled_from(["", "c++", "`x", "a b"]),
)
@settings(max_examples=200, deadline=None)
def test_code_stays_within_its_fence(code: str, language: str) -> None:
    page = read_html(
        f'<body><p>x<pre><code class="language-{escape(language)}">{escape(code)}</code></pre>'
        f"<table><tr><th>h<tr><td><code>{escape(code)}</code></table>".encode(), "",
    )  # fmt: skip

    tokens = _tokens(page.text)
    assert not {token.type for token in tokens} & {"html_block", "html_inline"}
    fences = [token for token in tokens if token.type == "fence"]
    assert len(fences) == bool(code.strip())
    wanted = "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")
    assert [fence.content for fence in fences] == [f"{wanted}\n"] * len(fences)


@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>",
    "<th rowspan=2>",
    "<td colspan=3>", "<details>", "<summary>", "</details>", "<h2>", "</h2>", "<h6>",
    "<b>", "</b>", "<code>", "<pre>", "</pre>", "<blockquote>", "<dl><dt>", "<dd>",
    "<button aria-controls=i>",
    "</button>", "<div id=i hidden>", "</div>", "<a href=/x>", "<br>", "<img src=a>", "?", "&lt;b>",
    "word ", "<nav>", "</nav>", "<form>", "<main>", "<i>", "<hr>", "<script>", "<!--", "-->",
]), max_size=40))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_no_markup_breaks_the_reader(parts: list[str]) -> None:
    try:
        page = read_html(f"<body>{''.join(parts)}".encode(), "")
    except ReportError:
        return
    assert not {token.type for token in _tokens(page.text)} & {"html_block", "html_inline"}
    assert page.text == "" or page.text.endswith("\n")


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "blockquote", "table><tr><th>h<td",
            "details><summary>q?</summary",
            "div class=menu", "div role=button", "section hidden class=content", "aside", "dl><dd"],
)  # fmt: skip
def test_ten_thousand_elements_deep_the_text_is_there(tag: str) -> None:
    page = read_html(f"<body><p>before</p>{f'<{tag}>' * 10_000}deep text".encode(), "")

    assert "before" in page.text
    if tag != "aside":
        assert "deep text" in page.text


def test_cells_that_span_a_table_of_themselves_do_not_fill_memory() -> None:
    rows = "<tr>" + f"<td rowspan=65000 colspan=200>{'long ' * 20_000}" + "<tr><td>x" * 1_000

    page = read_html(f"<table><tr><th>a<th>b{rows}</table>".encode(), "")

    assert 100_000 < len(page.text) < 8_000_000


@pytest.mark.parametrize("head", ["<tr>", "<thead><tr>", "<tr><td rowspan=65000>tall"])
def test_a_wide_row_does_not_widen_many_short_ones(head: str) -> None:
    cells, rows = (f"<td>c{n}" for n in range(4_000)), (f"<tr><td>r{n}" for n in range(4_000))

    text = read_html(f"<table>{head}{''.join(cells)}{''.join(rows)}</table>".encode(), "").text

    assert len(text) < 200_000
    words = set(text.replace("|", " ").split())
    assert {f"{kind}{n}" for kind in "cr" for n in range(4_000)} <= words


def test_a_wide_table_of_few_rows_is_filled_up() -> None:
    body = f"<table><tr>{'<th>h' * 300}<tr><td>a<tr><td rowspan=2>b<tr><td>c</table>"
    rows = read_html(body.encode(), "").text.strip().split("\n")
    assert {row.count("|") for row in rows} == {301}


@pytest.mark.parametrize("tag", ["div", "ul><li", "table><tr><td", "b", "section class=main"])
def test_text_of_all_depths_stays_in_its_order(tag: str) -> None:
    inner = "".join(f"<{tag}>w{n} &lt;i&gt; <img src=/{n}.png alt=i{n}>" for n in range(600))
    text = read_html(f"<body>{inner}".encode(), "").text
    found = [int(number) for number in re.findall(r"\bw(\d+)", text)]
    assert found == list(range(600))
    assert all(f"i{n}" in text for n in range(600))


def test_five_megabytes_are_read_whole() -> None:
    paragraph = (
        "<p class=t>" + "some words of a long text, as pages have them, " * 6 + "<b>x</b></p>"
    )

    text = read_html((paragraph * (5_000_000 // len(paragraph))).encode(), "").text

    assert len(text) > 4_500_000


def test_a_page_of_too_many_tags_is_refused_with_a_way_out() -> None:
    body = b"<h1>Prices</h1><p>" + b"a<br>" * MOST_TAGS
    with pytest.raises(ReportError, match=r"the page has 250,00\d tags") as told:
        read_html(body, "utf-8")
    assert "git report attach" in told.value.hint


def test_lines_in_many_lists_are_refused_with_a_way_out() -> None:
    body = b"<blockquote>" * 20 + b"<pre>" + b"a\n" * 500_000
    with pytest.raises(ReportError, match="lines inside lists and quotations") as told:
        read_html(body, "utf-8")
    assert "git report attach" in told.value.hint


def test_a_link_that_toggles_is_a_question() -> None:
    body = (
        b'<main><h1>Help</h1><a href="#a" data-toggle="collapse">Do you ship batteries?</a>'
        b'<div id="a" class="collapse"><p>Only inside devices.</p></div></main>'
    )
    text = read_html(body, "utf-8").text
    assert text == "# Help\n\n## Do you ship batteries?\n\nOnly inside devices.\n"


def test_tabs_that_name_no_panel_stand_above_theirs() -> None:
    body = (
        b'<main><h1>Install</h1><div><div role="tablist"><button role="tab">Linux</button>'
        b'<button role="tab">Windows</button></div>'
        b'<div role="tabpanel"><p>Use the archive.</p></div>'
        b'<div role="tabpanel" hidden><p>Use the wizard.</p></div></div></main>'
    )
    assert read_html(body, "utf-8").text == (
        "# Install\n\n## Linux\n\nUse the archive.\n\n## Windows\n\nUse the wizard.\n"
    )


def test_what_old_browsers_are_told_about_frames_is_no_text() -> None:
    body = b"<html><frameset><frame src=a><noframes><body><p>No frames.</p></body></noframes>"
    assert read_html(body, "utf-8").text == ""


def test_formulas_keep_what_is_raised_and_divided() -> None:
    body = (
        b"<p>It is <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> or "
        b"<math><mfrac><mn>1</mn><msub><mi>x</mi><mi>i</mi></msub></mfrac></math> here.</p>"
    )
    text = read_html(body, "utf-8").text.replace("\\", "").replace(" ", "")
    assert text == "ItisE=mc^2or1/x_ihere.\n"


def test_the_question_whether_a_page_helped_goes() -> None:
    body = b"<main><h1>A</h1><p>It costs 3 euros.</p><p>Did this article help you?</p></main>"
    assert read_html(body, "utf-8").text == "# A\n\nIt costs 3 euros.\n"
