"""``git report skip``: set a reference aside, so that a dead link does not block the rest."""

from __future__ import annotations

import click

from git_report.cli.output import result, say
from git_report.cli.place import DIRECTORY_OPTION, open_place
from git_report.errors import ReportError, UsageError
from git_report.report.checklist import Box
from git_report.report.folder import read_folder
from git_report.report.targets import find_reference
from git_report.report.tick import skip, unskip


@click.command()
@click.argument("ref", metavar="REF")
@click.option("-m", "--message", "why", default="", metavar="WHY", help="Why it is set aside.")
@click.option("--undo", is_flag=True, help="Take a reference that was set aside back in.")
@DIRECTORY_OPTION
def command(ref: str, *, why: str, undo: bool, directory: str | None) -> None:
    """Set a reference aside: its box becomes [-], and the next run takes the one after it.

    REF is its target, its title, or words that only it has.
    """
    if not undo and not why.strip():
        raise UsageError("why is it set aside?", hint="say so with -m WHY")
    repository, path = open_place(directory)
    instructions = read_folder(repository.worktree_snapshot(), path).instructions
    reference = find_reference(instructions, ref)
    where = f"{instructions.path}:{reference.line}"
    wanted = Box.SKIPPED if undo else Box.OPEN
    if reference.box is not wanted:
        state = {Box.OPEN: "open", Box.READ: "read", Box.SKIPPED: "set aside"}[reference.box]
        raise ReportError(f"'{reference.title}' is {state} already", where=where)
    if not undo and reference.claims:
        raise ReportError(
            f"'{reference.title}' was read before, and a version stands on it",
            hint="tick its box as it was to leave it at that",
            where=where,
        )
    change = unskip if undo else lambda text, item: skip(text, item, why)
    text = change(instructions.text, reference)
    repository.write_worktree(instructions.path, text.encode("utf-8"))
    result(f"[{' ' if undo else '-'}] {reference.title}")
    say(f"edited '{instructions.path}'; the edit rides along with the next iteration")
