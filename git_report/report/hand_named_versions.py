"""Renumbering of versions that were named by hand: from 01, without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from git_report.errors import ReportError
from git_report.report.versions import version_name, version_number

# The usual name of a report that has only one version.
PLAIN_NAME = "report.md"


def plain_number(name: str) -> int | None:
    """The number in a name: 7 for ``report-7.md``, 1 for ``report.md``; None for any other."""
    return 1 if name == PLAIN_NAME else version_number(name)


def renumber(folder: str, names: Iterable[str]) -> dict[str, int]:
    """The names in a folder that contain a number, in numerical order, with their new numbers.

    Raises ReportError if two names have the same number, because their order is unknown.
    """
    claimed: dict[int, str] = {}
    for name in sorted(names):
        number = plain_number(name)
        if number is None:
            continue
        if number in claimed:
            raise ReportError(
                f"'{claimed[number]}' and '{name}' would both be version {number}",
                hint="give one of them another number, such as 'report-4.md', or move it away",
                where=folder or ".",
            )
        claimed[number] = name
    return {claimed[number]: place for place, number in enumerate(sorted(claimed), start=1)}


def is_sound(numbers: Mapping[str, int]) -> bool:
    """Whether all names already have their new numbers."""
    return all(name == version_name(number) for name, number in numbers.items())
