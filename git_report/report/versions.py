"""The names of versions: ``report-NN.md``, two digits or more, from 01, without gaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from git_report.errors import ReportError
from git_report.patterns import lazy
from git_report.report.pasting import paste_restoring

_NAME = lazy(r"report-(\d+)\.md")
DIFF_NAME = "diff.md"


def version_stem(number: int) -> str:
    """``report-07`` for 7, the name of a version in stamps and messages."""
    return f"report-{number:02d}"


def version_name(number: int) -> str:
    """``report-07.md`` for 7."""
    return f"report-{number:02d}.md"


@lru_cache(maxsize=4096)
def version_number(name: str) -> int | None:
    """The number in a version's file name, however it is padded; None for any other name."""
    match = _NAME.fullmatch(name)
    # int() refuses very long numbers, and no version has one.
    return int(match[1]) if match and len(match[1]) <= 9 else None


def read_number(words: str) -> int | None:
    """The number of the version that a user names: 7, 07, report-07 or report-07.md."""
    if words.isascii() and words.isdigit() and len(words) <= 9:
        return int(words)
    return version_number(words if words.endswith(".md") else f"{words}.md")


def has_versions(names: Iterable[str]) -> bool:
    """Whether any name in a folder is that of a version."""
    return any(version_number(name) is not None for name in names)


class MissingVersionError(ReportError):
    """A gap in the numbers of a report's versions: `number` is missing before `following`."""

    def __init__(self, folder: str, number: int, following: int, known: Collection[int]) -> None:
        super().__init__(
            f"'{version_name(number)}' is missing before '{version_name(following)}'",
            hint=advise_missing(folder, number, following, known),
            where=folder or ".",
        )


def advise_missing(
    folder: str, number: int, following: int, known: Collection[int]
) -> tuple[str, ...]:
    """The hints for a version that is missing before the version `following`.

    `known` are the versions that git report made: those in a stamp or a commit.
    """
    restore = f"to restore committed versions, run '{paste_restoring(folder)}'"
    if number in known:
        return (restore,)
    if known and number > max(known):
        return (f"rename '{version_name(following)}' to '{version_name(number)}'",)
    return (restore, "to renumber versions that were made by hand, run 'git report adopt'")


def read_versions(folder: str, names: Iterable[str], stamped: Collection[int] = ()) -> int:
    """The number of the newest version among a folder's names; 0 if there is no version.

    `stamped` are the versions that stamps of the checklist name. Raises ReportError if two names
    have the same number or a name is padded differently, and MissingVersionError if a number
    between 1 and the newest is missing.
    """
    where = folder or "."
    claimed: dict[int, str] = {}
    for name in sorted(names):
        number = version_number(name)
        if number is None:
            continue
        if number in claimed:
            raise ReportError(
                f"'{claimed[number]}' and '{name}' are both version {number}",
                hint=f"keep one of them, and name it '{version_name(number)}'",
                where=where,
            )
        claimed[number] = name
    for number, name in sorted(claimed.items()):
        if number == 0 or name != version_name(number):
            mend = (
                f"rename it to '{version_name(number)}'"
                if number
                else "number versions from 01: report-01.md, report-02.md, …"
            )
            adopt = "if the versions were made by hand, rename them all with 'git report adopt'"
            raise ReportError(
                f"'{name}' is not the name of a version",
                hint=mend if stamped else (adopt, f"otherwise, {mend}"),
                where=where,
            )
    newest = max(claimed, default=0)
    missing = next((n for n in range(1, newest) if n not in claimed), None)
    if missing is not None:
        following = min(n for n in claimed if n > missing)
        raise MissingVersionError(folder, missing, following, stamped)
    return newest
