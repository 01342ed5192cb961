"""A command that is called in a wrong way: Click's errors, in the words of all others."""

from __future__ import annotations

import pytest

from .conftest import Run

OPTIONS = "list the options with 'git report {} -h'"
USAGE = "the usage is: git report {}"
FORMATS = "'text', 'json'"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("log -n 0", "--max-count must be 1 or more", OPTIONS.format("log")),
        ("log -n 1.5", "--max-count must be a whole number, not '1.5'", OPTIONS.format("log")),
        ("summary --max 9", "--max must be 2,000 or more", OPTIONS.format("summary")),
        ("list --format x", f"--format: 'x' is not one of {FORMATS}", OPTIONS.format("list")),
        ("completion x", "'x' is not one of 'bash', 'zsh', 'fish'", "completion [OPTIONS] {bash|"),
        ("completion", "no shell was given", "completion [OPTIONS] {bash|zsh|fish}"),
        ("export", "--output is required", OPTIONS.format("export")),
        ("log -n", "-n needs a value", OPTIONS.format("log")),
        ("log --stat=1", "--stat takes no value", OPTIONS.format("log")),
        ("log --xyz", "'--xyz' is not an option of 'git report log'", OPTIONS.format("log")),
        ("iterate --frobnicate", "'--frobnicate' is not an option", OPTIONS.format("iterate")),
        ("log --stats", "'--stats' is not an option", "did you mean '--stat'? Otherwise, list"),
        ("status a b", "unexpected argument: 'b'", USAGE.format("status [OPTIONS] [DIR]")),
        ("setup a b", "unexpected arguments: 'a b'", USAGE.format("setup [OPTIONS]")),
        ("add", "no reference was given", "give its URL or path; " + USAGE.format("add [OPTIONS]")),
        ("attach x", "no file was given", "give its path; " + USAGE.format("attach [OPTIONS]")),
        ("source", "no version was given", "give its number; " + USAGE.format("source [OPTIONS]")),
        ("prompt --draft x", "--draft needs --review", "'--review both'"),
        ("skip x --undo -m y", "--undo and -m cannot be combined", "omit one of them"),
        ("revise --model x", "--model needs --ask", "with --ask TEXT, or omit --model"),
        ("revise --fresh -m x", "--fresh needs --ask", "or omit --fresh"),
        ("revise --restore -m x", "--restore and -m cannot be combined", "omit one of them"),
        ("revise --restore --stage", "--restore and --stage cannot be", "omit one of them"),
        ("--xyz", "'--xyz' is not an option of 'git report'", "'git report -h'"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_is_wrong_and_how_to_call(
    report: Run, words: str, message: str, hint: str
) -> None:
    ran = report(*words.split())
    first, *rest = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert first.startswith(f"error: {message}")
    assert [line.startswith("hint: ") and hint in line for line in rest] == [True]


def test_no_command_at_all_shows_the_help(report: Run) -> None:
    ran = report()
    assert (ran.code, "error: " in ran.err) == (2, False)
    assert "Start a report:" in ran.out + ran.err
