"""Commands in the user's environment: what they print, and the progress of a push."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from git_report.git.porcelain import run_for_user
from git_report.git.process import Runner
from tests.checkouts import MakeRepository

_HOOK = """#!/bin/sh
echo 'checked: 12 files' >&2
printf 'remote: 3 left\\rno end of line\\n' >&2
"""


@pytest.fixture
def runner(make_repository: MakeRepository, tmp_path: Path) -> Runner:
    """A work tree with a remote, and a pre-push hook that prints."""
    checkout = make_repository(files={f"{n}.txt": f"{n}\n" * 50 for n in range(40)})
    checkout.git("init", "-q", "--bare", str(tmp_path / "remote.git"))
    checkout.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    hook = checkout.root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(_HOOK)
    hook.chmod(0o755)
    return Runner(checkout.root)


def _push(runner: Runner, told: list[str], refs: str) -> str:
    done = run_for_user(runner, "push", "--quiet", "--progress", "origin", refs, tell=told.append)
    return done.err


def test_progress_is_reported_and_all_else_is_shown(
    runner: Runner, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    shown = _push(runner, told, "HEAD:refs/heads/one")
    assert shown == capfd.readouterr().err
    assert shown == "checked: 12 files\nremote: 3 left\nno end of line\n"
    assert [line for line in told if re.match(r"writing objects: \d+/\d+", line)]


def test_what_git_refuses_is_shown(runner: Runner) -> None:
    told: list[str] = []
    shown = _push(runner, told, "nothing:refs/heads/one")
    assert "error: src refspec nothing does not match any" in shown


def test_without_a_listener_nothing_is_held_back(runner: Runner) -> None:
    done = run_for_user(runner, "push", "--quiet", "origin", "HEAD:refs/heads/two")
    assert (done.status, done.err) == (0, "checked: 12 files\nremote: 3 left\rno end of line\n")
