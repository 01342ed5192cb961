"""``git report add``: append references to the checklist."""

from __future__ import annotations

import click

from git_report.cli.checklist_items import expect_distinct, make_item, make_items
from git_report.cli.edit_output import result_edited
from git_report.cli.folder_command import FolderCommand, expect_more
from git_report.cli.output import result, say
from git_report.cli.reading_options import takes_json, takes_reason
from git_report.cli.report_folder import open_report_folder
from git_report.cli.writing_options import SECRETS
from git_report.errors import ReportError
from git_report.report.checklist import Box, Reference
from git_report.report.folder import read_folder
from git_report.report.instructions import parse_instructions
from git_report.report.links import find_link
from git_report.report.pasting import paste_reopen, paste_reread
from git_report.report.tick import append_item


@click.command(cls=FolderCommand)
@click.argument("refs", metavar="REF…", nargs=-1, required=True)
@takes_reason("Why to read it, as a phrase that begins with 'to': \"to learn what it costs\".")
@SECRETS
@takes_json
def command(
    refs: tuple[str, ...],
    *,
    why: str,
    allow_secrets: bool,
    as_json: bool,
    directory: str | None,
) -> None:
    """Add references to the end of the checklist.

    REF is a URL or the path of a file in this repository; with #fragment, only that section is
    read. The instructions are edited in the work tree; the edit will be part of the next version's
    commit.
    """
    if directory is None and len(refs) == 1:
        expect_more("add", refs[0], "REF", "reference")
    repository, path = open_report_folder(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    instructions = folder.instructions
    versions = (folder.version_path(number) for number in range(1, folder.newest + 1))
    own = frozenset((instructions.path, folder.diff_path, *versions))

    def make(ref: str) -> str:
        return make_item(repository, snapshot, path, ref, why, own, allow_secrets=allow_secrets)

    added = make_items(refs, make, "added")
    expect_distinct(added)
    for item in added:
        link = find_link(item)
        assert link is not None
        same = next((r for r in instructions.references if r.target == link.target), None)
        if same is not None:
            raise ReportError(
                f"'{link.target}' is already in the checklist; nothing was added",
                hint=instructions.explain_reopened(same) if same.reopened else _hint_at(same, path),
                where=f"{instructions.path}:{same.line}",
            )
        text = append_item(instructions, item)
        instructions = parse_instructions(instructions.path, text.encode("utf-8"))
    repository.write_worktree(instructions.path, instructions.text.encode("utf-8"))
    if as_json:
        new = instructions.references[-len(added) :]
        result_edited("add", "added", path, new, [instructions.path])
        return
    for item in added:
        result(f"[ ] {item}")
    say(f"added to '{instructions.path}'; the edit will be part of the next version's commit")


def _hint_at(listed: Reference, folder: str) -> str:
    """A hint how to have a reference that is already in the checklist read, or read again."""
    match listed.box:
        case Box.READ:
            return f"to read it again, run '{paste_reread(folder, listed.target)}'"
        case Box.SKIPPED:
            return f"to reopen it, run '{paste_reopen(folder, listed.target)}'"
        case _:
            return "nothing to do: a later run will read it"
