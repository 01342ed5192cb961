"""Show long output in git's pager, and find the shell that runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from git_report.errors import ReportError


def page(text: str) -> None:
    """Show a text in git's pager on a terminal, else print it."""
    command = _find_pager() if sys.stdout.isatty() else []
    if not command:
        click.echo(text, nl=False, color=True)
        return
    import subprocess

    # git's own defaults: quit if it fits on one screen, keep colours, do not clear the screen.
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    shown = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    try:
        shown.communicate(text.encode("utf-8", "backslashreplace"))
    except (BrokenPipeError, KeyboardInterrupt):
        shown.wait()


def _find_pager() -> list[str]:
    """The command of the pager that git would use here; empty if there is none."""
    from git_report.git.process import Runner

    try:
        pager = os.fsdecode(Runner(Path.cwd()).run("var", "GIT_PAGER").out).strip()
        # In git a pager is a shell command, which comes from the person's own configuration.
        return [] if pager in ("", "cat") else shell_command(pager)
    except ReportError:  # help must work even if git or its shell cannot be started
        return []


def shell_command(line: str, *arguments: str) -> list[str]:
    """The command that runs a line of git's configuration in a shell, with further arguments.

    Raises ReportError if there is no shell.
    """
    call = f'{line} "$@"' if arguments else line
    return [find_shell(), "-c", call, line, *arguments]


def find_shell() -> str:
    """A POSIX shell: the one on the PATH, else git's own; raises ReportError if there is none.

    Git for Windows puts `git` on the PATH, but not the shell that comes with it.
    """
    import shutil  # imports five compression modules, which only a pager or an editor needs

    from git_report.git.process import Runner

    found = shutil.which("sh")
    if found is None:
        reply = Runner(Path.cwd()).run("var", "GIT_SHELL_PATH")  # since git 2.43
        found = os.fsdecode(reply.out).strip() if reply.status == 0 else ""
    if not found:
        raise ReportError(
            "no shell was found to run git's editor or pager",
            hint="add the directory of 'sh' to the PATH",
        )
    return found
