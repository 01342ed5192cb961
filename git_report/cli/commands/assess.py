"""``git report assess``: the lists for a version that need no model."""

from __future__ import annotations

import sys

import click

from git_report.assessment.lists import to_json
from git_report.assessment.render import MOST, render
from git_report.cli.assessed_version import AssessedVersion, assess_version
from git_report.cli.committed_report import open_committed
from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import is_coloured, result_json, say
from git_report.cli.pager import page
from git_report.cli.reading_options import takes_json
from git_report.cli.version_argument import choose_number, expect_any
from git_report.report.folder import Folder
from git_report.terminal import clean
from git_report.text import one_line


@click.command(cls=FolderCommand)
@click.argument("version", required=False, type=VersionName())
@click.option("--all", "everything", is_flag=True, help="Show every entry of each list.")
@takes_json
def command(version: str | None, *, everything: bool, as_json: bool, directory: str | None) -> None:
    """List passages that need attention, without using a model.

    Lists wrong arithmetic, figures that are in none of the stored source texts, contradictions,
    general knowledge without a source, tables and drawings that the text never mentions, and
    figures and quotations from the next reference that the report could use. VERSION is a number or
    a file name (7, report-07.md, or its path); the default is the newest version, together with the
    next reference.
    """
    committed = open_committed(directory, drafts=True)
    folder = committed.folder
    expect_any(folder)
    number = choose_number(folder, version)
    committed.note_edits({number})
    found = assess_version(committed.repository, committed.snapshot, folder, number, say)
    if as_json:
        result_json(_as_json(folder, number, found))
        return
    lists = render(found.assessment, most=sys.maxsize if everything else MOST)
    text = clean(_name(folder, number, found) + lists)
    page(_colour(text) if is_coloured() else text)


def _name(folder: Folder, number: int, found: AssessedVersion) -> str:
    """The title: the version, and the reference that the lists refer to."""
    title = f"# {folder.version_path(number)}"
    if found.reference is not None:
        made = found.assessment.combined
        what = "and the reference that it was made from" if made else "and the next reference"
        title += f" {what}: {found.reference.title or found.reference.target}"
    return f"{one_line(title)}\n\n"


def _colour(text: str) -> str:
    """The text with bold headings."""
    return "\n".join(
        click.style(line, bold=True) if line.startswith("#") else line for line in text.split("\n")
    )


def _as_json(folder: Folder, number: int, found: AssessedVersion) -> dict[str, object]:
    document = to_json(found.assessment)
    reference = found.reference
    return {
        "schema": document.pop("schema"),
        "folder": folder.path,
        "path": folder.version_path(number),
        "version": number,
        "reference": None
        if reference is None
        else {"title": reference.title, "target": reference.target, "line": reference.line},
        **document,
    }
