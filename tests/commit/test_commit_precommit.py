"""The pre-commit framework, which stashes and restores the work tree around its hooks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from git_report.commit.commit import commit
from git_report.commit.user_hooks import find_failed
from git_report.git.refusals import HookError, RewrittenError
from git_report.report.formatter_exclusion import EXCLUDE
from tests.checkouts import Checkout, MakeRepository
from tests.commit.planning import (
    BASE,
    CHANGES,
    DIFF,
    VERSION,
    leftovers,
    make_busy,
    make_plan,
    others,
    whole_state,
)

_CONFIG = """\
repos:
  - repo: local
    hooks:
      - id: look
        name: look
        language: system
        entry: sh -c 'for f; do echo "looked at $f"; test -e "$f" || exit 1; {each}; done; {end}' --
        files: ^report/
        verbose: true
"""


def _install(make_repository: MakeRepository, end: str, each: str = "true") -> Checkout:
    checkout = make_repository(
        "framework", {**BASE, ".pre-commit-config.yaml": _CONFIG.format(each=each, end=end)}
    )
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=checkout.root, check=True, capture_output=True)
    return checkout


def test_the_commit_lands_and_every_edit_is_back(
    make_repository: MakeRepository, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout = _install(make_repository, "true")
    make_busy(checkout)
    before = others(checkout)
    repository, plan = make_plan(checkout)
    new = commit(repository, plan)
    assert f"looked at {VERSION}" in capfd.readouterr().err
    assert others(checkout) == before
    assert checkout.text("rev-parse", "HEAD") == new
    assert checkout.text("status", "--porcelain", "--", *CHANGES) == ""
    assert leftovers(checkout) == []


def test_a_hook_that_fails_under_it(
    make_repository: MakeRepository, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout = _install(make_repository, "echo the words are wrong; exit 1")
    make_busy(checkout)
    before = whole_state(checkout)
    repository, plan = make_plan(checkout)
    with pytest.raises(HookError, match="the pre-commit hook refused the commit by 'look'") as told:
        commit(repository, plan)
    assert EXCLUDE in told.value.hint
    assert "the words are wrong" in capfd.readouterr().err
    assert whole_state(checkout) == before
    assert leftovers(checkout) == []


def test_a_hook_that_mends_all_files_under_it(make_repository: MakeRepository) -> None:
    checkout = _install(make_repository, "true", each='echo mended >> "$f"')
    checkout.commit({DIFF: "# Older\n"})
    make_busy(checkout)
    before = whole_state(checkout)
    repository, plan = make_plan(checkout)
    with pytest.raises(HookError, match="because 'look' modified its files") as told:
        commit(repository, plan)
    assert EXCLUDE in told.value.hint
    assert whole_state(checkout) == before
    assert leftovers(checkout) == []


def test_a_hook_that_mends_the_version_under_it(make_repository: MakeRepository) -> None:
    mend = 'case "$f" in *report-02.md) echo mended >> "$f";; esac'
    checkout = _install(make_repository, "true", each=mend)
    checkout.commit({DIFF: "# Older\n"})
    make_busy(checkout)
    before = whole_state(checkout)
    repository, plan = make_plan(checkout)
    with pytest.raises(
        RewrittenError, match=r"hook 'look' changed .* 'report/report-02\.md'"
    ) as told:
        commit(repository, plan)
    assert told.value.data == CHANGES[VERSION] + b"mended\n"
    assert told.value.hint == f"add to 'look' in .pre-commit-config.yaml: {EXCLUDE}"
    assert whole_state(checkout) == before
    assert leftovers(checkout) == []


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("error: no\n", []),
        ("look.......Passed\n- hook id: look\n- duration: 0.1s\n\nlooked\n", []),  # verbose
        ("look.......Failed\n- hook id: look\n- exit code: 1\n\nno\n", [("look", False)]),
        (
            "\x1b[41mmend.......\x1b[0m\x1b[41mFailed\x1b[m\n\x1b[2m- hook id: mend\x1b[m\n"
            "\x1b[2m- files were modified by this hook\x1b[m\n",
            [("mend", True)],
        ),
        (
            "a..........(no files to check)Skipped\n"
            "b..........................Failed\n- hook id: b\n- files were modified by this hook\n"
            "c..........................Passed\n- hook id: c\n"
            "d..........................Failed\n- hook id: d\n- exit code: 2\n",
            [("b", True), ("d", False)],
        ),
    ],
)
def test_the_hooks_that_failed_are_known_by_what_is_printed(
    printed: str, found: list[tuple[str, bool]]
) -> None:
    assert find_failed(printed) == found
