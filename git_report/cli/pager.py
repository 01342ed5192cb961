"""Long output through the person's pager, as git does it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from git_report.errors import ReportError


def page(text: str) -> None:
    """Show a text: in git's pager on a terminal, else on stdout."""
    pager = _pager() if sys.stdout.isatty() else ""
    if not pager:
        click.echo(text, nl=False, color=True)
        return
    import subprocess

    # git's own defaults: quit if one screen, keep colours, leave the screen as it is.
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    # A pager is a shell command by git's definition; it is the person's own configuration.
    command = ["sh", "-c", pager]
    shown = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    try:
        shown.communicate(text.encode("utf-8", "backslashreplace"))
    except (BrokenPipeError, KeyboardInterrupt):
        shown.wait()


def _pager() -> str:
    """The pager that git would use here; empty if none."""
    from git_report.git.process import Runner

    try:
        pager = os.fsdecode(Runner(Path.cwd()).run("var", "GIT_PAGER").out).strip()
    except ReportError:  # help must work even if git cannot be started
        return ""
    return "" if pager == "cat" else pager
