"""The shell that git runs the user's editor and pager with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from git_report.errors import ReportError
from git_report.git.process import Runner


def shell_command(line: str, *arguments: str) -> list[str]:
    """The words that run a line of git's configuration in a shell, with arguments after it.

    Raises ReportError if there is no shell.
    """
    call = f'{line} "$@"' if arguments else line
    return [find_shell(), "-c", call, line, *arguments]


def find_shell() -> str:
    """A POSIX shell: the one on the PATH, else the one that git brings; ReportError without one.

    Git for Windows puts `git` on the PATH, but not the shell beside it.
    """
    found = shutil.which("sh")
    if found is None:
        told = Runner(Path.cwd()).run("var", "GIT_SHELL_PATH")  # git 2.43 and newer know it
        found = os.fsdecode(told.out).strip() if told.status == 0 else ""
    if not found:
        raise ReportError(
            "no shell was found to run git's editor or pager",
            hint="add the directory of 'sh' to the PATH",
        )
    return found
