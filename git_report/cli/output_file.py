"""Check the place of a file outside the report that a command writes."""

from __future__ import annotations

from pathlib import Path

from git_report.cli.folder_command import is_report_folder
from git_report.cli.report_folder import shown
from git_report.errors import ReportError
from git_report.git.durable import write_whole
from git_report.git.repository import Repository
from git_report.report.folder import is_report_file
from git_report.report.gitnames import fold_name
from git_report.report.pasting import quote


def expect_place(repository: Repository, place: Path, print_with: str) -> bool:
    """Whether there is a file already; raises ReportError if the place cannot be written to.

    `print_with` is the option to print instead, such as ``-o -``; it may be empty.
    """
    instead = f", or print it with '{print_with}'" if print_with else ""
    link = repository.link_on_the_way(place)
    if link is not None:
        raise ReportError(
            f"'{shown(link)}' is a symbolic link; nothing is written through it",
            hint=f"name another file with -o{instead}",
        )
    if place.is_dir():
        raise ReportError(f"'{place}' is a directory", hint="name a file in it")
    if is_report_file(place.name) and is_report_folder(str(place.parent)):
        raise ReportError(
            f"'{place}' is the name of a file of the report in '{place.parent}'",
            hint="name another file with -o",
        )
    if place.exists() and not place.is_file():
        raise ReportError(
            f"'{place}' is not a regular file", hint=f"name another file with -o{instead}"
        )
    return place.exists()


def expect_outside_git(repository: Repository, place: Path) -> None:
    """Raise ReportError for a place in a git directory: only git and our caches write there."""
    whole = place.resolve()
    homes = {home.resolve() for home in (repository.git_dir, repository.common_dir)}
    if not homes.isdisjoint(whole.parents) or ".git" in (fold_name(each) for each in whole.parts):
        raise ReportError(f"'{place}' is in a git directory", hint="name a file outside it with -o")


def write_output(place: Path, data: bytes) -> None:
    """Write a file whole; on a full disk, what was there is kept.

    Raises OSError with the name of the place.
    """
    mode = place.stat().st_mode & 0o777 if place.exists() else None
    whole = place.resolve() if place.is_symlink() else place
    write_whole(whole, data, 0o666)
    if mode is not None:
        whole.chmod(mode)


def expect_directory(place: Path) -> None:
    """Raise ReportError if there is no directory for a file."""
    if not place.parent.is_dir():
        raise ReportError(
            f"there is no directory '{place.parent}'",
            hint=f"create it with 'mkdir -p {quote(str(place.parent))}', then try again",
        )
