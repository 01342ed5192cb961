"""The difference as text and as HTML: what is shown is what changed, and text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ import BlockChange, Change, Side, diff_texts
from git_report.differ.story.html import render_html
from git_report.differ.story.text import tell_delta, tell_stat
from git_report.differ.story.word_runs import Fate, cut_segments
from git_report.markdown import Kind
from git_report.terminal import clean

PRIOR = (
    "# Report\n\n## Network\n\nEach node reaches 3,200 Gbps in one direction today.\n\n"
    "## Old\n\nThis section has been here for long.\n\n## Same\n\nNothing moves.\n"
)
NEW = (
    "# Report\n\n## Network\n\nEach node reaches 400 Gbps in one direction today.\n\n"
    "## Same\n\nNothing moves.\n\n## Fresh 漢字\n\nA new finding stands at the end.\n"
)
DELTA = diff_texts(PRIOR, NEW)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def test_two_sides() -> None:
    assert tell_delta(DELTA, colour=False, inline=False).split("\n")[:6] == [
        "## Network: edited +1 −1",
        "   figure: 3,200 Gbps → 400 Gbps",
        "",
        "- Each node reaches [-3,200-] Gbps in one …",
        "+ Each node reaches {+400+} Gbps in one …",
        "",
    ]


def test_inline() -> None:
    text = tell_delta(DELTA, colour=False, inline=True)
    assert "reaches [-3,200-]{+400+} Gbps" in text
    assert "[-This section has been here for long.-]" in text
    assert "{+A new finding stands at the end.+}" in text


def test_colour_adds_nothing_but_colour() -> None:
    plain = tell_delta(DELTA, colour=False, inline=False)
    coloured = tell_delta(DELTA, colour=True, inline=False)
    marks = plain.replace("[-", "").replace("-]", "").replace("{+", "").replace("+}", "")
    assert ESCAPE.sub("", coloured) == marks
    assert "\x1b[31m" in coloured
    assert "\x1b[32m" in coloured
    assert all(line.count("\x1b[0m") for line in coloured.split("\n") if "\x1b[3" in line)


def test_stat_aligns_and_sums() -> None:
    *rows, total = tell_stat(DELTA, colour=False).rstrip("\n").split("\n")
    assert [row.split(" | ")[0].strip() for row in rows] == ["Network", "Old", "Fresh 漢字"]
    assert rows[0].endswith("    2 +- (edited)")
    assert total == " 3 sections changed, 8 words added, 8 words removed"


def test_stat_of_nothing() -> None:
    assert tell_stat(diff_texts(PRIOR, PRIOR), colour=False) == (
        " 0 sections changed, 0 words added, 0 words removed\n"
    )


@pytest.mark.parametrize("form", ["text", "stat", "html"])
def test_hostile_text_is_shown_and_not_obeyed(form: str) -> None:
    hostile = "\x1b[2J</pre><script>x</script> \u202e & \x9b31m [evil](javascript:x)"
    delta = diff_texts("# A\n\nQuiet words.\n", f"# A\n\n{hostile}\n\n## {hostile}\n\nBody.\n")
    if form == "html":
        told = render_html(delta, "<a>", "<b>")
        assert "<script" not in told
    else:
        told = (
            tell_stat(delta, colour=True)
            if form == "stat"
            else tell_delta(delta, colour=True, inline=True)
        )
        assert "\x1b" not in ESCAPE.sub("", told)
        assert "\u202e" not in told
        assert "\x9b" not in told


class _Balance(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@given(st.text(max_size=80), st.text(max_size=80))
def test_html_is_well_formed_whatever_the_texts_hold(prior: str, new: str) -> None:
    delta = diff_texts(f"# A\n\n{prior}\n", f"# A\n\n{new}\n")
    reader = _Balance()
    reader.feed(render_html(delta, prior, new))
    reader.close()
    assert reader.open == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_segments_make_up_both_sides(prior: str, new: str) -> None:
    lines = (1, 1)
    block = BlockChange(Change.EDITED, Kind.PARAGRAPH, Side(lines, prior), Side(lines, new))
    segments = list(cut_segments(block))
    assert "".join(s.text for s in segments if s.fate is not Fate.ADDED) == prior
    assert "".join(s.text for s in segments if s.fate is not Fate.REMOVED) == new


@given(st.text())
def test_clean_is_idempotent_and_keeps_what_is_plain(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean("a\tb\né漢🙂") == "a\tb\né漢🙂"
