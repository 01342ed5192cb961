"""The commit that added each version, and its trailers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.git.history import Commit
from git_report.report.versions import version_number

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_FIELDS = ("%H", "%cI", "%(trailers:key=Report-Usage,valueonly,separator=%x20)")
_FORMAT = "%x01" + "%x02".join(_FIELDS) + "%x02"


@dataclass(frozen=True, slots=True)
class VersionCommit:
    """The commit that added a version: its id, its date (ISO 8601), and the tokens in its trailer.

    `usage` is empty if the commit added several versions: it does not say which one used them.
    """

    commit: str
    date: str
    usage: str


def list_version_commits(repository: Repository, folder: str) -> dict[int, VersionCommit]:
    """The newest commit that added each version of a report folder, by number.

    A merge added what is on neither of its sides: 'git report resolve' gives new numbers.
    """
    if repository.head() is None:
        return {}
    output = repository.git(
        # -c, because git lists nothing for a merge otherwise: a version that 'git report resolve'
        # renumbered is in neither parent, and was shown as uncommitted.
        "log", "-c", "-z", f"--format={_FORMAT}", "--diff-filter=AR", "--name-only", "--no-renames",
        "--end-of-options", "HEAD", "--", folder or ".",
    )  # fmt: skip
    prefix = f"{folder}/" if folder else ""
    found: dict[int, VersionCommit] = {}
    for record in output.split(b"\x01")[1:]:
        *fields, names = record.split(b"\x02")
        commit, date, usage = (field.decode("utf-8", "replace").strip() for field in fields)
        paths = (os.fsdecode(raw.strip(b"\n")) for raw in names.split(b"\0"))
        own = (path.removeprefix(prefix) for path in paths if path.startswith(prefix))
        numbers = [number for name in own if (number := version_number(name)) is not None]
        for number in numbers:
            found.setdefault(
                number, VersionCommit(commit, date, usage if len(numbers) == 1 else "")
            )
    return found


def find_version_commit(repository: Repository, path: str) -> Commit | None:
    """The newest commit that added a file; None if there is none, or it was a merge."""
    output = repository.git(
        "log", "-1", "-c", "-s", "--format=%H %P", "--diff-filter=A", "--no-renames",
        "--end-of-options", "HEAD", "--", path,
    )  # fmt: skip
    words = output.decode("ascii").split()
    return Commit(words[0], tuple(words[1:])) if 0 < len(words) <= 2 else None
