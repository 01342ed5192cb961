"""What is listed on terminals of 60, 80 and 120 columns, in colour: no word is broken."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.terminal import count_cells, cut_line, wrap_line

from .conftest import Once, Place, Run

GOLDEN = Path(__file__).with_name("golden_widths")
INSTRUCTIONS = """# Cooling

## References

[ ] [How the owners of eleven small plants chose their pumps, and what they would do today](a.md)

[ ] https://example.com/reports/2025/cooling-of-small-plants-in-warm-regions

[ ] [泵的维护：小型工厂的经验与教训](c.md)

[ ] [A survey of valves and fittings, of which few have been replaced since the year of 1998](d.md)
"""
FIRST = """# Cooling of small plants

## Pumps that were chosen by price failed within four years of their installation

The owners paid 900 USD for a pump.[^1] Seven of the eleven pumps failed in the fourth year, which
is half of the time that their makers had promised.[^1]

## Maintenance takes two days in a year, and most of it is cleaning

- One day in spring, before the warm weeks.[^1]
- One day in autumn.[^1]
"""
SECOND = FIRST.replace("900 USD", "1,200 USD").replace(
    "## Maintenance",
    "## Valves\n\nNone of the valves was looked at in that time.[^2]\n\n## Maintenance",
)
COMMANDS = {
    "status": ["status"],
    "list": ["list"],
    "log": ["log"],
    "log-stat": ["log", "--stat"],
    "blame": ["blame"],
    "blame-sentences": ["blame", "--sentences"],
    "diff-stat": ["diff", "--stat"],
}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def grown(place: Place, report: Run, once: Once) -> Place:
    def grow() -> None:
        for name in ("a", "c", "d"):
            place.put(f"{name}.md", "# Pumps\n\nA pump costs 900 USD, or 1,200 USD today.\n")
        place.put("instructions.md", INSTRUCTIONS)
        place.commit_all()
        page = place.root.parent / "page.html"
        title = "Cooling of small plants in warm regions"
        text = "None of the valves was looked at. " * 30 + "1,200 USD."
        page.write_text(f"<title>{title}</title><main><h1>{title}</h1><p>{text}</p></main>")
        assert report("attach", "example.com", str(page)).code == 0
        for text in (FIRST, SECOND):
            place.put("answer.txt", text)
            ran = report("accept", "report/answer.txt", "--allow=K002", "--by", "a person")
            assert ran.code == 0, ran.err
        (place.folder / "answer.txt").unlink()

    once(grow)
    return place


def on_terminal(place: Place, width: int, *words: str) -> str:
    """What a command prints on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ, "COLUMNS": str(width), "LINES": "50", "GIT_PAGER": "cat", "TERM": "xterm",
    }  # fmt: skip
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "git_report.cli", *words]
    with subprocess.Popen(command, cwd=place.root, env=environment, stdout=theirs):
        os.close(theirs)
        told = b""
        try:
            while data := os.read(ours, 65536):
                told += data
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    text = told.decode("utf-8").replace("\r\n", "\n")
    commits = place.text("log", "--format=%H").split()
    for number, commit in enumerate(commits):
        text = text.replace(commit[:10], f"{number:0>10}")
    return text


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 80, 120])
def test_lists_fit_their_terminal(grown: Place, width: int) -> None:
    for name, words in COMMANDS.items():
        told = on_terminal(grown, width, *words)
        golden = GOLDEN / f"{name}-{width}.txt"
        if os.environ.get("WRITE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(told, encoding="utf-8")
        assert told == golden.read_text(encoding="utf-8"), name
        whole = set(on_terminal(grown, 1000, *words).split())
        for line in told.splitlines():
            plain = _COLOUR.sub("", line)
            pasted = name == "status" and plain.startswith("  git ")
            assert count_cells(line) <= width or pasted or len(plain.split()) == 1, line
            # A colour ends with its line.
            assert not _COLOUR.findall(line) or _COLOUR.findall(line)[-1] == "\x1b[0m"
        if name in ("log", "log-stat", "list", "status"):
            bare = {_COLOUR.sub("", word) for word in whole}
            assert {_COLOUR.sub("", word) for word in told.split()} <= bare, name


def test_the_log_tells_commits_and_titles_of_pages(grown: Place, report: Run) -> None:
    newest, oldest = report("log").out.splitlines()
    commits = grown.text("log", "--format=%h", "--abbrev=10", "-2").split()
    assert newest.startswith(
        f"report-02  2025-06-15  {commits[0]}  Cooling of small plants in warm regions  (sections "
    )
    assert oldest.startswith(f"report-01  2025-06-15  {commits[1]}  How the owners of eleven")


@given(
    st.lists(
        st.sampled_from(["a", "word", "\x1b[1mbold\x1b[0m", "泵的", "\x1b[31mred", "off\x1b[0m"])
    ),
    st.integers(8, 40),
    st.integers(0, 12),
)
def test_a_wrapped_line_keeps_its_words_whole(words: list[str], width: int, indent: int) -> None:
    line = " ".join(words)
    lines = wrap_line(line, width, indent)
    assert _COLOUR.sub("", " ".join(lines)).split() == _COLOUR.sub("", line).split()
    assert all(count_cells(each) <= width for each in lines)
    assert wrap_line(line, None, indent) == [line]


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("twenty columns of it", 20, "twenty columns of it"),
        ("twenty-one columns\nof", 20, "twenty-one columns…"),
        ("twenty columns of it", 3, "twenty columns of it"),
        ("twenty-one columns of", 3, "twenty-one columns…"),
        ("水泵在冬天消耗四千瓦", 20, "水泵在冬天消耗四千瓦"),
        ("水泵在冬天会消耗四千瓦", 20, "水泵在冬天会消耗四…"),
        ("a 水泵在冬天消耗四千瓦", 20, "a…"),
    ],
)
def test_a_line_is_cut_to_columns_and_to_twenty_at_least(text: str, room: int, shown: str) -> None:
    assert cut_line(text, room) == shown


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("01  references/figures.md and more", ["01", "  references/figures.md", "      and more"]),
        ("01  references/figures-of-2025.md", ["01", "      references/figures-of-2025.md"]),
    ],
)
def test_a_word_is_set_in_by_less_where_it_then_fits(line: str, lines: list[str]) -> None:
    assert wrap_line(line, 23, 6) == lines
