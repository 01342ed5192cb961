"""Versions that were named by hand, and the numbers that they get: from 01, without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from git_report.errors import ReportError
from git_report.report.versions import version_name, version_number

# What a report is called before it has a second version.
PLAIN_NAME = "report.md"


def plain_number(name: str) -> int | None:
    """The number that a name claims: 7 for ``report-7.md``, 1 for ``report.md``; else None."""
    return 1 if name == PLAIN_NAME else version_number(name)


def renumber(folder: str, names: Iterable[str]) -> dict[str, int]:
    """The names of a folder that claim a number, in its order, with their place in the sequence.

    Raises ReportError where two names claim one number: nobody can tell which came first.
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
    """Whether all names are those of their places already."""
    return all(name == version_name(number) for name, number in numbers.items())
