"""``git report remove``: take a reference out of the checklist."""

from __future__ import annotations

import click

from git_report.cli.completing import ReferenceName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result, say
from git_report.cli.place import open_place
from git_report.errors import ReportError
from git_report.report.checklist import Box
from git_report.report.folder import read_folder
from git_report.report.pasting import paste_folder
from git_report.report.targets import find_reference
from git_report.report.tick import remove_item
from git_report.report.versions import version_stem


@click.command(cls=FolderCommand)
@click.argument("ref", metavar="REF", type=ReferenceName(Box.OPEN, Box.SKIPPED))
def command(ref: str, *, directory: str | None) -> None:
    """Remove an open or skipped reference from the checklist.

    REF is the URL or path of the reference, its title, or words that occur in no other item of the
    checklist. A reference that has been read cannot be removed, because a version depends on it.
    """
    repository, path = open_place(directory)
    folder = read_folder(repository.worktree_snapshot(), path)
    instructions = folder.instructions
    reference = find_reference(instructions, ref)
    where = f"{instructions.path}:{reference.line}"
    if reference.box is Box.READ or reference.stamps:
        stems = ", ".join(version_stem(stamp.version) for stamp in reference.claims)
        hint = "its item must stay: it records that the reference was read"
        if any(stamp.version == folder.newest for stamp in reference.claims):
            undo = f"git report undo -d {paste_folder(path)}"
            hint = (
                f"{version_stem(folder.newest)} depends on it, so its item must stay; '{undo}' "
                "removes that version and reopens the reference"
            )
        elif stems:
            hint = f"{stems} {'depends' if len(reference.claims) == 1 else 'depend'} on it, so its "
            hint += "item must stay"
        raise ReportError(
            f"'{reference.title}' was read{f' for {stems}' if stems else ''}",
            hint=hint,
            where=where,
        )
    if len(instructions.references) == 1:
        raise ReportError(
            f"'{reference.title}' is the only reference of this report",
            hint="first add another with 'git report add'",
            where=where,
        )
    text = remove_item(instructions, reference)
    repository.write_worktree(instructions.path, text.encode("utf-8"))
    result(f"removed: {reference.title}")
    say(f"edited '{instructions.path}'; the edit will be part of the next version's commit")
