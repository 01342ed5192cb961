"""``git report accept``: make a version from an answer, with the same checks as in a run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from git_report.checks.uncommitted_checklist import expect_versions_of_ticks
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import say
from git_report.cli.report_folder import open_report_folder
from git_report.cli.unpushed_edits import find_committed
from git_report.cli.writing_options import ANYWAY, configure
from git_report.cli.written_version import (
    CommitOptions,
    commit_written_version,
    find_uncommitted,
    open_ticked,
    takes_commit_options,
)
from git_report.committed_edits import find_edits
from git_report.draft import DraftInput
from git_report.edits.answers import AnswerError
from git_report.edits.section_numbers import OperationError
from git_report.errors import ReportError, unreadable
from git_report.git.repository import Repository
from git_report.report.folder import Folder, explain_all_read, join, read_folder
from git_report.report.pasting import paste_folder
from git_report.report.sizes import read_file, read_stream
from git_report.report.snapshot import Overlay
from git_report.report.versions import version_number
from git_report.run import check_ready, read_next, working
from git_report.text import decode
from git_report.writers.handed_in import SUBMIT_AGAIN, HandedIn, NeitherError, is_json

_ALL_READ_HINTS = (
    "to read another reference, add it with 'git report add REF'",
    "to turn a text of your own into a version, run 'git report revise'",
)


@click.command(cls=FolderCommand)
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option(
    "--request", default="", metavar="ID", help="The id of the request that FILE answers."
)
@click.option(
    "--by",
    default="agent",
    metavar="NAME",
    help="The writer's name, to be stored in the version's record.",
)
@ANYWAY
@takes_commit_options
def command(
    file: str | None,
    *,
    directory: str | None,
    request: str,
    by: str,
    options: CommitOptions,
) -> None:
    """Make the next version from an answer to 'git report prompt'.

    FILE contains section operations (JSON or Markdown), or a whole report in Markdown; - is
    standard input. Without FILE, uses the new version file (such as report-08.md) that you wrote
    into the report folder; if you ticked an item by hand, that item counts as the reference that
    was read.
    """
    repository, path = open_report_folder(directory)
    with working(repository, path, say):
        disk = repository.worktree_snapshot()
        written = find_uncommitted(repository, disk, path) if file is None else None
        if file is None and written is None:
            raise _miss_answer(repository, read_folder(disk, path))
        _expect_not_own(repository, read_folder(disk, path), file)
        text = (
            _read(file, repository.report_bytes)
            if written is None
            else _decode(disk.read(written), written)
        )
        unwritten = Overlay(disk, {written: None}) if written else disk
        snapshot = open_ticked(repository, unwritten, path)
        folder = read_folder(snapshot, path)
        if folder.instructions.next_reference is None:
            expect_versions_of_ticks(repository, folder)
            raise ReportError(
                f"{_quote(file, written)} was not used, because nothing is left to read: "
                + explain_all_read(folder).removeprefix("nothing left to read: "),
                hint=_ALL_READ_HINTS,
            )
        taking = frozenset({written, folder.diff_path} if written else ())
        check_ready(repository, snapshot, folder, folder.instructions.next_reference, taking)
        mode = configure(repository, options.mode)
        reading = read_next(snapshot, folder, mode)
        reading = DraftInput(reading.reference, reading.source, reading.instructions, taking)
        writer = HandedIn(" ".join(by.split()) or "agent", text, request, options.drops)
        # An answer in Markdown to a request declares removals itself, so its author corrects that.
        answer = (file or "") if request and file != "-" and not is_json(text) else ""
        try:
            commit_written_version(
                repository, snapshot, disk, folder, reading, writer, mode, options, answer=answer
            )
        except (AnswerError, OperationError, NeitherError) as error:
            error.where = error.where or _name(file, written)
            if isinstance(error, OperationError):
                error.hints = (SUBMIT_AGAIN,)
            raise


def _miss_answer(repository: Repository, folder: Folder) -> ReportError:
    """The error if there is no answer; its hint knows an edit of a committed version."""
    edits = find_edits(repository, folder.path, find_committed(repository, folder.path))
    edited = [edit.path for edit in edits if edit.now not in (None, edit.was)]
    revise = ""
    if edited:
        command = f"git report revise {paste_folder(folder.path)}"
        revise = f"to turn your edit of '{edited[-1]}' into the next version, run '{command}'"
    if folder.instructions.next_reference is None:
        another, own_text = _ALL_READ_HINTS
        return ReportError(explain_all_read(folder), hint=(revise or own_text, another))
    return ReportError(
        "no answer was given",
        hint=(
            revise,
            "name a file, or '-' for standard input, or write the next version into the report "
            "folder, then try again",
        ),
    )


def _expect_not_own(repository: Repository, folder: Folder, file: str | None) -> None:
    """Raise ReportError for a file of the report that cannot be an answer."""
    if file in (None, "-"):
        return
    head = repository.head()
    committed = () if head is None else repository.commit_snapshot(head).entries(folder.path)
    versions = [name for name in committed if version_number(name)]
    own = {folder.instructions.path: "the checklist", folder.diff_path: "made from the versions"}
    version = "a committed version"
    own |= dict.fromkeys((join(folder.path, name) for name in versions), version)
    named = Path(file).resolve()
    what = next((w for path, w in own.items() if (repository.root / path).resolve() == named), "")
    if what:
        revise = (
            "to turn an edit of a version into the next one, run 'git report revise "
            f"{paste_folder(folder.path)}'"
        )
        raise ReportError(
            f"'{file}' is not an answer: it is {what} of this report",
            hint=(
                "name the file that contains the answer, or '-' for standard input",
                revise if what == version else "",
            ),
        )


def _name(file: str | None, written: str | None) -> str:
    """The name of the answer in messages."""
    return "standard input" if file == "-" else written or file or ""


def _quote(file: str | None, written: str | None) -> str:
    name = _name(file, written)
    return name if file == "-" else f"'{name}'"


def _read(file: str | None, most: int) -> str:
    if file == "-":
        return _decode(read_stream(sys.stdin.buffer, "standard input", most), "standard input")
    assert file is not None
    try:
        data = read_file(Path(file), most)
    except OSError as error:
        raise ReportError(
            unreadable(file, error),
            hint="name the file that contains the answer, or '-' for standard input",
        ) from None
    return _decode(data, file)


def _decode(data: bytes, name: str) -> str:
    text = decode(data, name)
    if not text.strip():
        shown = name if name == "standard input" else f"'{name}'"
        raise ReportError(f"{shown} contains no text", hint="give operations, or a whole report")
    return text
