"""Find the repository and the report folder that a command works on."""

from __future__ import annotations

import os
from pathlib import Path

from git_report.cli.output import say
from git_report.cli.suggested_commands import remember_folder
from git_report.errors import ReportError
from git_report.git.discovery import refuse_bare_repository
from git_report.git.repository import Repository
from git_report.report.folder import (
    find_folders,
    find_instructions,
    join,
    locate_folder,
    miss_folder,
)
from git_report.report.pasting import TOP, paste_restore, paste_restoring
from git_report.report.snapshot import Snapshot
from git_report.report.versions import version_number


def open_report_folder(directory: str | None, *, repairs: bool = True) -> tuple[Repository, str]:
    """The repository, and the report folder as a repository path.

    With `repairs`, first finish or undo what an interrupted run left incomplete.

    `directory` is a report folder as the person named it, which may begin with ``:/`` for the root
    of the work tree; None is the folder that contains the current directory, else the only one.
    """
    place = None if directory is None else find_path(directory)
    repository = Repository.open(place if place is not None and place.is_dir() else Path())
    if repairs:
        _repair(repository)
    here, snapshot = repository.relative(place or Path()), repository.worktree_snapshot()
    if place is not None:
        folder = here
        if not _has_instructions(snapshot, folder):
            expect_instructions(repository, folder, folder)
    else:
        folder = _find_folder(repository, snapshot, here)
    refuse_bare_repository(repository.root, folder)
    remember_folder(repository, folder)
    return repository, folder


def open_report_folders() -> tuple[Repository, tuple[str, ...]]:
    """The repository of the current directory and all its report folders, at least one."""
    repository = Repository.open(Path())
    _repair(repository)
    folders = find_folders(repository.worktree_snapshot())
    if not folders:
        return repository, (open_report_folder(None)[1],)  # raises an error that says so
    for folder in folders:
        refuse_bare_repository(repository.root, folder)
    return repository, folders


def _repair(repository: Repository) -> None:
    # Its imports are a tenth of the CPU of a check in a hook, which repairs nothing.
    from git_report.commit.killed_runs import repair

    repair(repository, say)


def _find_folder(repository: Repository, snapshot: Snapshot, here: str) -> str:
    """The report folder that contains the current directory, else the only one."""
    try:
        folder = locate_folder(snapshot, here)
    except ReportError:
        if not find_folders(snapshot):
            expect_instructions(repository, here)
        raise
    if folder and not f"{here}/".startswith(f"{folder}/"):
        # It is the only one, because the one that contains the current directory may be deleted.
        expect_instructions(repository, here, found=folder)
    return folder


def _has_instructions(snapshot: Snapshot, folder: str) -> bool:
    """Whether there are instructions, valid or not: errors in them are reported later."""
    try:
        return find_instructions(snapshot, folder) is not None
    except ReportError:
        return True


def expect_instructions(
    repository: Repository, here: str, folder: str | None = None, *, found: str | None = None
) -> None:
    """Raise ReportError if a folder's instructions are in HEAD but deleted in the work tree.

    The folder is the named one, else that of the current directory in HEAD, unless that was
    `found` in the work tree: its instructions have another name there.
    """
    head = repository.head()
    if head is None:
        return
    base = repository.commit_snapshot(head)
    try:
        expected = locate_folder(base, here) if folder is None else folder
        path = find_instructions(base, expected)
    except ReportError:
        return
    if expected == found or path is None or repository.worktree_snapshot().entry(path) is not None:
        return
    # A file that exists but is not in this work tree is in a nested repository.
    if not os.path.lexists(repository.root / path):
        raise _miss_file(path, paste_restore(path))


def expect_versions(repository: Repository, folder: str, base: Snapshot | None = None) -> None:
    """Raise ReportError if the work tree lacks a version that `base` has, by default HEAD.

    Without it, the versions have a gap, or an older one seems to be the newest.
    """
    head = repository.head()
    if base is None and head is not None:
        base = repository.commit_snapshot(head)
    there = repository.worktree_snapshot().entries(folder)
    for name in sorted(base.entries(folder)) if base is not None else ():
        if version_number(name) is not None and name not in there:
            raise _miss_file(join(folder, name), paste_restoring(folder))


def expect_file(repository: Repository, path: str, where: str = "") -> None:
    """Raise ReportError for a file that HEAD has and the work tree lacks."""
    if is_committed(repository, path):
        raise _miss_file(path, paste_restore(path), where)


def is_committed(repository: Repository, path: str) -> bool:
    """Whether HEAD has a file."""
    head = repository.head()
    return head is not None and repository.commit_snapshot(head).entry(path) is not None


def _miss_file(path: str, restore: str, where: str = "") -> ReportError:
    return ReportError(
        f"'{path}' is deleted in the work tree",
        hint=f"restore it with '{restore}', then try again",
        where=where,
    )


def find_path(words: str) -> Path:
    """A path as a person named it, which may be relative to the work tree's root (``:/notes``)."""
    if not words.startswith(TOP) or Path(words).exists():
        return Path(words)
    return Repository.open(Path()).root / words.removeprefix(TOP)


def open_repository(directory: str | None) -> Repository:
    """The repository of a named folder, or of the current directory."""
    place = None if directory is None else find_path(directory)
    return Repository.open(place if place is not None and place.is_dir() else Path())


def find_report_folder(repository: Repository, directory: str) -> str:
    """A named report folder as a repository path; it may also be only in HEAD or the index.

    For commands that examine more than the work tree, in which its instructions may be deleted.
    """
    folder, head = repository.relative(find_path(directory)), repository.head()
    refuse_bare_repository(repository.root, folder)
    states: list[Snapshot] = [repository.worktree_snapshot(), repository.index_snapshot()]
    if head is not None:
        states.append(repository.commit_snapshot(head))
    if not any(_has_instructions(state, folder) for state in states):
        raise miss_folder(states[0], folder)
    return folder


def is_in(folder: str | None, path: str) -> bool:
    """Whether a repository path is in a folder; None and the root contain all paths."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def shown(path: Path) -> str:
    """A file system path relative to the current directory."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
