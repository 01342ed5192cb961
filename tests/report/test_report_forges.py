"""What strangers write calls nobody and closes nothing: in commit messages, and in Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from git_report.differ import diff
from git_report.markdown import parse
from git_report.report.forges import (
    name_reference,
    quiet_address,
    quiet_line,
    quiet_markdown,
)
from git_report.report.readings import Reading
from git_report.summary.summary import ReportSummary, render_summary

# What GitHub, GitLab, Gitea and Jira act on, as they document it; more is taken for one than is.
MENTIONS = r"(?<![A-Za-z\d])@[A-Za-z\d_]|[#!&]\d|\bGH-\d|(?<![A-Za-z\d~])~[A-Za-z\d\"]"
PLACES = r"/(?:issues|pull|merge_requests|epics|work_items)/\d"
ACTS = re.compile(
    rf"{MENTIONS}|{PLACES}|"
    r"\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)"
    r":? +(?:issues? +)?(?:[\w./-]*#\d|(?-i:[A-Z][A-Z\d_]+)-\d)",
    re.IGNORECASE,
)
OBEYED = re.compile(
    r"\[[^\]\n]*(?:skip|\bci\b|\bno\b)[^\]\n]*\]|\*\*\*NO_CI\*\*\*|"
    r"#(?:close|comment|time)\b|^/[a-z]|"
    r"(?:-by|change-id|skip-checks): ?\S",
    re.IGNORECASE | re.MULTILINE,
)
TITLES = {
    "Closes #4": "Closes # 4",
    "Fixes o/r#3 for @o/team": "Fixes o/r# 3 for @ o/team",
    "Resolves: #12, #13 and GH-14": "Resolves: # 12, # 13 and GH- 14",
    "fix gh-14": "fix gh- 14",
    "Closes group/project!12 and &3": "Closes group/project! 12 and & 3",
    "Implements PROJ-12": "Implements PROJ- 12",
    "PROJ-12 #close #comment done": "PROJ-12 # close # comment done",
    "[skip ci] A page": "(skip ci) A page",
    "[CI SKIP] and [no ci] and [skip actions]": "(CI SKIP) and (no ci) and (skip actions)",
    "***NO_CI***": "*NO_CI*",
    "skip-checks: true": "skip-checks - true",
    "Co-authored-by: Eve <eve@evil.example>": "Co-authored-by - Eve <eve@evil.example>",
    "Signed-off-by:Eve <@eve>": "Signed-off-by -Eve <@ eve>",
    "Change-Id: I0123": "Change-Id - I0123",
    "~bug ~\"a label\" for _@user_": '~ bug ~ "a label" for _@ user_',
    "line\nCo-authored-by: Eve\r\n\r\n/close": "line Co-authored-by - Eve /close",
    "a\u2028b\u0085c\u202ed\u200be": "a b c d e",
    "Closes https://github.com/o/r/issues/4": "Closes https://github.com/o/r/issues/%34",
    "Fixes github.com/o/r/pull/17": "Fixes github.com/o/r/pull/ 17",
    "https://gitlab.com/g/p/-/merge_requests/7#note_1":
        "https://gitlab.com/g/p/-/merge_requests/%37#note_1",
}  # fmt: skip
HARMLESS = [
    "Claude 4 & GPT-5: 100% of C# on ISO-8601, AT&T, R&D",
    "mail bob@example.com about it!",
    "A fixture for UTF-8",
    "50 % off (really) / or not",
    "What is new: everything",
    "https://en.wikipedia.org/wiki/C_(language)#History",
    "日本語の題 – a title",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_line_says_the_same_and_does_nothing(title: str) -> None:
    told = quiet_line(title)
    assert told == TITLES[title]
    assert not ACTS.search(told)
    assert not OBEYED.search(f"report-02: {told}")
    assert quiet_line(told) == told


@pytest.mark.parametrize("title", HARMLESS)
def test_a_line_that_does_nothing_stays_as_it_is(title: str) -> None:
    assert quiet_line(title) == title


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/o/r/issues/4",
        "https://gitlab.com/g/p/-/issues/12?a=1&3#4",
        "https://medium.com/@someone/a-title-3f9c",
        "https://a.net/~user/[skip%20ci]/***NO_CI***",
        "notes/@me/Closes #4 GH-12!7.md",
        "o/r#3",
    ],
)
def test_an_address_leads_where_it_led(address: str) -> None:
    told = quiet_address(address)
    assert unquote(told) == unquote(address)
    assert not ACTS.search(told)
    assert not OBEYED.search(told)


def test_a_plain_address_stays_as_it_is() -> None:
    for address in ("https://a.net/p?q=1&b=c#part-2", "references/alpha.md", "../a file (1).md"):
        assert quiet_address(address) == address


def test_a_trailer_has_no_credential_and_one_line() -> None:
    told = name_reference("Closes\n#4", "https://a.net/?access_token=" + "q7Wm2Zr9Tk4Lx8Vn3Bc6Hd1")
    assert told == "Closes # 4 <https://a.net/?access_token=redacted>"
    assert name_reference("Title", "") == "Title"


PIECES = st.sampled_from([
    "@", "@octocat", "@o/team", "#", "#12", "12", "4", "GH-", "GH-7", "!", "!9", "&", "&3", "~bug",
    "](", "](#12", "](@x)", "[a](#12)", "[", "]", "(", ")", "<", ">", "`", "``", "*", "**", "_",
    "~~",
    "|", "\\", "/", " ", " ", " ", "\n", "\n\n", "- ", "> ", "# ", "&#64;", "&commat;", "&num;",
    "&#35;", "&#x23;", "https://a.net", "https://github.com/o/r/issues/",
    "&#49;", "&#52;", "&#71;", "&#45;", "&amp;", "&#", ";", "o/r", "Closes ",
    "fixes: ", "https://", "www.", "github.com", "/issues/", "/pull/", "<b title=\"", "\">",
    "<!-- ", " -->", "<https://", "![", "x", "word", "é", "[skip ci]", "Signed-off-by: ", "/close",
    "[^1]", "[1]: ", "PROJ-12", "$", "%", "\"", "'", ":",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS)
@example("Closes #&#49;2")
@example("@@octocat !&#52;")
@example("https://github.com/o/r/issues/4")
def test_no_line_acts_whatever_it_is_made_of(text: str) -> None:
    message = f"report-02: {quiet_line(text)}\n\nNo section changed: {quiet_line(text)}\n"
    assert not ACTS.search(message)
    assert not OBEYED.search(message)


class _Words(HTMLParser):
    """The texts of a page that a forge looks into, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.left: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "code", "pre"}:
            self.left.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if self.left and self.left[-1] == tag:
            self.left.pop()

    def handle_data(self, data: str) -> None:
        if not self.left:
            self.texts.append(data)


