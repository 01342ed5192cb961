"""``git report source``: print the text of a reference as it was read."""

from __future__ import annotations

import sys

import click

from git_report.cli.committed_report import open_committed
from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand, expect_more
from git_report.cli.output import result_json
from git_report.cli.reading_options import takes_json
from git_report.cli.version_argument import choose_number
from git_report.errors import ReportError
from git_report.report.checklist import EDITED, Reference, Stamp
from git_report.report.folder import Folder
from git_report.report.versions import version_stem
from git_report.sources.archive import EvidenceArchive
from git_report.sources.evidence import Evidence
from git_report.sources.recall import recall
from git_report.terminal import clean


@click.command(cls=FolderCommand)
@click.argument("version", type=VersionName())
@takes_json
def command(version: str, *, directory: str | None, as_json: bool) -> None:
    """Print the text that was read for a version.

    It is printed exactly as the writer saw it. VERSION is a number or a file name (7, report-07.md,
    or its path).
    """
    if directory is None:
        expect_more("source", version, "VERSION", "version")
    committed = open_committed(directory)
    repository, snapshot, folder = committed.repository, committed.snapshot, committed.folder
    number = choose_number(folder, version)
    reference, stamp = _find_stamp(folder, number)
    archive = EvidenceArchive(repository)
    try:
        text = recall(archive, snapshot, folder.path, reference, stamp)
    except ReportError as error:
        error.where = error.where or f"{folder.instructions.path}:{reference.line}"
        raise
    if as_json:
        kept = archive.read(stamp.blob)
        result_json(_as_json(number, reference, stamp, kept, text))
        return
    sys.stdout.write(clean(text) if sys.stdout.isatty() else text)


def _find_stamp(folder: Folder, number: int) -> tuple[Reference, Stamp]:
    for reference in folder.instructions.references:
        for stamp in reference.stamps:
            if stamp.version != number:
                continue
            if stamp.blob == EDITED:
                raise ReportError(f"{version_stem(number)} is a revision: no reference was read")
            return reference, stamp
    raise ReportError(
        f"no reference in the checklist has the stamp of {version_stem(number)}",
        hint="list the versions with 'git report log'",
        where=folder.instructions.path,
    )


def _as_json(
    number: int, reference: Reference, stamp: Stamp, kept: Evidence | None, text: str
) -> dict[str, object]:
    about = (
        {}
        if kept is None
        else {
            "final_url": kept.final_url,
            "title": kept.title,
            "media_type": kept.media_type,
            "time": kept.time,
            "attached": kept.attached,
        }
    )
    return {
        "schema": "git-report/source/1",
        "version": number,
        "target": reference.target,
        "blob": stamp.blob,
        "text": text,
        **about,
    }
