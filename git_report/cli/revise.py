"""``git report revise``: a person's correction, as a version with its own item and record."""

from __future__ import annotations

import click

from git_report.cli.editor import edit_text
from git_report.cli.handover import Manner, find_uncommitted, land_given, takes_manner
from git_report.cli.output import say
from git_report.cli.place import open_place
from git_report.edits.application import body_of
from git_report.errors import ReportError
from git_report.iterate import check_ready, read_revision, working
from git_report.markdown import parse
from git_report.report.folder import read_folder
from git_report.report.snapshot import Overlay
from git_report.report.text import decode
from git_report.report.versions import version_name
from git_report.writers.given import Given


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("-m", "--message", "why", default="", metavar="WHY", help="What is corrected.")
@takes_manner
def command(
    directory: str | None,
    *,
    why: str,
    manner: Manner,
) -> None:
    """Make the next version from your own edit of the report.

    Takes the next version that you have written into the folder, or opens git's editor on a copy
    of the newest. The correction gets a ticked item of its own in the checklist.
    """
    repository, path = open_place(directory)
    with working(repository, path, say):
        disk = repository.worktree_snapshot()
        written = find_uncommitted(repository, disk, path)
        snapshot = Overlay(disk, {written: None}) if written else disk
        folder = read_folder(snapshot, path)
        if not folder.newest:
            raise ReportError(
                "there is no version to revise yet", hint="make one with 'git report-iterate'"
            )
        taking = frozenset({written, folder.diff_path} if written else ())
        check_ready(repository, folder, taking)
        newest = folder.version_path(folder.newest)
        prior = parse(decode(snapshot.read(newest), newest))
        if written:
            text = decode(disk.read(written), written)
        else:
            text = edit_text(repository, version_name(folder.newest + 1), body_of(prior))
        if not text.strip():
            raise ReportError("the text is empty", hint="nothing was changed")
        if body_of(parse(text)).strip() == body_of(prior).strip():
            raise ReportError(
                f"the text is that of '{newest}'",
                hint="nothing was changed: edit it, then run again",
            )
        if not why and not manner.quiet:
            say("hint: say what is corrected with -m; the checklist keeps it")
        mode = manner.mode(repository)
        reading = read_revision(folder, why, taking)
        writer = Given("person", text, drops=manner.drops)
        land_given(repository, snapshot, disk, folder, reading, writer, mode, manner)
