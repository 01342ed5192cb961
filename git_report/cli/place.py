"""Where a command works: the repository of the current directory, and the report folder."""

from __future__ import annotations

from pathlib import Path

import click

from git_report.cli.output import say
from git_report.commit.repair import repair
from git_report.errors import ReportError
from git_report.git.discovery import check_way
from git_report.git.repository import Repository
from git_report.report.folder import find_folders, find_instructions, locate_folder
from git_report.report.pasting import TOP, paste_restore

DIRECTORY_OPTION = click.option(
    "-d", "--dir", "directory", metavar="DIR", help="The report folder, if there are several."
)


def open_place(directory: str | None, *, repairs: bool = True) -> tuple[Repository, str]:
    """The repository, and the report folder as a repository path.

    With `repairs`, first complete or drop what an interrupted run left half done.

    `directory` is what the person named: a report folder, which may begin with ``:/`` for the root
    of the work tree, or None for the folder around the current directory, else the only one.
    """
    if directory is not None:
        place = find_place(directory)
        repository = Repository.open(place if place.is_dir() else Path())
        if repairs:
            repair(repository, say)
        folder = repository.relative(place)
    else:
        repository = Repository.open(Path())
        if repairs:
            repair(repository, say)
        snapshot, here = repository.worktree_snapshot(), repository.relative(Path())
        try:
            folder = locate_folder(snapshot, here)
        except ReportError:
            if not find_folders(snapshot):
                _expect_instructions(repository, here)
            raise
    check_way(repository.root, folder)
    return repository, folder


def _expect_instructions(repository: Repository, here: str) -> None:
    """ReportError where HEAD has the only report folder, whose instructions are deleted here."""
    head = repository.head()
    if head is None:
        return
    base = repository.commit_snapshot(head)
    try:
        folder = locate_folder(base, here)
    except ReportError:
        return
    path = find_instructions(base, folder)
    if path is not None:
        raise ReportError(
            f"'{path}' is deleted in the work tree",
            hint=f"bring it back with '{paste_restore(path)}', then run again",
        )


def find_place(words: str) -> Path:
    """The path that a person named, which may begin at the root of the work tree (``:/notes``)."""
    if not words.startswith(TOP) or Path(words).exists():
        return Path(words)
    return Repository.open(Path()).root / words.removeprefix(TOP)


def shown(path: Path) -> str:
    """A file system path relative to the current directory."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
