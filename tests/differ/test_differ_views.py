"""The difference as text and as HTML: what is shown is what changed, and text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ import BlockChange, Change, Side, diff_texts
from git_report.differ.story.to_html import render_html
from git_report.differ.story.to_terminal import render_delta, render_stat
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
LINES = st.text(max_size=60) | st.lists(
    st.sampled_from(["- one", "- two …", "…", "", "- 3"]), max_size=6
).map("\n".join)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def test_two_sides() -> None:
    assert render_delta(DELTA, colour=False, inline=False).split("\n")[:6] == [
        "## Network: edited +1 −1",
        "   figure: 3,200 Gbps → 400 Gbps",
        "",
        "- Each node reaches [-3,200-] Gbps in …",
        "+ Each node reaches {+400+} Gbps in …",
        "",
    ]


def test_inline() -> None:
    text = render_delta(DELTA, colour=False, inline=True)
    assert "reaches [-3,200-]{+400+} Gbps" in text
    assert "[-This section has been here for long.-]" in text
    assert "{+A new finding stands at the end.+}" in text


def test_colour_adds_nothing_but_colour() -> None:
    plain = render_delta(DELTA, colour=False, inline=False)
    coloured = render_delta(DELTA, colour=True, inline=False)
    marks = plain.replace("[-", "").replace("-]", "").replace("{+", "").replace("+}", "")
    assert ESCAPE.sub("", coloured) == marks
    assert "\x1b[31m" in coloured
    assert "\x1b[32m" in coloured
    assert all(line.count("\x1b[0m") for line in coloured.split("\n") if "\x1b[3" in line)


def test_stat_aligns_and_sums() -> None:
    *rows, total = render_stat(DELTA, colour=False).rstrip("\n").split("\n")
    assert [row.split(" | ")[0].strip() for row in rows] == ["Network", "Old", "Fresh 漢字"]
    assert rows[0].endswith("    2 +- (edited)")
    assert total == " 3 sections changed, 8 words added, 8 words removed"


def test_stat_of_nothing() -> None:
    assert render_stat(diff_texts(PRIOR, PRIOR), colour=False) == (
        " 0 sections changed, 0 words added, 0 words removed\n"
    )


@pytest.mark.parametrize(
    ("length", "shown"), [(60, "t" * 60), (61, f"…{'t' * 59}")], ids=["sixty-letters", "more"]
)
def test_a_stat_names_sections_in_sixty_letters(length: int, shown: str) -> None:
    delta = diff_texts(f"# A\n\n## {'t' * length}\n\nOne.\n", f"# A\n\n## {'t' * length}\n\nTwo.\n")
    assert render_stat(delta, colour=False).startswith(f" {shown} |")


@pytest.mark.parametrize(("words", "signs"), [(40, 40), (80, 40)])
def test_a_bar_of_a_stat_has_forty_signs(words: int, signs: int) -> None:
    delta = diff_texts("# A\n", f"# A\n\n{'word ' * words}\n")
    assert render_stat(delta, colour=False).count("+") == signs


@pytest.mark.parametrize("form", ["text", "stat", "html"])
def test_hostile_text_is_shown_and_not_obeyed(form: str) -> None:
    hostile = "\x1b[2J</pre><script>x</script> \u202e & \x9b31m [evil](javascript:x)"
    delta = diff_texts("# A\n\nQuiet words.\n", f"# A\n\n{hostile}\n\n## {hostile}\n\nBody.\n")
    if form == "html":
        told = render_html(delta, "<a>", "<b>")
        assert "<script" not in told
    else:
        told = (
            render_stat(delta, colour=True)
            if form == "stat"
            else render_delta(delta, colour=True, inline=True)
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


@given(LINES, LINES, st.sampled_from([Kind.PARAGRAPH, Kind.LIST, Kind.TABLE, Kind.CODE]))
def test_segments_make_up_both_sides(prior: str, new: str, kind: Kind) -> None:
    lines = (1, 1)
    block = BlockChange(Change.EDITED, kind, Side(lines, prior), Side(lines, new))
    segments = list(cut_segments(block))
    assert "".join(s.text for s in segments if s.fate is not Fate.ADDED) == prior
    assert "".join(s.text for s in segments if s.fate is not Fate.REMOVED) == new


@given(st.text())
def test_clean_is_idempotent_and_keeps_what_is_plain(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean("a\tb\né漢🙂") == "a\tb\né漢🙂"


def tell(prior: str, new: str, *, inline: bool = False) -> list[str]:
    return (
        render_delta(diff_texts(prior, new), colour=False, inline=inline).rstrip("\n").split("\n")
    )


LIST = "# A\n\n- red car of mine\n- blue\n- a green car of yours\n- black\n"


def test_marks_end_with_their_line_and_leave_cuts_alone() -> None:
    new = LIST.replace("red", "pink").replace("green", "brown")
    assert tell(LIST, new)[2:] == [
        "- - [-red-] car of mine",
        "  …",
        "- - a [-green-] car of yours",
        "  …",
        "+ - {+pink+} car of mine",
        "  …",
        "+ - a {+brown+} car of yours",
        "  …",
    ]
    words = " ".join(["Wholly old words."] * 3)
    told = tell(f"# A\n\n{words}\n", "# A\n\n- x\n- y\n", inline=True)
    assert f"[-{words}-]" in told
    assert "{+- x+}" in told
    assert "{+- y+}" in told


def test_white_space_order_and_moves_are_said_in_words() -> None:
    assert tell("# A\n\na  b\n", "# A\n\na b\n")[-1] == "   only white space changed in line 3"
    order = tell(LIST, "# A\n\n- blue\n- a green car of yours\n- black\n- red car of mine\n")
    assert order[0] == "## A: edited (order only)"
    assert "   1 item has another place" in order[2]


def test_what_is_left_out_is_counted_in_every_form() -> None:
    rows = "".join(f"- item {k} of a long list of items\n" for k in range(90))
    delta = diff_texts("# A\n\nx\n", f"# A\n\nx\n\n{rows}")
    (block,) = delta.sections[0].blocks
    (hidden,) = block.hidden
    assert str(hidden) == f"{hidden.number} more items"
    told = render_delta(delta, colour=False, inline=False, command="git report diff 1 2")
    assert f"   and {hidden.number} more items\n" in told
    assert told.endswith("   show all: git report diff 1 2 --section 0\n")
    assert f"<p>and {hidden.number} more items</p>" in render_html(delta, "a", "b")
    whole = diff_texts("# A\n\nx\n", f"# A\n\nx\n\n{rows}", whole=True)
    assert whole.sections[0].blocks[0].hidden == ()
    assert "item 89" in render_html(whole, "a", "b")


def test_lost_figures_come_before_the_sections() -> None:
    prior = "# A\n\nThe run took 24 hours on 8 nodes and cost $3,200 in all.\n"
    delta = diff_texts(prior, "# A\n\nThe run was long. It needs 14 racks now.\n")
    told = render_delta(delta, colour=False, inline=False)
    assert told.startswith(
        "lost figures: 24 hours · 8 nodes · $3,200\nnew figures: 14 racks\n\n## A"
    )
    assert "<p>Lost figures: 24 hours · 8 nodes · $3,200</p>" in render_html(delta, "a", "b")
