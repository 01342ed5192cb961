"""``git report show``: the text of a version."""

from __future__ import annotations

import sys

import click

from git_report.cli.committed_report import open_committed
from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result_bytes, result_json
from git_report.cli.pager import page
from git_report.cli.reading_options import takes_json
from git_report.cli.version_argument import choose_number, expect_any
from git_report.terminal import clean


@click.command(cls=FolderCommand)
@click.argument("version", required=False, type=VersionName())
@takes_json
def command(version: str | None, *, as_json: bool, directory: str | None) -> None:
    """Show the text of a version.

    VERSION is a number or a file name (7, report-07.md, or its path); the default is the newest.
    On a terminal, the text is shown in git's pager; otherwise it is printed byte for byte.
    The text is that of HEAD, even if the file has uncommitted changes; a version that is not
    committed yet is read from its file.
    """
    committed = open_committed(directory)
    snapshot, folder = committed.snapshot, committed.folder
    expect_any(folder)
    number = choose_number(folder, version)
    place = folder.version_path(number)
    data = snapshot.read(place)
    edited = committed.note_edits({number})
    if as_json:
        text = data.decode("utf-8", "replace")
        result_json({
            "schema": "git-report/show/1",
            "folder": folder.path,
            "path": place,
            "version": number,
            "blob": snapshot.blob_id(data),
            "edited": edited,
            "text": text,
        })  # fmt: skip
    elif sys.stdout.isatty():
        page(clean(data.decode("utf-8", "replace")))
    else:
        result_bytes(data)
