"""``git report accept``: make a version from an answer, with the same checks as in a run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from git_report.checks.uncommitted_checklist import expect_versions_of_ticks
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import say
from git_report.cli.report_folder import open_report_folder
from git_report.cli.writing_options import ANYWAY, configure
from git_report.cli.written_version import (
    CommitOptions,
    commit_written_version,
    find_uncommitted,
    open_ticked,
    takes_commit_options,
)
from git_report.draft import DraftInput
from git_report.edits.answers import AnswerError
from git_report.edits.section_numbers import OperationError
from git_report.errors import ReportError, unreadable
from git_report.report.folder import (
    explain_all_read,
    read_folder,
)
from git_report.report.sizes import (
    read_file,
    read_stream,
)
from git_report.report.snapshot import Overlay
from git_report.run import check_ready, read_next, working
from git_report.text import decode
from git_report.writers.handed_in import SUBMIT_AGAIN, HandedIn, NeitherError, is_json


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
            raise ReportError(
                "no answer was given",
                hint="name a file, or '-' for standard input, or write the next version into the "
                "report folder, then try again",
            )
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
                hint=(
                    "to read another reference, add it with 'git report add REF'",
                    "to turn a text of your own into a version, run 'git report revise'",
                ),
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