def rendered(text: str) -> _Words:
    words = _Words()
    options = Options.CMARK_OPT_UNSAFE
    words.feed(cmarkgfm.github_flavored_markdown_to_html(text, options))
    words.close()
    return words


def acting(words: _Words) -> list[str]:
    # An issue's place alone is none without a host, and with one it is a link.
    found = [text for text in words.texts if re.search(MENTIONS, text, re.IGNORECASE)]
    return found + [link for link in words.links if re.search(PLACES, link)]


@given(TEXTS)
@example("see ](#12 there")
@example("a ](@x) and [b](#12)")
@example('<b title="@x">')
@example("| `@x | #12 |\n|---|---|\n| @y` | #&#49;3 |")
@example("&#71;H-12 and G&#72;-12 and GH&#45;12 and #&#49;2")
@example("www.github.com/o/r/issues/&#52;")
def test_markdown_that_is_quiet_mentions_nobody_when_it_is_rendered(text: str) -> None:
    assert acting(rendered(quiet_markdown(text))) == []


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_summary_mentions_nobody_when_it_is_rendered(
    before: str, after: str, title: str, target: str
) -> None:
    flat = " ".join(title.split())
    prior = parse(f"# Report\n\n## Kept\n\n{before}\n\n## {flat}\n\nGone: 4 {before}\n")
    new = parse(f"# Report\n\n## Kept\n\n{after}\n")
    change = ReportSummary(
        flat, "report-01.md", "report-02.md", prior, new, diff(prior, new),
        (Reading(2, title, target),), (f"K001 '{title}' is gone",),
    )  # fmt: skip
    told = render_summary([change])
    assert acting(rendered(told)) == []
    assert not re.search(r"^\s*/[a-z]", told, re.MULTILINE)
