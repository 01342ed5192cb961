"""Names of folders and files are shown on one line: none begins a workflow command of a forge."""

from __future__ import annotations

import pytest

from git_report.terminal import keep_lines, quote_name

from .conftest import ALPHA, INSTRUCTIONS, Once, Place, Run

NAME = "a\n::error::x"
COMMANDS = [
    ("status", NAME), ("status", "--all"), ("log", NAME), ("blame", NAME),
    ("blame", NAME, "--lost"), ("diff", "-d", NAME), ("diff", "-d", NAME, "--stat"),
    ("diff", "-d", NAME, "9"),
    ("diff", "-d", NAME, "--write"), ("check",), ("check", "--all"), ("summary", "HEAD~1..HEAD"),
    ("suspects", "-d", NAME), ("source", "-d", NAME, "9"), ("prompt", NAME), ("iterate", NAME),
    ("iterate", NAME, "--dry-run", "--writer", "extractive"), ("adopt", NAME, "--yes"),
    ("add", "-d", NAME, "none.md"), ("skip", "-d", NAME, "none", "-m", "why"),
    ("attach", "-d", NAME, "none", "none"), ("accept", "-d", NAME, "none"),
    ("revise", NAME, "-m", "why"), ("resolve", NAME), ("undo", NAME, "--dry-run"),
    ("view", NAME, "--output", f"{NAME}.html"), ("init", NAME, "none.md"),
    ("status", f"{NAME}/none"), ("diff", "--no-index", f"{NAME}/none", NAME), ("status",),
]  # fmt: skip


@pytest.fixture
def odd(place: Place, report: Run, once: Once) -> Place:
    """A second report, in a folder whose name has a line that is a command of GitHub's."""

    def read() -> None:
        place.write({f"{NAME}/references/alpha.md": ALPHA, f"{NAME}/instructions.md": INSTRUCTIONS})
        place.commit_all()
        assert report("iterate", NAME, "--writer", "extractive").code == 0

    once(read)
    return place


def test_no_command_prints_a_name_on_two_lines(
    odd: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", "true")
    for arguments in COMMANDS:
        ran = report(*arguments)
        printed = (ran.out + ran.err).splitlines()
        assert not [line for line in printed if line.lstrip().startswith("::")], arguments
    # What was only edited.
    (odd.root / NAME / "instructions.md").write_text(INSTRUCTIONS + "\n[ ] none.md\n")
    printed = report("status", NAME).out.splitlines()
    assert not [line for line in printed if line.lstrip().startswith("::")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("notes", "notes"),
        ("a b/ü", "a b/ü"),
        (NAME, '"a\\n::error::x"'),
        ('a"b\\c\x01', '"a\\"b\\\\c\\001"'),
        ("a\u202eb", "a<U+202E>b"),
    ],
)
def test_a_name_is_quoted_as_git_does(name: str, shown: str) -> None:
    assert quote_name(name) == shown


def test_a_message_keeps_its_own_lines() -> None:
    assert keep_lines("wrong:\n  line 1: x\n::error::y") == "wrong:\n  line 1: x\\n::error::y"
    assert keep_lines("wrong:\n  ::error::y") == "wrong:\\n  ::error::y"
