"""Read the sides of a comparison that a person named: versions, commits, blobs or files."""

from __future__ import annotations

import stat
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from git_report.errors import ReportError, UsageError
from git_report.report.sizes import expect_size
from git_report.report.sizes import read_file as read_bounded
from git_report.report.versions import read_number, version_name, version_number

if TYPE_CHECKING:
    from git_report.git.repository import Repository
    from git_report.report.folder import Folder
    from git_report.report.snapshot import Snapshot

# The bytes of a file that need not be compared with the configured limit.
_SMALL = 64 * 1024


class Text(NamedTuple):
    """One side of a comparison: its name, its bytes, its blob id and its number if it has one."""

    name: str
    data: bytes
    blob: str = ""
    number: int = 0

    @property
    def text(self) -> str:
        """The bytes as text; bytes that are not UTF-8 become surrogate escapes."""
        return self.data.decode("utf-8", "surrogateescape")


def choose_sides(
    repository: Repository, snapshot: Snapshot, folder: Folder, old: str | None, new: str | None
) -> tuple[Text | None, Text]:
    """The two named sides; by default the two newest versions, or None and the first version.

    Versions are read from the snapshot.
    """
    if old is None or new is None:
        expect_any(folder)
    prior = _resolve(repository, snapshot, folder, old) if old else None
    latest = (
        _resolve(repository, snapshot, folder, new)
        if new
        else _version(snapshot, folder, folder.newest)
    )
    if prior is None and folder.newest > 1:
        prior = _version(snapshot, folder, folder.newest - 1)
    return prior, latest


def read_files(old: str, new: str) -> tuple[Text, Text]:
    """Two files as the sides, in a repository or not."""
    find_limit = cache(_read_limit)
    texts = [_read_file(name, 0 if _is_small(name) else find_limit()) for name in (old, new)]
    return texts[0], texts[1]


def _is_small(name: str) -> bool:
    """Whether a file is so small that the limit, which takes a git process, is not needed."""
    try:
        status = Path(name).stat()
    except OSError:
        return True  # reading the file will report the error
    return stat.S_ISREG(status.st_mode) and status.st_size <= _SMALL


def _read_limit() -> int:
    from git_report.git.configuration import parse_configuration, read_report_bytes
    from git_report.git.process import Runner

    return read_report_bytes(
        parse_configuration(Runner(Path.cwd()).run("config", "--list", "-z").out)
    )


def _read_file(name: str, most: int) -> Text:
    place = Path(name)
    if place.is_dir():
        raise ReportError(f"'{name}' is a directory", hint="name a file")
    try:
        data = read_bounded(place, most)
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
        raise miss_number(number, folder.path, folder.newest)


def choose_number(folder: Folder, words: str | None) -> int:
    """The version that a person named by number or file name; the newest for None."""
    if words is None:
        return folder.newest
    number = read_number(words)
    if number is None:
        raise miss_version(words, folder.newest)
    expect_version(folder, number)
    return number


def miss_number(number: int, path: str, newest: int) -> ReportError:
    """The error for a version that a report folder does not have."""
    return ReportError(
        f"there is no version '{version_name(number)}' in the report folder '{path or '.'}'",
        hint=f"the newest version is '{version_name(newest)}'; list the versions with "
        "'git report log'"
        if newest
        else "make the first version with 'git report-iterate'",
    )


def miss_version(words: str, newest: int) -> UsageError:
    """The error for an argument that names neither a report folder nor a version of one."""
    newest = max(newest, 1)
    if _is_version_path(words):
        return UsageError(
            f"'{words}' is a path, and versions are named without one",
            hint=f"name a version without it, as {words.rpartition('/')[2]}; -d names the folder",
        )
    return UsageError(
        f"'{words}' is neither a report folder nor a version",
        hint=f"name a version, such as {newest} or {version_name(newest)}; "
        "'git report status --all' lists the report folders",
    )


def _is_version_path(words: str) -> bool:
    folder, _, name = words.rpartition("/")
    return folder != "" and version_number(name) is not None


def _resolve(repository: Repository, versions: Snapshot, folder: Folder, words: str) -> Text:
    """Read a version by number or name, a commit's newest version, or a blob by ``REV:PATH``."""
    number = read_number(words)
    if number is not None:
        return _version(versions, folder, number)
    revision, colon, path = words.partition(":")
    try:
        snapshot = repository.commit_snapshot(revision or "HEAD")
    except ReportError as error:
        if colon or repository.is_shallow:
            raise
        missed = miss_version(words, folder.newest)
        message = f"'{words}' is not a report folder, a version or a commit"
        if _is_version_path(words):
            message = missed.message
        raise ReportError(message, hint=missed.hint) from error
    if not colon:
        from git_report.report.folder import read_folder

        committed = read_folder(snapshot, folder.path)
        if not committed.newest:
            raise ReportError(
                f"commit '{words}' has no version of this report",
                hint="name a commit that has one",
                where=folder.path or ".",
            )
        return _version(snapshot, committed, committed.newest)
    data = snapshot.read(path)
    expect_size(words, len(data), snapshot.report_bytes)  # not only a version, which is limited
    return Text(path.rpartition("/")[2], data, repository.blob_id(data))


def _version(snapshot: Snapshot, folder: Folder, number: int) -> Text:
    expect_version(folder, number)
    data = snapshot.read(folder.version_path(number))
    return Text(version_name(number), data, snapshot.blob_id(data), number)
