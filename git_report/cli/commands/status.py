"""``git report status``: the state of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from git_report.checks.folder_state import read_state
from git_report.checks.references import find_changed_sources
from git_report.checks.uncommitted_checklist import check_ledger, find_missing
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import (
    error_json,
    find_width,
    is_coloured,
    result,
    result_json,
    say,
    say_error,
)
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import (
    expect_instructions,
    expect_versions,
    is_committed,
    open_report_folder,
)
from git_report.cli.status_view import (
    FileChange,
    Status,
    read_change,
    render_line,
    render_status,
    status_json,
)
from git_report.cli.unpushed_edits import find_committed
from git_report.cli.writing_options import choose_writer, read_opened
from git_report.commit.killed_runs import repair
from git_report.errors import ReportError, UsageError
from git_report.git.discovery import refuse_bare_repository
from git_report.git.repository import Repository
from git_report.git.version_commits import VersionCommit, list_version_commits
from git_report.markdown.tail import read_tail
from git_report.report.folder import Folder, find_empty, find_folders, read_folder
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.target_files import NoFileError, locate
from git_report.report.targets import is_url
from git_report.report.versions import MissingVersionError, version_number
from git_report.terminal import quote_name
from git_report.writers.price import read_price
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import WriterOptions, list_authors
from git_report.writers.rereads import find_unquoted
from git_report.writers.usage import Spent, find_spent


@click.command(cls=FolderCommand)
@click.option("--all", "everything", is_flag=True, help="Show all report folders, one line each.")
@takes_json
def command(directory: str | None, *, everything: bool, as_json: bool) -> None:
    """Show what has been read, what comes next and what to run."""
    if everything:
        if directory is not None:
            raise UsageError("--all and DIR cannot be combined", hint="omit DIR")
        _print_all(as_json=as_json)
        return
    repository, path = open_report_folder(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    # Hints need not name a folder that is found from the current directory.
    status = _read_status(repository, snapshot, folder, named=directory is not None)
    if as_json:
        result_json(status_json(status))
        return
    click.echo(render_status(status, colour=is_coloured(), width=find_width()), nl=False)
    if status.next is not None:  # else no writer is needed
        for hint in status.writer["hint"].splitlines():
            say(f"hint: {hint}")


def _print_all(*, as_json: bool) -> None:
    """Show every report folder of the repository, or why it is not a valid report."""
    repository = Repository.open(Path())
    repair(repository, say)
    snapshot = repository.worktree_snapshot()
    documents: list[dict[str, Any]] = []
    for path in find_folders(snapshot):
        try:
            refuse_bare_repository(repository.root, path)
            folder = read_folder(snapshot, path)
            status = _read_status(repository, snapshot, folder, named=True)
        except ReportError as found:
            error = _explain(repository, path, found)
            documents.append({"folder": path, "error": error_json(error)})
            line = f"{quote_name(path) or '.'}: {error}"
        else:
            documents.append(status_json(status))
            line = render_line(status)
        if not as_json:
            result(line)
    if as_json:
        result_json({"schema": "git-report/statuses/1", "folders": documents})
    elif not documents:
        try:
            expect_instructions(repository, repository.relative(Path()))
            if (empty := find_empty(snapshot)) is not None:
                raise empty
        except ReportError as error:
            say_error(error)
        else:
            say("no report folder in this repository")


def _explain(repository: Repository, path: str, error: ReportError) -> ReportError:
    """The error of a folder; of a version that is missing, whether HEAD still has it."""
    try:
        if isinstance(error, MissingVersionError):
            expect_versions(repository, path)
    except ReportError as deleted:
        return deleted
    return error


def _is_acceptable(
    repository: Repository, snapshot: Snapshot, folder: Folder, changes: Sequence[FileChange]
) -> bool:
    """Whether 'git report accept' has a reference for a new version file.

    True also if the ticks are unclear, because that command then explains the problem.
    """
    written = folder.version_path(folder.newest)
    if not any(change.state == "new" and change.path == written for change in changes):
        return False
    from git_report.cli.written_version import (
        open_ticked,  # imports the modules that make versions, which are rarely needed
    )

    try:
        ticked = open_ticked(repository, Overlay(snapshot, {written: None}), folder.path)
    except ReportError:
        return True
    return read_folder(ticked, folder.path).instructions.next_reference is not None


def _read_status(
    repository: Repository, snapshot: Snapshot, folder: Folder, *, named: bool
) -> Status:
    state = read_state(snapshot, folder.path)
    changes = tuple(_changes(repository, folder))
    versions = [change for change in changes if version_number(Path(change.path).name)]
    lines = {finding.line for finding in find_changed_sources(state)} if state else set()
    return Status(
        folder,
        _describe_writer(repository, snapshot, folder),
        changes,
        tuple(r for r in folder.instructions.references if r.line in lines),
        *_find_obstacle(repository, snapshot, folder),
        not versions and _is_altered(repository, snapshot, folder),
        repository.operation_in_progress() or "",
        tuple(sorted(find_committed(repository, folder.path).edited)),
        find_missing(repository, folder),
        named,
        _sum_spent(repository, snapshot, folder),
        read_price(repository.config),
        () if versions else find_unquoted(snapshot, folder),  # an edited one may lack anything
        _is_acceptable(repository, snapshot, folder, changes),
    )


def _describe_writer(repository: Repository, snapshot: Snapshot, folder: Folder) -> dict[str, str]:
    """The writer, why it was chosen, and its effort; if none can be chosen, what to do."""
    try:
        chosen = choose_writer(repository, snapshot, folder, WriterOptions())
    except ReportError as error:
        return {"name": "none", "why": error.message, "effort": "", "hint": error.hint}
    return {
        "name": chosen.writer.name,
        "why": chosen.why,
        "effort": chosen.effort,
        "hint": chosen.offer,
    }


def _changes(repository: Repository, folder: Folder) -> list[FileChange]:
    """The folder's own files that differ between the work tree and HEAD."""
    own = {folder.instructions.path, folder.diff_path}
    return [
        read_change(path, letters, same=_is_same(repository, path, letters))
        for path, letters in sorted(repository.changes(folder.path).items())
        if path in own
        or (
            path.rpartition("/")[0] == folder.path
            and version_number(path.rpartition("/")[2]) is not None
        )
    ]


