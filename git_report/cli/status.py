"""``git report status``: where a report stands."""

from __future__ import annotations

import click

from git_report.checks.references import check_sources
from git_report.checks.state import read_state
from git_report.cli.options import JSON
from git_report.cli.output import is_coloured, result_json, say
from git_report.cli.place import open_place
from git_report.cli.writing import choose_writer
from git_report.errors import ReportError
from git_report.repo.repository import Repository
from git_report.report.folder import Folder, read_folder
from git_report.report.location import locate
from git_report.report.snapshot import Snapshot
from git_report.report.targets import is_url
from git_report.report.versions import version_number
from git_report.views.status import FileChange, Status, render_status, status_json, tell_change
from git_report.writers.choice import Wish


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@JSON
def command(directory: str | None, *, as_json: bool) -> None:
    """Tell where a report stands: what is read, what is next, who would write, what to do."""
    repository, path = open_place(directory)
    snapshot = repository.worktree_snapshot()
    status = _read_status(repository, snapshot, read_folder(snapshot, path))
    if as_json:
        result_json(status_json(status))
        return
    click.echo(render_status(status, colour=is_coloured()), nl=False)
    if status.writer["hint"]:
        say(f"hint: {status.writer['hint']}")


def _read_status(repository: Repository, snapshot: Snapshot, folder: Folder) -> Status:
    state = read_state(snapshot, folder.path)
    lines = {finding.line for finding in check_sources(state)} if state else set()
    return Status(
        folder,
        _tell_writer(repository, snapshot, folder),
        tuple(_changes(repository, folder)),
        tuple(r for r in folder.instructions.references if r.line in lines),
        _obstacle(snapshot, folder),
        repository.operation_in_progress() or "",
    )


def _tell_writer(repository: Repository, snapshot: Snapshot, folder: Folder) -> dict[str, str]:
    """Who would write, why, and how hard; no name where none can be chosen, but what to do."""
    try:
        chosen = choose_writer(repository, snapshot, folder, Wish())
    except ReportError as error:
        return {"name": "none", "why": error.message, "effort": "", "hint": error.hint}
    return {
        "name": chosen.writer.name,
        "why": chosen.why,
        "effort": chosen.effort,
        "hint": chosen.offer,
    }


def _changes(repository: Repository, folder: Folder) -> list[FileChange]:
    """The folder's own files that are not in the work tree as HEAD has them."""
    own = {folder.instructions.path, folder.diff_path}
    return [
        tell_change(path, letters)
        for path, letters in sorted(repository.changes(folder.path).items())
        if path in own
        or (
            path.rpartition("/")[0] == folder.path
            and version_number(path.rpartition("/")[2]) is not None
        )
    ]


def _obstacle(snapshot: Snapshot, folder: Folder) -> str:
    """Why the next reference can not be read, as far as that is seen without reading it."""
    upcoming = folder.instructions.next_reference
    if upcoming is None or is_url(upcoming.target):
        return ""
    try:
        locate(snapshot, folder.path, upcoming.target)
    except ReportError as error:
        return error.message
    return ""
