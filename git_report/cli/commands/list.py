"""``git report list``: the checklist of references."""

from __future__ import annotations

from collections.abc import Iterator

import click

from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import find_width, result, result_json
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.status_view import describe_purpose, reference_json
from git_report.report.checklist import Reference
from git_report.report.folder import read_folder
from git_report.report.versions import version_stem
from git_report.terminal import clean_line, wrap_line


@click.command(cls=FolderCommand)
@takes_json
def command(*, as_json: bool, directory: str | None) -> None:
    """List the references, with the versions made from them.

    Each line begins with the reference's box, as in the checklist: [ ] open, [x] read, [-] skipped.
    Below each line is the note in the checklist item: what to learn from the reference, or why it
    is skipped.
    """
    repository, path = open_report_folder(directory, repairs=False)
    references = read_folder(repository.worktree_snapshot(), path).instructions.references
    if as_json:
        listed = [reference_json(reference) for reference in references]
        result_json({"schema": "git-report/list/1", "folder": path, "references": listed})
        return
    for line in list_references(references, find_width()):
        result(line)


def list_references(references: tuple[Reference, ...], width: int | None) -> Iterator[str]:
    """A line for each reference, wrapped to the `width` columns of a terminal."""
    read = [", ".join(version_stem(s.version) for s in r.claims) for r in references]
    wide = max(map(len, read), default=0)
    for reference, versions in zip(references, read, strict=True):
        title = reference.title
        if reference.target != title and reference.target:
            title += f" <{reference.target}>"
        start = f"[{reference.box}] {versions:<{wide}}{'  ' if wide else ''}"
        yield from wrap_line(f"{start}{clean_line(title)}", width, len(start))
        if purpose := describe_purpose(reference):
            margin = len(start) + 2
            yield from wrap_line(f"{' ' * margin}{clean_line(purpose)}", width, margin)
