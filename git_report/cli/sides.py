"""One side of a comparison, as named by a person: a version, a commit, a blob or a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError, UsageError
from git_report.git.configuration import parse_configuration, read_report_bytes
from git_report.git.process import Runner
from git_report.report.sizes import expect_size
from git_report.report.sizes import read_file as read_bounded
from git_report.report.versions import read_number, version_name

if TYPE_CHECKING:
    from git_report.git.repository import Repository
    from git_report.report.folder import Folder
    from git_report.report.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a comparison: its name, its bytes, and its blob id if it has one."""

    name: str
    data: bytes
    blob: str = ""

    @property
    def text(self) -> str:
        """The bytes as text; what is not UTF-8 survives as surrogate escapes."""
        return self.data.decode("utf-8", "surrogateescape")


def choose_sides(
    repository: Repository, folder: Folder, old: str | None, new: str | None
) -> tuple[Text | None, Text]:
    """The two sides that are named; by default the two newest versions, or None and the first."""
    work = repository.worktree_snapshot()
    if old is None or new is None:
        expect_any(folder)
    prior = _resolve(repository, folder, old) if old else None
    latest = _resolve(repository, folder, new) if new else _version(work, folder, folder.newest)
    if prior is None and folder.newest > 1:
        prior = _version(work, folder, folder.newest - 1)
    return prior, latest


def read_file(name: str) -> Text:
    """Any file as one side, in a repository or not."""
    place = Path(name)
    if place.is_dir():
        raise ReportError(f"'{name}' is a directory", hint="name a file")
    configured = parse_configuration(Runner(Path.cwd()).run("config", "--list", "-z").out)
    try:
        data = read_bounded(place, read_report_bytes(configured))
    except FileNotFoundError:
        raise ReportError(
            f"there is no file '{name}'",
            hint="name two existing files, as in 'git report diff --no-index old.md new.md'",
        ) from None
    return Text(" ".join(place.name.split()), data)


def expect_any(folder: Folder) -> None:
    """Raise ReportError if a report has no version."""
    if not folder.newest:
        raise ReportError(
            "there is no version yet",
            hint="make one with 'git report-iterate'",
            where=folder.path or ".",
        )


def expect_version(folder: Folder, number: int) -> None:
    """Raise ReportError if a report has no such version."""
    if not 1 <= number <= folder.newest:
        raise ReportError(
            f"there is no version {number}",
            hint=f"the newest is {folder.newest}" if folder.newest else "there are no versions yet",
            where=folder.path or ".",
        )


def choose_number(folder: Folder, words: str | None) -> int:
    """The version that a person named by number or file name; the newest for None."""
    if words is None:
        return folder.newest
    number = read_number(words)
    if number is None:
        raise UsageError(
            f"'{words}' is neither a report folder nor a version",
            hint="write a version as 7 or report-07.md",
        )
    expect_version(folder, number)
    return number


def _resolve(repository: Repository, folder: Folder, words: str) -> Text:
    """A version by number or name, a commit's newest version, or any blob by ``REV:PATH``."""
    number = read_number(words)
    if number is not None:
        return _version(repository.worktree_snapshot(), folder, number)
    revision, colon, path = words.partition(":")
    snapshot = repository.commit_snapshot(revision or "HEAD")
    if not colon:
        from git_report.report.folder import read_folder

        there = read_folder(snapshot, folder.path)
        if not there.newest:
            raise ReportError(
                f"commit '{words}' has no version of this report",
                hint="name a commit that has one",
                where=folder.path or ".",
            )
        return _version(snapshot, there, there.newest)
    data = snapshot.read(path)
    expect_size(words, len(data), snapshot.report_bytes)  # the name may be any
    return Text(path.rpartition("/")[2], data, repository.blob_id(data))


def _version(snapshot: Snapshot, folder: Folder, number: int) -> Text:
    expect_version(folder, number)
    data = snapshot.read(folder.version_path(number))
    return Text(version_name(number), data, snapshot.blob_id(data))
