"""What the door of the command line says of failures that no command expects."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click
import pytest

from git_report.cli.main import run
from tests.cli.conftest import Place, Run
from tests.commit.planning import leftovers


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commits of this process: none, whatever other tests have made in it."""
    commits: list[str] = []
    monkeypatch.setattr("git_report.commit.own_commits._MADE", commits)
    return commits


def fail(error: Exception, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """The exit status and the messages of a command that raises an error."""

    @click.command()
    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        run(command, "git report", [])
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "a.md"),
            "error: there is no file 'a.md'; nothing was committed\nhint: check the name; ",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "a.md"),
            "error: 'a.md' cannot be used: Permission denied; nothing was committed\n"
            "hint: check its permissions; ",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "error: a file cannot be written: No space left on device; nothing was committed\n"
            "hint: free space on that disk; ",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "notes/.report-iterate.1.x.tmp"),
            "error: 'notes' cannot be written: Read-only file system; nothing was committed\n"
            "hint: make the file system writable; ",
        ),
        (
            OSError(errno.EIO, "Input/output error", "a.md"),
            "error: 'a.md' cannot be used: Input/output error; nothing was committed\n"
            "hint: check free space and permissions; ",
        ),
        (
            ModuleNotFoundError("No module named 'unidiff'", name="unidiff"),
            "error: the package 'unidiff' is not installed; git report needs it\n"
            "hint: install it with: ",
        ),
    ],
)
def test_a_fault_of_the_system_is_no_bug(
    error: Exception, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = fail(error, capsys)
    assert code == 1
    assert said.startswith(told)


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), ModuleNotFoundError("No module named 'git_report.x'", name="git_report.x")],
)
def test_a_bug_leaves_a_log(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = fail(error, capsys)
    assert code == 3
    first, second, third = said.splitlines()
    assert first.startswith(f"internal error: {type(error).__name__}: ")
    assert second.startswith("hint: this is a bug in git report; nothing was committed; ")
    log = Path(third.removeprefix("hint: please report it and attach '").removesuffix("'"))
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()


@pytest.mark.usefixtures("read_one")
@pytest.mark.parametrize("options", [[], ["--hard"]])
def test_a_full_disk_is_named_by_undo_and_nothing_is_lost(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = place.state()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        patch.setattr(Path, "write_bytes", refuse)
        ran = report("undo", *options)
    assert ran.code == 1
    told = f"error: '{place.root / '.git'}' cannot be written: No space left on device;"
    assert ran.err.startswith(told)
    assert place.state() == before
    assert leftovers(place) == []
    assert report("undo", *options).code == 0
