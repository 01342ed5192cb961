"""``git report remove``: remove a reference from the checklist."""

from __future__ import annotations

import click

from git_report.cli.completion import ReferenceName
from git_report.cli.edit_output import result_edited
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.errors import ReportError
from git_report.report.checklist import Box, Reference
from git_report.report.folder import Folder, read_folder
from git_report.report.pasting import paste_folder, quote
from git_report.report.targets import find_reference
from git_report.report.tick import remove_item
from git_report.report.versions import version_stem


@click.command(cls=FolderCommand)
@click.argument("ref", metavar="REF", type=ReferenceName(Box.OPEN, Box.SKIPPED))
@takes_json
def command(ref: str, *, as_json: bool, directory: str | None) -> None:
    """Remove an open or skipped reference from the checklist.

    REF is the URL or path of the reference, its title, or words that occur in no other item of the
    checklist. A reference that has been read cannot be removed, because a version depends on it.
    """
    repository, path = open_report_folder(directory)
    folder = read_folder(repository.worktree_snapshot(), path)
    instructions = folder.instructions
    reference = find_reference(instructions, ref)
    where = f"{instructions.path}:{reference.line}"
    if reference.box is Box.READ or reference.stamps:
        raise _refuse(folder, reference, where)
    if len(instructions.references) == 1:
        raise ReportError(
            f"'{reference.title}' is the only reference of this report",
            hint="first add another with 'git report add'",
            where=where,
        )
    text = remove_item(instructions, reference)
    repository.write_worktree(instructions.path, text.encode("utf-8"))
    if as_json:
        result_edited("remove", "removed", path, [reference], [instructions.path])
        return
    result(f"removed: {reference.title}")
    say(f"edited '{instructions.path}'; the edit will be part of the next version's commit")


def _refuse(folder: Folder, reference: Reference, where: str) -> ReportError:
    """The error for an item that was read, with what can be done instead."""
    name = f"'{reference.title}' cannot be removed"
    versions = sorted({stamp.version for stamp in reference.claims})
    if not versions:
        hint = "untick it first if it was not read"
        return ReportError(f"{name}: it is ticked as read", hint=hint, where=where)
    pasted = paste_folder(folder.path)
    made = f"{' and '.join(map(version_stem, versions))} {'were' if len(versions) > 1 else 'was'}"
    made = (
        f"it describes {version_stem(versions[0])}"
        if reference.is_revision
        else f"{made} made from it"
    )
    hints = []
    if reference.reopened:
        item = quote(reference.target or reference.title)
        hints = [f"if it need not be read again, run 'git report skip {item} -d {pasted}'"]
    if versions == [folder.newest]:
        undo = f"git report undo -d {pasted}"
        hints.append(f"'{undo}' removes that version and reopens the reference")
    else:
        revise = f"git report revise {pasted}"
        hints.append(f"to remove its content from the report, edit the report with '{revise}'")
    return ReportError(f"{name}: {made}", hint=hints, where=where)
