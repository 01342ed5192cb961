"""``git report undo``: undo the newest version."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import click

from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result, result_json, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.version_argument import miss_number, miss_version
from git_report.cli.writing_options import DRY_RUN, NO_VERIFY, QUIET
from git_report.commit.commit import commit, preflight
from git_report.commit.readiness import check_operation
from git_report.commit.rewind import rewind
from git_report.errors import ReportError
from git_report.git.refusals import TRIES, DirtyError, MovedError
from git_report.git.repository import Repository
from git_report.git.version_commits import find_version_commit
from git_report.report.checklist import Reference
from git_report.report.folder import Folder, find_instructions, join, read_folder
from git_report.report.pasting import paste_reread, paste_restoring
from git_report.report.snapshot import Snapshot
from git_report.report.versions import read_number, version_name, version_number
from git_report.run import working
from git_report.undo.hard_undo import plan_rewind
from git_report.undo.plan import CreatingCommit, Undo, plan_undo


@dataclass(frozen=True, slots=True)
class _Done:
    """What was undone, the commit that had added it, and the new commit of HEAD."""

    undo: Undo
    landing: str
    commit: str


@click.command(cls=FolderCommand)
@click.argument("version", metavar="[VERSION]", required=False, type=VersionName())
@click.option("--hard", is_flag=True, help="Move the branch back instead, if nothing was pushed.")
@DRY_RUN
@NO_VERIFY
@takes_json
@QUIET
def command(
    version: str | None,
    *,
    hard: bool,
    dry_run: bool,
    no_verify: bool,
    as_json: bool,
    quiet: bool,
    directory: str | None,
) -> None:
    """Remove the newest version and untick its reference.

    Makes a commit that reverts the version and restores the previous diff.md. If VERSION is given,
    it must be the newest version. Other committed edits to the instructions are kept. --hard moves
    the branch back to the previous commit instead; other edits to the instructions in the undone
    commit become uncommitted again. --hard refuses a commit that also changes other files.
    """
    number = None if version is None else read_number(version)
    repository, path = open_report_folder(directory)
    if version is not None and number is None:
        raise miss_version(version, read_folder(repository.worktree_snapshot(), path).newest)
    with working(repository, path, say):
        for left in reversed(range(TRIES)):
            try:
                done = _undo(repository, path, number, hard=hard, dry=dry_run, verify=not no_verify)
                break
            except (
                MovedError
            ):  # everything is read again: a run in another folder may have committed
                if not left:
                    raise
    if as_json:
        result_json(_as_json(done, hard=hard, dry_run=dry_run))
    elif not quiet:
        _print_result(done, hard=hard, dry_run=dry_run)


def _undo(
    repository: Repository, path: str, number: int | None, *, hard: bool, dry: bool, verify: bool
) -> _Done:
    check_operation(repository)
    head = repository.head()
    snapshot = None if head is None else repository.commit_snapshot(head)
    folder = _read_committed(snapshot, path)
    _check_newest(repository, folder, path, number)
    assert folder is not None
    assert head is not None
    assert snapshot is not None
    version = folder.version_path(folder.newest)
    older = tuple(folder.version_path(n) for n in range(1, folder.newest))
    _check_edits(repository, folder, {version, *older})
    preflight(repository, (version, folder.diff_path, folder.instructions.path), clean=older)
    landing = _find_creating_commit(repository, version)
    undo = plan_undo(snapshot, folder, head, landing)
    back = plan_rewind(repository, undo, snapshot, landing) if hard else None
    made = ""
    if not dry:
        if back is None:
            made = commit(repository, undo.plan, verify=verify)
        else:
            rewind(repository, back)
            made = back.parent
    return _Done(undo, landing.commit if landing else "", made)


def _read_committed(snapshot: Snapshot | None, path: str) -> Folder | None:
    """The report folder in HEAD; None if HEAD does not have it."""
    if snapshot is None or find_instructions(snapshot, path) is None:
        return None
    return read_folder(snapshot, path)


def _check_newest(
    repository: Repository, folder: Folder | None, path: str, number: int | None
) -> None:
    """Raise ReportError unless the given version is the newest one, and committed."""
    newest = folder.newest if folder else 0
    names = repository.worktree_snapshot().entries(path)
    there = max((n for name in names if (n := version_number(name))), default=0)
    staged = repository.index_snapshot().entry(join(path, version_name(there)))
    if there > newest and staged is not None:
        raise ReportError(
            f"'{version_name(there)}' is staged, but not committed",
            hint="commit it with 'git commit', then try again",
            where=path or ".",
        )
    if there > newest:
        raise ReportError(
            f"'{version_name(there)}' was never committed",
            hint=f"move it away, then try again to undo '{version_name(newest)}'"
            if newest
            else "there is no version to undo; to discard this one, delete the file",
            where=path or ".",
        )
    if not newest:
        raise ReportError(
            f"nothing to undo: no version is committed in '{path or '.'}'",
        )
    if number is None or number == newest:
        return
    last = version_name(newest)
    if number > newest or not number:
        raise miss_number(number, path, newest)
    raise ReportError(
        f"'{version_name(number)}' is not the newest version: '{last}' depends on it",
        hint="undo the later versions first: each 'git report undo' removes the newest one",
        where=path or ".",
    )


def _check_edits(repository: Repository, folder: Folder, versions: Container[str]) -> None:
    """Raise DirtyError if one of these versions has an uncommitted edit of its text."""
    head, index = repository.commit_snapshot("HEAD"), repository.index_snapshot()
    disk = repository.worktree_snapshot()
    for path, letters in repository.changes(folder.path).items():
        if path not in versions or "M" not in letters or "U" in letters:
            continue
        held = {snapshot.blob_id(snapshot.read(path)) for snapshot in (head, index, disk)}
        if len(held) > 1:  # not only the mode
            raise DirtyError(
                f"'{path}' has uncommitted changes",
                hint=f"save them to a file with '{paste_restoring(folder.path)}', then try again",
            )


def _find_creating_commit(repository: Repository, version: str) -> CreatingCommit | None:
    commit = find_version_commit(repository, version)
    if commit is None:
        return None
    before = repository.commit_snapshot(commit.parents[0]) if commit.parents else None
    return CreatingCommit(commit.id, repository.commit_snapshot(commit.id), before)


def _print_result(done: _Done, *, hard: bool, dry_run: bool) -> None:
    undo = done.undo
    where = "dry run" if dry_run else done.commit[:10]
    result(f"{undo.path} [{where}] undone{f': {undo.title}' if undo.title else ''}")
    for line in _list_changes(undo.plan.changes):
        if dry_run:
            say(f"  {line}")
    if undo.standing:
        say(f"'{undo.standing[0].title}' is still ticked, because another version was made from it")
        ref = undo.standing[0].target or undo.standing[0].title
        say(f"hint: to have it read again, run '{paste_reread(undo.folder.path, ref)}'")
    if hard and not dry_run:
        was = done.landing[:10]
        say(f"the undone commit was {was}; restore it with 'git cherry-pick {was}'")


def _list_changes(changes: Mapping[str, bytes | None]) -> list[str]:
    return [f"{'removed' if data is None else 'edited'}: {path}" for path, data in changes.items()]


def _as_json(done: _Done, *, hard: bool, dry_run: bool) -> dict[str, Any]:
    undo = done.undo
    return {
        "schema": "git-report/undo/1",
        "version": undo.number,
        "path": undo.path,
        "commit": done.commit,
        "undone": done.landing,
        "hard": hard,
        "dry_run": dry_run,
        "files": [
            {"path": path, "change": "removed" if data is None else "edited"}
            for path, data in undo.plan.changes.items()
        ],
        "references": [_reference_json(item, undo) for item in undo.items],
    }


def _reference_json(item: Reference, undo: Undo) -> dict[str, Any]:
    state = "read" if item in undo.standing else "removed" if item.is_revision else "open"
    return {"title": item.title, "target": item.target, "line": item.line, "state": state}
