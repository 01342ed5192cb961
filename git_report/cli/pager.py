"""Long output through the person's pager, as git does it, and the shell that it runs in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from git_report.errors import ReportError


def page(text: str) -> None:
    """Show a text: in git's pager on a terminal, else on stdout."""
    command = _find_pager() if sys.stdout.isatty() else []
    if not command:
        click.echo(text, nl=False, color=True)
        return
    import subprocess

    # git's own defaults: quit if one screen, keep colours, leave the screen as it is.
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    shown = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    try:
        shown.communicate(text.encode("utf-8", "backslashreplace"))
    except (BrokenPipeError, KeyboardInterrupt):
        shown.wait()


def _find_pager() -> list[str]:
    """The command of the pager that git would use here; empty if none."""
    from git_report.git.process import Runner

    try:
        pager = os.fsdecode(Runner(Path.cwd()).run("var", "GIT_PAGER").out).strip()
        # A pager is a shell command by git's definition; it is the person's own configuration.
        return [] if pager in ("", "cat") else shell_command(pager)
    except ReportError:  # help must work even if git or its shell cannot be started
        return []


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
    import shutil  # with five modules of compression, which a command without a pager spares

    from git_report.git.process import Runner

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