def _is_same(repository: Repository, path: str, letters: str) -> bool:
    """Whether a modified file has the same content as in HEAD, so that only its mode changed."""
    head = repository.head()
    if head is None or not set(letters) <= set(" M"):
        return False
    was = repository.commit_snapshot(head).read(path)
    return all(
        snapshot.read(path) == was
        for snapshot in (repository.worktree_snapshot(), repository.index_snapshot())
    )


def _find_obstacle(repository: Repository, snapshot: Snapshot, folder: Folder) -> tuple[str, str]:
    """Why the next reference cannot be read, as far as its path shows, and its path if deleted."""
    upcoming = folder.instructions.next_reference
    if upcoming is None:
        return "", ""
    try:
        if is_url(upcoming.target):
            from git_report.sources.read_reference import check_target  # takes long to import

            check_target(snapshot, folder.path, upcoming, opened=read_opened(repository))
            return "", ""
        locate(snapshot, folder.path, upcoming.target)
    except NoFileError as error:
        return error.message, error.path if is_committed(repository, error.path) else ""
    except ReportError as error:
        return error.message, ""
    return "", ""


def _is_altered(repository: Repository, snapshot: Snapshot, folder: Folder) -> bool:
    """Whether a run would refuse edits of the checklist; a missing version has its own hint."""
    if find_missing(repository, folder) is not None:
        return False
    try:
        check_ledger(repository, snapshot, folder, folder.instructions.next_reference)
    except ReportError:
        return True
    return False


def _sum_spent(repository: Repository, snapshot: Snapshot, folder: Folder) -> Spent:
    """The total cost of the versions of a report, as far as records and commits have it.

    Commits are searched only if a model wrote, because in a long history that takes most time.
    """
    paths = {number: folder.version_path(number) for number in range(1, folder.newest + 1)}
    texts = {
        number: snapshot.read(path).decode("utf-8", "replace")
        for number, path in paths.items()
        if snapshot.entry(path) is not None
    }
    tails = {number: read_tail(_cut_record(text)) for number, text in texts.items()}
    by_model = any(each.kind is WriterKind.MODEL for each in list_authors(texts.values()))
    commits = list_version_commits(repository, folder.path) if by_model else {}
    total = Spent()
    for number, tail in tails.items():
        commit = commits.get(number, VersionCommit("", "", ""))
        total += find_spent(tail.record if tail is not None else None, commit.usage)
    return total


def _cut_record(text: str) -> str:
    """The end of a text with its record; the rest is not needed."""
    return text[max(0, text.rfind("<!-- git-report ")) :]
