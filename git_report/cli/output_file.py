"""Check the place of a file outside the report that a command writes."""

from __future__ import annotations

from pathlib import Path

from git_report.cli.folder_command import is_report_folder
from git_report.cli.report_folder import shown
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.report.pasting import quote
from git_report.report.versions import version_number


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
    if version_number(place.name) is not None and is_report_folder(str(place.parent)):
        raise ReportError(
            f"'{place}' is the name of a version of the report in '{place.parent}'",
            hint="name another file with -o",
        )
    if place.exists() and not place.is_file():
        raise ReportError(
            f"'{place}' is not a regular file", hint=f"name another file with -o{instead}"
        )
    return place.exists()


def expect_directory(place: Path) -> None:
    """Raise ReportError if there is no directory for a file."""
    if not place.parent.is_dir():
        raise ReportError(
            f"there is no directory '{place.parent}'",
            hint=f"create it with 'mkdir -p {quote(str(place.parent))}', then try again",
        )
