"""``git report help``: show the man page, or if there is none, the help of ``-h``."""

from __future__ import annotations

import shutil
import subprocess
import sys

import click

from git_report.cli.main import expect_command, group
from git_report.cli.pager import page

PAGES = {"": "git-report", "iterate": "git-report-iterate"}


@click.command()
@click.argument("name", metavar="[COMMAND]", default="")
def command(name: str) -> None:
    """Show the man page, or the help for one command.

    If no man page is installed, prints the help text instead.
    """
    if name:
        expect_command(name)
    if sys.stdout.isatty() and name in PAGES and _show_page(PAGES[name]):
        return
    target = group if not name else group.get_command(click.Context(group), name)
    assert target is not None
    above = group.make_context("git report", [], resilient_parsing=True)
    context = click.Context(target, parent=above, info_name=name) if name else above
    page(f"{target.get_help(context)}\n")


def _show_page(name: str) -> bool:
    """Show a man page; return whether there is one."""
    man = shutil.which("man")
    if man is None:
        return False
    if subprocess.run([man, "-w", name], check=False, capture_output=True).returncode:
        return False
    return subprocess.run([man, name], check=False).returncode == 0
