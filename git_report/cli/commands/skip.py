"""``git report skip``: skip a reference, so that a dead link does not block the others."""

from __future__ import annotations

import click

from git_report.cli.completion import ReferenceName
from git_report.cli.edit_output import find_edited, result_edited
from git_report.cli.folder_command import FolderCommand
from git_report.cli.given_options import expect_no_other
from git_report.cli.output import result, say
from git_report.cli.reading_options import takes_json, takes_reason
from git_report.cli.report_folder import open_report_folder
from git_report.errors import ReportError, UsageError
from git_report.report.checklist import Box, Reference
from git_report.report.folder import read_folder
from git_report.report.pasting import paste_reopen, paste_reread
from git_report.report.targets import find_reference
from git_report.report.tick import skip, tick_again, unskip
from git_report.report.versions import version_stem


@click.command(cls=FolderCommand)
@click.argument("ref", metavar="REF", type=ReferenceName())
@takes_reason("Why you skip it (required, except with --undo).")
@click.option("--undo", is_flag=True, help="Reopen a skipped reference, so that a run reads it.")
@takes_json
def command(ref: str, *, why: str, undo: bool, as_json: bool, directory: str | None) -> None:
    """Skip a reference, so that runs do not read it.

    Its box becomes [-], and the next run reads the reference after it. REF is the URL or path
    of the reference, its title, or words that occur in no other item of the checklist. If the
    reference is only waiting to be read again (see 'git report suspects --reread'), the
    rereading is cancelled and the tick is restored; -m is then not required.
    """
    if undo:
        expect_no_other("undo", "form", "as_json")
    repository, path = open_report_folder(directory)
    instructions = read_folder(repository.worktree_snapshot(), path).instructions
    reference = find_reference(instructions, ref)
    where = f"{instructions.path}:{reference.line}"
    wanted = Box.SKIPPED if undo else Box.OPEN
    if reference.box is not wanted:
        raise _refuse(reference, path, where, undo=undo)
    if not undo and reference.reopened:
        text = tick_again(instructions.text, reference)
        repository.write_worktree(instructions.path, text.encode("utf-8"))
        if as_json:
            _print_json("kept", path, instructions.path, text, reference)
            return
        result(f"[x] {reference.title}")
        read = version_stem(reference.claims[-1].version)
        say(
            f"edited '{instructions.path}': '{reference.title}' will not be read again; "
            f"it stays ticked for {read}"
        )
        return
    if not undo and not why.strip():
        raise UsageError("a reason is required", hint="give the reason with -m WHY")
    change = unskip if undo else lambda text, item: skip(text, item, why)
    text = change(instructions.text, reference)
    repository.write_worktree(instructions.path, text.encode("utf-8"))
    if as_json:
        _print_json("reopened" if undo else "skipped", path, instructions.path, text, reference)
        return
    result(f"[{' ' if undo else '-'}] {reference.title}")
    say(f"edited '{instructions.path}'; the edit will be part of the next version's commit")


def _print_json(done: str, folder: str, path: str, text: str, reference: Reference) -> None:
    result_edited("skip", done, folder, find_edited(path, text, [reference.line]), [path])


def _refuse(reference: Reference, folder: str, where: str, *, undo: bool) -> ReportError:
    """The error for a reference that cannot be skipped, or not reopened, in its state."""
    name, ref = f"'{reference.title}'", reference.target or reference.title
    match reference.box:
        case Box.READ:
            return ReportError(
                f"{name} is not skipped: it has already been read"
                if undo
                else f"{name} has already been read, so it cannot be skipped",
                hint=f"to have it read again, run '{paste_reread(folder, ref)}'",
                where=where,
            )
        case Box.SKIPPED:
            return ReportError(
                f"{name} has already been skipped",
                hint=f"to reopen it, run '{paste_reopen(folder, ref)}'",
                where=where,
            )
        case _:
            return ReportError(
                f"{name} is not skipped",
                hint="nothing to do: a later run will read it",
                where=where,
            )
