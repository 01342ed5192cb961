"""What can be known of Windows on another system: nothing that is used is missing there.

`scripts/test` has mypy look for calls that Windows does not have.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.cli.pager import shell_command
from git_report.errors import ReportError
from git_report.git.process import Finished, Runner
from git_report.writers.channels import command
from tests.cli.conftest import Place, Run
from tests.cli.windows import list_modules
from tests.project.documents import ROOT


def test_every_module_can_be_imported_without_what_windows_lacks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.windows"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == list_modules()
    assert "git_report.git.file_lock" in done.stdout.split()


def test_a_shell_that_is_not_on_the_path_is_the_one_of_git(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(Runner, "run", lambda *_: Finished(0, b"C:/Git/usr/bin/sh.exe\n", ""))
    assert shell_command("less -R")[:2] == ["C:/Git/usr/bin/sh.exe", "-c"]
    monkeypatch.setattr(Runner, "run", lambda *_: Finished(129, b"", "usage"))
    with pytest.raises(ReportError, match="no shell was found"):
        shell_command("less -R")


def test_a_command_says_that_it_cannot_write_there(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.state()
    monkeypatch.setattr(command, "CAN_ATTEND", False)
    place.git("config", "report.command", "cat")
    ran = report("iterate")
    assert ran.code == 1
    assert "a command cannot be the writer on Windows" in ran.err
    assert "git report prompt" in ran.err
    assert place.state() == before
